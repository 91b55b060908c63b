"""Charging: every movement asked for is made once, and its answer is recorded."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from application.booking import AcceptBooking, CancelBooking
from application.payment import (
    RecordAction,
    RecordAuthorisation,
    RecordCapture,
    RecordCaptureFailure,
    RecordDecline,
    RecordRefund,
    RecordRefundFailure,
    RecordVoid,
    RecordVoidFailure,
)
from application.reactions.charging import CHARGING, MoveMoney, perform
from domain.payment import events as payment
from domain.payment.events import Action, Deed
from domain.shared.money import Money
from tests.processes.arrival import given
from tests.processes.stories import ask, submitted
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.market import Market
from tests.support.outside import outside
from tests.support.people import AS_IVAN, BEN, IVAN

PRICE = Money(3001, "EUR")


def of(kind: Any, **fields: Any) -> Any:
    """This is a fact of one payment."""
    return replace(example(kind), payment_id="p1", **fields)


ASKED = of(payment.PaymentRequested, amount=PRICE, capture=False)
AUTHORISED = of(payment.PaymentAuthorised, reference="pi", amount=PRICE)
WAITING = of(payment.PaymentActionRequired, reference="pi", amount=PRICE)
TAKE = of(payment.CaptureRequested, reference="pi", amount=PRICE)
RELEASE = of(payment.VoidRequested, reference="pi", amount=PRICE)
GIVE_BACK = of(payment.RefundRequested, reference="pi", refund_id="r1", amount=Money(700, "EUR"))


class TestAsking:
    def test_leaves_a_call_until_it_is_answered(self) -> None:
        given(ASKED).seen_by(CHARGING).then_todos("reserve")
        for answer in (
            AUTHORISED,
            WAITING,
            of(payment.PaymentDeclined),
            of(payment.PaymentCaptured),
        ):
            given(ASKED, answer).seen_by(CHARGING).then_nothing()

    def test_takes_and_releases_what_is_reserved(self) -> None:
        known = (ASKED, AUTHORISED, TAKE, RELEASE)
        given(*known).seen_by(CHARGING).then_todos("take:pi", "release:pi")
        taken, released = of(payment.PaymentCaptured), of(payment.VoidFailed, reference="pi")
        given(*known, taken).seen_by(CHARGING).then_todos("release:pi")
        given(*known, of(payment.CaptureFailed), released).seen_by(CHARGING).then_nothing()

    def test_gives_back_each_refund_by_itself(self) -> None:
        other = replace(GIVE_BACK, refund_id="r2")
        known = (ASKED, AUTHORISED, GIVE_BACK, other)
        given(*known).seen_by(CHARGING).then_todos("give_back:r1", "give_back:r2")
        done = of(payment.PaymentRefunded, refund_id="r1")
        given(*known, done).seen_by(CHARGING).then_todos("give_back:r2")
        failed = of(payment.RefundFailed, refund_id="r2")
        given(*known, done, failed).seen_by(CHARGING).then_nothing()

    def test_reserves_anew_under_another_key(self) -> None:
        renewal = of(payment.RenewalRequested, renewal_id="again-1", student_id=BEN, amount=PRICE)
        known = (ASKED, AUTHORISED, renewal)
        todos = given(*known).seen_by(CHARGING).then_todos("reserve:again-1")
        act = todos["reserve:again-1"].act
        assert isinstance(act, MoveMoney)
        assert (act.key, act.student_id) == ("p1:reserve:again-1", BEN)
        for answer in (of(payment.PaymentDeclined), of(payment.PaymentAuthorised)):
            given(*known, answer).seen_by(CHARGING).then_nothing()

    def test_lets_several_reservations_go_each_by_itself(self) -> None:
        other = replace(RELEASE, reference="pj")
        known = (ASKED, AUTHORISED, RELEASE, other)
        todos = given(*known).seen_by(CHARGING)
        todos.then_todos("release:pi", "release:pj")
        gone = of(payment.PaymentVoided, reference="pi")
        given(*known, gone).seen_by(CHARGING).then_todos("release:pj")

    def test_uses_one_key_for_every_attempt(self) -> None:
        todos = given(ASKED, TAKE, RELEASE, GIVE_BACK).seen_by(CHARGING).todos().values()
        for _ in range(2):
            keys = [todo.act.key for todo in todos if isinstance(todo.act, MoveMoney)]
            assert keys == [
                "p1:reserve",
                "p1:take:pi",
                "p1:release:pi",
                "p1:give_back:r1",
            ]


class TestAnAnswer:
    def test_becomes_the_command_that_records_it(self) -> None:
        gateway = InMemoryPaymentGateway(SetClock(MONDAY))
        world = outside(gateway)
        reserve = self.call(Deed.RESERVE)
        authorised = perform(reserve, world)
        assert isinstance(authorised, RecordAuthorisation)
        reference = authorised.reference
        assert isinstance(perform(self.call(Deed.TAKE, reference), world), RecordCapture)
        assert isinstance(perform(self.call(Deed.RELEASE, reference), world), RecordVoidFailure)
        assert isinstance(perform(self.call(Deed.GIVE_BACK, reference), world), RecordRefund)
        assert perform(reserve, world) == authorised

    def test_that_it_waits_is_recorded_as_well(self) -> None:
        world = outside(InMemoryPaymentGateway(SetClock(MONDAY)))
        waits = perform(self.call(Deed.RESERVE, amount=Money(2401, "EUR")), world)
        assert isinstance(waits, RecordAction)
        assert waits.kind is Action.CONFIRM

    def test_of_no_is_recorded_as_well(self) -> None:
        world = outside(InMemoryPaymentGateway(SetClock(MONDAY)))
        declined = self.call(Deed.RESERVE, amount=Money(2402, "EUR"))
        assert isinstance(perform(declined, world), RecordDecline)
        assert isinstance(perform(self.call(Deed.TAKE, "none"), world), RecordCaptureFailure)
        assert isinstance(perform(self.call(Deed.GIVE_BACK, "none"), world), RecordRefundFailure)

    def test_of_a_release_is_recorded(self) -> None:
        world = outside(InMemoryPaymentGateway(SetClock(MONDAY)))
        authorised = perform(self.call(Deed.RESERVE), world)
        assert isinstance(authorised, RecordAuthorisation)
        released = perform(self.call(Deed.RELEASE, authorised.reference), world)
        assert isinstance(released, RecordVoid)

    @staticmethod
    def call(deed: Deed, reference: str = "", amount: Money = PRICE) -> MoveMoney:
        return MoveMoney.model_validate(
            {
                "deed": deed,
                "payment_id": "p1",
                "refund_id": "r1" if deed is Deed.GIVE_BACK else "",
                "reference": reference,
                "amount": {"minor": amount.minor, "currency": amount.currency},
            }
        )


@pytest.mark.parametrize("after_moving", [False, True])
def test_money_moves_once_however_often_the_answer_is_lost(*, after_moving: bool) -> None:
    market = Market.opened()
    market.gateway.fail_next(5, after_moving=after_moving)
    booking_id = submitted(market, IVAN)
    market.advance(minutes=5)
    ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
    market.gateway.fail_next(5, after_moving=after_moving)
    market.advance(minutes=5)
    assert market.money_of(booking_id) == (0, 3001, 0)
    ask(market, AS_IVAN, CancelBooking(booking_id=booking_id))
    market.gateway.fail_next(5, after_moving=after_moving)
    market.advance(minutes=5)
    assert market.money_of(booking_id) == (0, 3001, 3001)
    assert [deed for deed, _ in market.gateway.moved()] == ["authorise", "capture", "refund"]
