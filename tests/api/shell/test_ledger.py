"""`preceptor ledger check`, of a real database."""

import json
from typing import Any, LiteralString

import pytest

from adapters.bootstrap import Container
from adapters.memory.clock import SetClock
from adapters.postgres.proof_status import proof_standing
from application.fields import Price
from application.ledger_check import LedgerChecked
from application.payment import RecordCapture, RequestPayment, RequestRefund
from application.status import LedgerStatus
from domain.payment.events import RefundReason
from tests.api.shell.test_operators import changed, done, followed
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_SYSTEM, BEN
from tests.support.shell import type_in
from tests.support.stripe.fake import FakeStripe


@pytest.fixture
def paid(container: Container) -> Container:
    """This is a ledger in which Ben has paid 30 euros, of which one is on its way back."""
    price = Price(minor=3000, currency="EUR")
    people: Any = {"booking_id": "b", "student_id": BEN, "tutor_id": ANNA}
    of: Any = {"payment_id": "of-b"}
    for command in (
        RequestPayment(**of, **people, amount=price, capture=True),
        RecordCapture(**of, reference="pi", amount=price, occurred_at=MONDAY),
        RequestRefund(
            **of,
            refund_id="until-100",
            amount=Price(minor=100, currency="EUR"),
            reason=RefundReason.CANCELLATION,
        ),
    ):
        done(container, command, AS_SYSTEM)
    followed(container, "ledger")
    return container


class TestALedgerThatHolds:
    def test_is_told_with_what_accounts_hold(self, paid: Container) -> None:
        assert paid.partitions
        told = type_in("ledger", "check")
        assert told.exit_code == 0, told.output
        assert "-29.00 EUR" in told.output
        assert "Every amount is where the facts say: 2 entries up to position 3" in told.output

    def test_is_told_to_machines(self, paid: Container) -> None:
        assert paid.partitions
        told = type_in("ledger", "check", "--json")
        found = json.loads(told.output)
        assert told.exit_code == found["findings"] == 0
        assert {(one["account"], one["minor"]) for one in found["balances"]} == {
            ("provider_balance", 3000),
            ("student_receivable", -2900),
            ("refunds", -100),
        }


class TestALedgerThatWasChanged:
    @pytest.mark.parametrize(
        ("deed", "said"),
        [
            (
                "UPDATE ledger.postings SET amount_minor = 2999 WHERE account = 'refunds'",
                "The row of refunds differs from its fact in amount_minor.",
            ),
            ("DELETE FROM ledger.postings WHERE position = 3", "no row says so"),
            (
                "UPDATE ledger.balances SET balance_minor = 0 WHERE account = 'refunds'",
                "refunds holds 0 EUR, and its rows add up to -100 EUR.",
            ),
            (
                "DELETE FROM ledger.tutor_balances WHERE account = 'refunds'",
                "refunds of anna holds nothing, and its rows add up to -100 EUR.",
            ),
            (
                "INSERT INTO ledger.tutor_balances VALUES ('eve', 'held', 'EUR', 5)",
                "held of eve holds 5 EUR, and its rows add up to nothing.",
            ),
            (
                "INSERT INTO ledger.parked VALUES ('payment-of-b', 3, 'KeyError')",
                "payment-of-b waits",
            ),
        ],
    )
    def test_is_told_and_exits_with_1(
        self, paid: Container, deed: LiteralString, said: str
    ) -> None:
        changed(paid, deed)
        told = type_in("ledger", "check")
        assert told.exit_code == 1
        assert said in told.output
        assert json.loads(type_in("ledger", "check", "--json").output)["findings"] > 0


def test_a_ledger_that_was_never_built_is_said_so(container: Container) -> None:
    assert container.partitions
    told = type_in("ledger", "check")
    assert told.exit_code == 1
    assert told.stderr == "The ledger was never built; the projector does that.\n"


def test_what_a_round_found_is_part_of_the_status(paid: Container) -> None:
    with paid.ledger_desk() as desk:
        assert desk.take_over()
        with paid.ledger_desk() as another:
            assert not another.take_over()
        assert proof_standing(desk.connection).ledger == LedgerStatus()
        desk.note(LedgerChecked(3, 2, 4, (), 7, ()), MONDAY)
        standing = proof_standing(desk.connection)
        assert standing.ledger == LedgerStatus(3, 7, MONDAY)


@pytest.mark.usefixtures("paid")
class TestWithAKeyForTheProvider:
    def test_what_the_provider_does_not_know_is_told(self, keyed: pytest.MonkeyPatch) -> None:
        """This Stripe has never heard of our payment."""
        with FakeStripe(SetClock(MONDAY)) as fake:
            keyed.setenv("STRIPE_API_KEY", fake.key)
            keyed.setenv("STRIPE_API_BASE", fake.url)
            told = type_in("ledger", "check")
        assert told.exit_code == 1
        assert "pi moved +3000 EUR by the facts, +0 by the provider." in told.output
        assert "Held against the provider's books: 1 of its deeds." in told.output

    def test_it_is_asked_from_then_on(self, keyed: pytest.MonkeyPatch) -> None:
        with FakeStripe(SetClock(MONDAY)) as fake:
            keyed.setenv("STRIPE_API_KEY", fake.key)
            keyed.setenv("STRIPE_API_BASE", fake.url)
            told = type_in("ledger", "check", "--since", "2026-03-20", "--json")
        assert told.exit_code == 0, told.output
        assert json.loads(told.output)["provider"] == {"count": 0, "unlike": 0, "findings": 0}

    def test_it_may_not_answer(self, keyed: pytest.MonkeyPatch) -> None:
        keyed.setenv("STRIPE_API_BASE", "http://127.0.0.1:1")
        told = type_in("ledger", "check")
        assert told.exit_code == 1
        assert told.stderr == (
            "This cannot be done now: Stripe does not answer (APIConnectionError).\n"
        )

    def test_it_may_refuse_the_key(self, keyed: pytest.MonkeyPatch) -> None:
        with FakeStripe(SetClock(MONDAY)) as fake:
            keyed.setenv("STRIPE_API_BASE", fake.url)
            told = type_in("ledger", "check")
        assert told.exit_code == 1
        assert told.stderr == (
            "This cannot be done now: Stripe does not accept the key in STRIPE_API_KEY.\n"
        )


@pytest.fixture
def keyed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """This is an environment with a key for Stripe."""
    monkeypatch.setenv("STRIPE_API_KEY", "sk_test_1234567890abcdef")
    return monkeypatch
