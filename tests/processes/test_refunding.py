"""Refunds of a payment that the student's bank takes back as well."""

from dataclasses import replace
from typing import Any

from application.fields import Price
from application.payment import RequestRefund
from application.processes.booking_payment import BOOKING_PAYMENT
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationReason, ResolutionGround, Split
from domain.payment import events as payment
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import RefundReason
from domain.shared.money import Money
from tests.processes.arrival import Seen, given
from tests.support.calendar import MONDAY, days
from tests.support.examples import example

PRICE = Money(3000, "EUR")


def of(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), booking_id="b1", **fields)


def paid(kind: Any, **fields: Any) -> Any:
    return of(kind, payment_id="of-b1", **fields)


def back(minor: int) -> Split:
    return Split("EUR", 3000, minor, 0, 3000 - minor)


AWAITED = of(booking.PaymentAwaited, price=PRICE)
CONFIRMED = of(booking.BookingConfirmed)
ASKED = paid(payment.PaymentRequested, amount=PRICE)
CAPTURED = paid(payment.PaymentCaptured, amount=PRICE)
TAKEN = (AWAITED, ASKED, CAPTURED, CONFIRMED)
CANCELLED = of(booking.BookingCancelled, reason=CancellationReason.BY_CHOICE, split=back(1000))
TAKEN_BACK = of(outcomes.BookingResolved, ground=ResolutionGround.DISPUTE_LOST, split=back(3000))
CALLED_OFF = of(booking.BookingCancelled, reason=CancellationReason.DISPUTE_LOST, split=back(3000))
DISPUTED = paid(PaymentDisputed, dispute_id="du", amount=PRICE)
WON = paid(PaymentDisputeClosed, dispute_id="du", is_won=True, amount=PRICE)
LOST = replace(WON, is_won=False)


def seen(*facts: Any) -> Seen:
    return given(*TAKEN, *facts).seen_by(BOOKING_PAYMENT)


def refund(refund_id: str, minor: int, reason: RefundReason) -> RequestRefund:
    return RequestRefund(
        payment_id="of-b1",
        refund_id=refund_id,
        amount=Price(minor=minor, currency="EUR"),
        reason=reason,
    )


def failed(refund_id: str, minor: int) -> list[Any]:
    about: dict[str, Any] = {"refund_id": refund_id, "amount": Money(minor, "EUR")}
    return [
        paid(payment.RefundRequested, **about, reason=RefundReason.CANCELLATION),
        paid(payment.RefundFailed, **about, occurred_at=MONDAY),
    ]


class TestAStep:
    def test_waits_while_the_bank_decides(self) -> None:
        seen(CANCELLED).then_todos("refund-until-1000")
        seen(CANCELLED, DISPUTED).then_nothing()

    def test_goes_on_under_a_new_name_once_it_is_won(self) -> None:
        todos = seen(CANCELLED, DISPUTED, WON).then_todos("refund-until-1000-after-1")
        asked = refund("until-1000", 1000, RefundReason.CANCELLATION)
        assert todos["refund-until-1000-after-1"].act == asked

    def test_is_over_once_it_is_lost(self) -> None:
        seen(CANCELLED, DISPUTED, LOST).then_nothing()
        seen(CANCELLED, DISPUTED, LOST, TAKEN_BACK).then_nothing()

    def test_that_was_asked_for_before_is_not_asked_for_again(self) -> None:
        asked = failed("until-1000", 1000)[0]
        seen(CANCELLED, asked, DISPUTED, WON).then_nothing()


class TestALostDispute:
    def test_needs_no_refund_whatever_comes_first(self) -> None:
        for decided in (TAKEN_BACK, CALLED_OFF):
            seen(decided).then_nothing()
            seen(decided, DISPUTED).then_nothing()
            seen(decided, DISPUTED, LOST).then_nothing()

    def test_leaves_to_be_given_back_what_the_bank_did_not_take(self) -> None:
        part = Money(1200, "EUR")
        lost = replace(DISPUTED, amount=part), replace(LOST, amount=part)
        todos = seen(*lost, TAKEN_BACK).then_todos("refund-until-3000-after-1")
        asked = refund("until-3000", 1800, RefundReason.RESOLUTION)
        assert todos["refund-until-3000-after-1"].act == asked

    def test_counts_what_went_back_before(self) -> None:
        rest = Money(2000, "EUR")
        lost = replace(DISPUTED, amount=rest), replace(LOST, amount=rest)
        asked = failed("until-1000", 1000)[0]
        seen(CANCELLED, asked, *lost, TAKEN_BACK).then_nothing()


class TestARefundThatFailed:
    def test_waits_as_well(self) -> None:
        history = (CANCELLED, *failed("until-1000", 1000))
        seen(*history).then_todos("refund-until-1000-again-1")
        seen(*history, DISPUTED).then_nothing()
        again = seen(*history, DISPUTED, WON).then_todos("refund-until-1000-again-1-after-1")
        assert again["refund-until-1000-again-1-after-1"].due_at == MONDAY + days(1)

    def test_is_of_what_the_bank_left(self) -> None:
        history = (CANCELLED, *failed("until-1000", 1000), DISPUTED)
        seen(*history, LOST).then_nothing()
        part = replace(LOST, amount=Money(2400, "EUR"))
        disputed = replace(DISPUTED, amount=part.amount)
        name = "refund-until-1000-again-1-after-1"
        todos = seen(CANCELLED, *failed("until-1000", 1000), disputed, part).then_todos(name)
        assert todos[name].act == refund("until-1000-again-1", 600, RefundReason.CANCELLATION)

    def test_is_part_of_what_an_abandoned_payment_asks_for_by_itself(self) -> None:
        late = failed("of-b1-late-2", 3000)
        abandoned = paid(payment.PaymentAbandoned)
        history = (abandoned, *late, DISPUTED)
        seen(*history).then_nothing()
        seen(*history, WON).then_nothing()
