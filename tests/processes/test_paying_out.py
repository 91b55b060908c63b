"""Paying out: each payout leaves once, and what became of it is recorded, word of it or not."""

from dataclasses import replace
from typing import Any

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.gateways import InMemoryPaymentGateway
from application.fields import Price
from application.payout import RecordPayoutFailure, RecordPayoutPaid, RecordPayoutSent
from application.reactions.paying_out import LOOKS, PAYING_OUT, AskAfterPayout, PayOut, perform
from application.todo import World
from domain.payout import events as payout
from domain.shared.money import Money
from tests.processes.arrival import given
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.examples import example
from tests.support.market import Market
from tests.support.office import record
from tests.support.opening import account_of
from tests.support.outside import outside
from tests.support.people import ANNA


def of(kind: Any, minor: int = 5000, **fields: Any) -> Any:
    """This is a fact of one payout of Anna's."""
    amount = Money(minor, "EUR")
    made = replace(example(kind), tutor_id=ANNA, payout_id="until-5000", amount=amount)
    return replace(made, **fields)


REQUESTED = of(payout.PayoutRequested)
RELEASED = of(payout.PayoutReleased, payout_account=account_of(ANNA))
SENT = of(payout.PayoutSent, reference="po", occurred_at=TUESDAY)
PAID = of(payout.PayoutPaid)
FAILED = of(payout.PayoutFailed)


class TestAPayout:
    def test_leaves_once_it_is_let_go(self) -> None:
        given(REQUESTED).seen_by(PAYING_OUT).then_nothing()
        given(REQUESTED, of(payout.PayoutHeld)).seen_by(PAYING_OUT).then_nothing()
        given(REQUESTED, RELEASED).seen_by(PAYING_OUT).then_todos("pay-out-until-5000")

    def test_is_done_with_its_answer(self) -> None:
        for answer in (PAID, FAILED):
            given(REQUESTED, RELEASED, answer).seen_by(PAYING_OUT).then_nothing()

    def test_is_asked_after_while_the_bank_is_silent(self) -> None:
        todos = given(REQUESTED, RELEASED, SENT).seen_by(PAYING_OUT).todos()
        assert [todo.due_at for todo in todos.values()] == [TUESDAY + after for after in LOOKS]
        given(REQUESTED, RELEASED, SENT, PAID).seen_by(PAYING_OUT).then_nothing()

    def test_is_left_alone_by_what_becomes_of_an_older_one(self) -> None:
        older = of(payout.PayoutFailed, payout_id="until-2000")
        given(REQUESTED, RELEASED, older).seen_by(PAYING_OUT).then_todos("pay-out-until-5000")

    def test_uses_one_key_for_every_attempt(self) -> None:
        (todo,) = given(REQUESTED, RELEASED).seen_by(PAYING_OUT).todos().values()
        assert isinstance(todo.act, PayOut)
        assert todo.act.key == "anna:EUR:payout:until-5000"

    def test_says_nowhere_where_the_tutor_is_paid(self) -> None:
        seen = given(REQUESTED, RELEASED).seen_by(PAYING_OUT)
        assert account_of(ANNA) not in repr((seen, seen.todos()))


class TestAnAnswer:
    def provider(self, minor: int) -> tuple[InMemoryPaymentGateway, World]:
        """This is a provider where so much is on Anna's account."""
        log = InMemoryEventLog()
        record(log, "payout-anna-EUR", RELEASED)
        gateway, amount = InMemoryPaymentGateway(SetClock(MONDAY)), Money(minor, "EUR")
        gateway.admit(account_of(ANNA))
        gateway.transfer("t", amount, destination=account_of(ANNA), source="", group="g")
        return gateway, outside(gateway, log)

    def call(self, minor: int) -> PayOut:
        amount = Price(minor=minor, currency="EUR")
        return PayOut(tutor_id=ANNA, payout_id="until-5000", amount=amount)

    def look(self, sent: RecordPayoutSent) -> AskAfterPayout:
        return AskAfterPayout(
            tutor_id=ANNA,
            payout_id="until-5000",
            currency="EUR",
            reference=sent.reference,
            look=1,
        )

    def test_becomes_the_command_that_records_it(self) -> None:
        _, world = self.provider(5000)
        paid = perform(self.call(5000), world)
        assert isinstance(paid, RecordPayoutPaid)
        assert perform(self.call(5000), world) == paid

    def test_of_no_is_recorded_as_well(self) -> None:
        _, world = self.provider(4999)
        failed = perform(self.call(5000), world)
        assert isinstance(failed, RecordPayoutFailure)
        assert failed.reason == "insufficient_funds"

    def test_may_come_later(self) -> None:
        gateway, world = self.provider(2408)
        sent = perform(self.call(2408), world)
        assert isinstance(sent, RecordPayoutSent)
        assert isinstance(perform(self.look(sent), world), RecordPayoutSent)
        gateway.answer_payout(account_of(ANNA), sent.reference, "paid")
        assert isinstance(perform(self.look(sent), world), RecordPayoutPaid)

    def test_may_be_that_it_failed_or_was_stopped(self) -> None:
        gateway, world = self.provider(2408)
        sent = perform(self.call(2408), world)
        assert isinstance(sent, RecordPayoutSent)
        for status, reason in (("failed", "account_closed"), ("cancelled", "cancelled")):
            gateway.answer_payout(account_of(ANNA), sent.reference, status)  # type: ignore[arg-type]
            found = perform(self.look(sent), world)
            assert isinstance(found, RecordPayoutFailure)
            assert found.reason == reason


def test_a_bank_that_answers_late_is_heard_at_the_next_look() -> None:
    market = Market.opened()
    TUTOR_STORIES["payout slow"](market)
    assert market.names("payout-anna-EUR")[-1] == "PayoutSent"
    market.advance(days=LOOKS[1].days)
    assert market.names("payout-anna-EUR")[-1] == "PayoutPaid"
    assert market.open_todos("paying_out") == []
