"""The money of a booking: asked for, taken when it is agreed, given back when it is not.

    submitted → ask for the money → reserved or taken → note it on the booking
    accepted by hand → take what is reserved
    the answer may come after the reservation lapses → reserve it anew, of a kept card
    over before it was confirmed, money late or wrong → the payment is abandoned: all goes back
    declined by the provider → the booking is given up, and its slot is free again
    decided that the student gets something back → refund, step by step
    a refund the provider refused → asked for again under a new name, a day later, five times
    disputed at the student's bank → refunds wait until that has decided

What costs nothing is paid at once, without a payment; where a credit pays, `covered_booking.py`
knows what is left to do. Facts of the booking and of its payment may arrive in any order; each
sets fields of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.booking import (
    Amount,
    CancelBooking,
    NoteAuthorisation,
    NotePayment,
    NotePaymentFailure,
)
from application.fields import Price
from application.payment import (
    RequestCapture,
    RequestPayment,
    RequestRefund,
    RequestRenewal,
    RequestVoid,
)
from application.processes.payment_seen import NOTHING_SEEN, PaymentSeen, after
from application.processes.refunding import Refunding, Steps, further
from application.processes.renewing import renewal
from application.todo import Process, Todo, by
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationReason, ResolutionGround
from domain.payment.events import RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class BookingMoney:
    """This is a booking and its payment, each as far as its facts have arrived.

    `is_noted` says that the booking knows of its money; `is_unwanted` that all of it goes back;
    `is_past_saving` that a lesson has begun or was called off, so that money which could not be
    taken changes nothing any more; `is_covered` that a credit pays.
    """

    booking_id: str
    student_id: str = ""
    tutor_id: str = ""
    price: Money | None = None
    answer_by: datetime | None = None
    is_noted: bool = False
    is_confirmed: bool = False
    is_unwanted: bool = False
    is_past_saving: bool = False
    is_covered: bool = False
    steps: Steps = ()
    seen: PaymentSeen = NOTHING_SEEN

    @property
    def is_by_hand(self) -> bool:
        """This is true of a request, which the tutor answers by a time."""
        return self.answer_by is not None

    @property
    def payment_id(self) -> str:
        """This is the booking's one payment; its name derives from the booking's."""
        return f"of-{self.booking_id}"

    @property
    def refunded_minor(self) -> int:
        """This is what was decided so far that the student gets back."""
        return self.steps[-1].until_minor if self.steps else 0

    @property
    def is_not_taken(self) -> bool:
        """This is true when the provider refused to take what it had reserved."""
        return self.seen.is_capture_failed and self.seen.captured is None


def evolve(state: BookingMoney, fact: Fact) -> BookingMoney:
    """This is the state after the fact."""
    if fact.TOPIC.startswith("payment."):
        return replace(state, seen=after(state.seen, fact))
    return _agreed(state, fact)


def decide(state: BookingMoney) -> Sequence[Todo]:
    """This is what is left to do about the money."""
    rules = () if state.is_covered else RULES
    return tuple(todo for rule in rules for todo in rule(state))


def _agreed(state: BookingMoney, fact: Fact) -> BookingMoney:
    match fact:
        case booking.BookingRequested() | booking.PaymentAwaited():
            return replace(
                state,
                student_id=fact.student_id,
                tutor_id=fact.tutor_id,
                price=fact.price,
                answer_by=fact.expires_at if isinstance(fact, booking.BookingRequested) else None,
            )
        case booking.BookingCovered():
            return replace(state, is_covered=True)
        case booking.PaymentAuthorisationNoted():
            return replace(state, is_noted=True)
        case booking.BookingConfirmed():
            return replace(state, is_noted=True, is_confirmed=True)
        case booking.LatePaymentReported() | booking.PaymentMismatchReported():
            return replace(state, is_noted=True, is_unwanted=True)
        case (
            booking.RequestDeclined()
            | booking.RequestExpired()
            | booking.PaymentExpired()
            | booking.BookingWithdrawn()
        ):
            return replace(state, is_unwanted=True)
        case booking.LessonStarted():
            return replace(state, is_past_saving=True)
        case _:
            return _decided(state, fact)


def _decided(state: BookingMoney, fact: Fact) -> BookingMoney:
    match fact:
        case booking.BookingCancelled(reason=CancellationReason.PAYMENT_FAILED):
            return replace(state, is_unwanted=True)
        case booking.BookingCancelled():
            called_off = replace(state, is_past_saving=True)
            is_lost = fact.reason is CancellationReason.DISPUTE_LOST
            return _back(
                called_off, fact.split.refund_minor, RefundReason.CANCELLATION, is_lost=is_lost
            )
        case booking.NeitherJoined() | outcomes.NoShowUpheld():
            return _back(state, fact.split.refund_minor, RefundReason.NO_SHOW)
        case outcomes.LateFeeWaived():
            return _back(state, fact.split.refund_minor, RefundReason.WAIVER)
        case outcomes.BookingResolved():
            is_lost = fact.ground is ResolutionGround.DISPUTE_LOST
            return _back(state, fact.split.refund_minor, RefundReason.RESOLUTION, is_lost=is_lost)
        case _:
            return state


def _back(
    state: BookingMoney, until_minor: int, reason: RefundReason, *, is_lost: bool = False
) -> BookingMoney:
    return replace(state, steps=further(state.steps, until_minor, reason, is_lost=is_lost))


def _ask(state: BookingMoney) -> Iterator[Todo]:
    if not state.price or not state.price.minor or state.seen.is_requested or state.is_unwanted:
        return
    request = RequestPayment(
        payment_id=state.payment_id,
        booking_id=state.booking_id,
        student_id=state.student_id,
        tutor_id=state.tutor_id,
        amount=_price(state.price),
        capture=not state.is_by_hand,
    )
    yield Todo("request-payment", request)


def _note(state: BookingMoney) -> Iterator[Todo]:
    if state.is_noted or state.price is None:
        return
    free = None if state.price.minor or state.is_unwanted else state.price
    about = {"booking_id": state.booking_id, "payment_id": state.payment_id}
    taken = state.seen.captured or (None if state.is_by_hand else free)
    reserved = (state.seen.authorised or free) if state.is_by_hand else None
    if taken is not None:
        yield Todo("note-payment", NotePayment(**about, amount=_amount(taken)))
    elif reserved is not None:
        yield Todo("note-authorisation", NoteAuthorisation(**about, amount=_amount(reserved)))


def _take(state: BookingMoney) -> Iterator[Todo]:
    taken = state.seen.is_capture_requested or state.seen.captured is not None
    needless = state.is_unwanted or _all_back_early(state)
    if state.is_confirmed and state.is_by_hand and not taken and not needless:
        yield Todo("request-capture", RequestCapture(payment_id=state.payment_id))


def _renew(state: BookingMoney) -> Iterator[Todo]:
    is_decided = state.is_confirmed or state.is_unwanted or state.is_past_saving
    if state.answer_by is not None and state.seen.captured is None and not is_decided:
        yield from renewal(state.payment_id, state.seen, state.answer_by)


def _fail(state: BookingMoney) -> Iterator[Todo]:
    failed = state.seen.is_declined or state.is_not_taken
    if not failed or state.is_unwanted or state.is_past_saving or state.seen.captured is not None:
        return
    if state.is_confirmed:
        about = {"booking_id": state.booking_id, "payment_id": state.payment_id}
        yield Todo("note-payment-failure", NotePaymentFailure(**about))
    else:
        yield Todo("give-up-unpaid", CancelBooking(booking_id=state.booking_id))


def _abandon(state: BookingMoney) -> Iterator[Todo]:
    lost = state.is_past_saving and state.is_not_taken
    needless = state.is_unwanted or _all_back_early(state) or lost
    if needless and state.seen.is_requested and not state.seen.is_abandoned:
        yield Todo("abandon-payment", RequestVoid(payment_id=state.payment_id))


def _refund(state: BookingMoney) -> Iterator[Todo]:
    return Refunding(state.payment_id, state.steps, state.seen).todos()


def _all_back_early(state: BookingMoney) -> bool:
    """This is true when all goes back and nothing was taken yet: then nothing need be taken."""
    return (
        state.price is not None
        and state.seen.captured is None
        and state.refunded_minor == state.price.minor
    )


def _price(amount: Money) -> Price:
    return Price(minor=amount.minor, currency=amount.currency)


def _amount(amount: Money) -> Amount:
    return Amount(minor=amount.minor, currency=amount.currency)


RULES: Sequence[Callable[[BookingMoney], Iterator[Todo]]] = (
    _ask,
    _note,
    _take,
    _renew,
    _fail,
    _abandon,
    _refund,
)

BOOKING_PAYMENT: Process[Any] = Process(
    name="booking_payment",
    version=5,
    contexts=frozenset({"booking", "payment"}),
    keys=by("booking_id"),
    state=BookingMoney,
    start=BookingMoney,
    evolve=evolve,
    decide=decide,
    acts=(
        RequestPayment,
        NotePayment,
        NoteAuthorisation,
        RequestCapture,
        RequestRenewal,
        NotePaymentFailure,
        CancelBooking,
        RequestVoid,
        RequestRefund,
    ),
)
