"""The contract of every payment provider, for tutors' money: paid, taken back, sent to a bank."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters.memory.clock import SetClock
from domain.shared.errors import NotFound
from domain.shared.money import Money
from tests.support.calendar import MONDAY, days
from tests.support.gateways import (
    HALF,
    PRICE,
    UpsettableGateway,
    paid,
    payable,
    reserved,
    taken,
)


class TestAnAccount:
    def test_can_be_paid_after_onboarding(self, gateway: UpsettableGateway) -> None:
        account = gateway.open_account("a1", "DE")
        before = gateway.readiness(account)
        assert (before.is_payable, bool(before.missing)) == (False, True)
        link = gateway.onboarding_link(account, "https://x.example/back", "https://x.example/again")
        assert link.expires_at > MONDAY
        assert link.url not in repr(link)
        assert gateway.readiness(payable(gateway)) == gateway.readiness(account)
        assert (gateway.readiness(account).is_payable, gateway.readiness(account).missing) == (
            True,
            (),
        )

    def test_is_opened_once_under_a_key(self, gateway: UpsettableGateway) -> None:
        assert gateway.open_account("a1", "DE") == gateway.open_account("a1", "DE")
        assert gateway.open_account("a1", "DE") != gateway.open_account("a2", "DE")

    def test_nobody_opened_is_not_found(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.readiness("nobody")


class TestTransferring:
    def test_moves_what_was_taken_to_the_tutor_once(self, gateway: UpsettableGateway) -> None:
        account, source = payable(gateway), taken(gateway)
        answers = {
            gateway.transfer("t1", HALF, destination=account, source=source, group="p1")
            for _ in range(2)
        }
        assert [answer.outcome for answer in answers] == ["done"]
        assert ("transfer", "t1") in gateway.moved()

    def test_never_exceeds_the_payment(self, gateway: UpsettableGateway) -> None:
        account, source = payable(gateway), taken(gateway)
        with ThreadPoolExecutor(8) as threads:
            asked = [
                threads.submit(
                    gateway.transfer, f"t{n}", HALF, destination=account, source=source, group="p1"
                )
                for n in range(8)
            ]
            outcomes = [one.result().outcome for one in asked]
        assert outcomes.count("done") == 2

    def test_needs_money_that_was_taken(self, gateway: UpsettableGateway) -> None:
        account, source = payable(gateway), reserved(gateway)
        answer = gateway.transfer("t1", HALF, destination=account, source=source, group="p1")
        assert (answer.outcome, answer.reason) == ("declined", "not_taken")

    def test_is_of_the_platforms_own_money_without_a_payment(
        self, gateway: UpsettableGateway, clock: SetClock
    ) -> None:
        account, _ = payable(gateway), taken(gateway)
        clock.advance(days(8))
        answer = gateway.transfer("t1", HALF, destination=account, source="", group="p1")
        assert answer.outcome == "done"
        assert gateway.reverse("r1", answer.reference, HALF).outcome == "done"

    def test_is_declined_where_the_account_cannot_be_paid(self, gateway: UpsettableGateway) -> None:
        source, fresh, known = taken(gateway), gateway.open_account("a2", "DE"), payable(gateway)
        gateway.restrict(known)
        for number, account in enumerate((fresh, known, "nobody")):
            answer = gateway.transfer(
                f"t{number}", HALF, destination=account, source=source, group="p1"
            )
            assert (answer.outcome, answer.reason) == ("declined", "account_not_payable")
        account = payable(gateway, "a3")
        answer = gateway.transfer("t9", PRICE, destination=account, source=source, group="p1")
        assert answer.outcome == "done"


class TestReversing:
    def test_takes_back_in_parts_and_never_more(self, gateway: UpsettableGateway) -> None:
        _, transfer = paid(gateway)
        assert gateway.reverse("r1", transfer, HALF).outcome == "done"
        assert gateway.reverse("r2", transfer, HALF).outcome == "done"
        again = gateway.reverse("r3", transfer, Money(1, "EUR"))
        assert (again.outcome, again.reason) == ("declined", "not_transferred")

    def test_is_declined_where_the_money_is_at_the_bank(self, gateway: UpsettableGateway) -> None:
        account, transfer = paid(gateway)
        gateway.pay_out("o1", account, PRICE)
        answer = gateway.reverse("r1", transfer, HALF)
        assert (answer.outcome, answer.reason) == ("declined", "insufficient_funds")


class TestPayingOut:
    def test_sends_what_the_account_has(self, gateway: UpsettableGateway) -> None:
        account, _ = paid(gateway)
        answer = gateway.pay_out("o1", account, HALF)
        assert answer.outcome in {"done", "pending"}
        assert gateway.pay_out("o1", account, HALF) == answer
        assert gateway.payout(account, answer.reference).amount == HALF
        more = gateway.pay_out("o2", account, PRICE)
        assert (more.outcome, more.reason) == ("declined", "insufficient_funds")

    def test_gives_back_what_the_bank_did_not_take(self, gateway: UpsettableGateway) -> None:
        account, _ = paid(gateway)
        first = gateway.pay_out("o1", account, PRICE)
        gateway.answer_payout(account, first.reference, "failed")
        found = gateway.payout(account, first.reference)
        assert (found.status, found.reason) == ("failed", "account_closed")
        assert gateway.pay_out("o2", account, PRICE).outcome in {"done", "pending"}

    def test_may_wait_for_the_bank(self, sandbox: UpsettableGateway) -> None:
        slow = Money(2408, "EUR")
        account, _ = paid(sandbox, slow)
        answer = sandbox.pay_out("o1", account, slow)
        assert answer.outcome == "pending"
        assert sandbox.payout(account, answer.reference).status == "pending"
        sandbox.answer_payout(account, answer.reference, "paid")
        assert sandbox.payout(account, answer.reference).status == "paid"

    def test_nobody_asked_for_is_not_found(self, gateway: UpsettableGateway) -> None:
        with pytest.raises(NotFound):
            gateway.payout(payable(gateway), "nobody")


@pytest.mark.parametrize(
    ("minor", "reason"), [(2405, "transfer_refused"), (2406, "payout_refused")]
)
def test_some_amounts_are_refused(sandbox: UpsettableGateway, minor: int, reason: str) -> None:
    amount, (account, _) = Money(minor, "EUR"), paid(sandbox)
    source = taken(sandbox, "p2")
    moved = sandbox.transfer("t2", amount, destination=account, source=source, group="p2")
    sent = sandbox.pay_out("o1", account, amount)
    assert reason in {moved.reason, sent.reason}


def test_a_reversal_may_be_refused_by_its_amount(sandbox: UpsettableGateway) -> None:
    _, transfer = paid(sandbox)
    assert sandbox.reverse("r1", transfer, Money(2407, "EUR")).reason == "insufficient_funds"
