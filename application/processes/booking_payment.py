"""The money of a booking: asked for, taken when it is agreed, given back when it is not.

    submitted → ask for the money → reserved or taken → note it on the booking
    accepted by hand → take what is reserved
    over before it was confirmed, money late or wrong → the payment is abandoned: all goes back
    declined by the provider → the booking is given up, and its slot is free again
    decided that the student gets something back → refund, step by step

Facts of the booking and of its payment may arrive in any order; each sets fields of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.booking import CancelBooking, NoteAuthorisation, NotePayment, NotePaymentFailure
from application.fields import Price
from application.payment import RequestCapture, RequestPayment, RequestRefund, RequestVoid
from application.todo import Process, Todo
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import CancellationReason
from domain.payment import events as payment
from domain.payment.events import RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class RefundStep:
    """This is one step of giving back; with all steps before it, `until_minor` in sum."""

    until_minor: int
    step_minor: int
    reason: RefundReason


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """This is what the payment's own facts have said so far."""

    is_requested: bool = False
    authorised: Money | None = None
    captured: Money | None = None
    is_declined: bool = False
    is_capture_requested: bool = False
    is_capture_failed: bool = False
    is_abandoned: bool = False
    refunds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BookingMoney:
    """This is a booking and its payment, each as far as its facts have arrived."""

    booking_id: str
    student_id: str = ""
    tutor_id: str = ""
    price: Money | None = None
    is_by_hand: bool = False
    is_noted: bool = False
    is_confirmed: bool = False
    is_unwanted: bool = False
    steps: tuple[RefundStep, ...] = ()
    seen: PaymentSeen = PaymentSeen()

    @property
    def payment_id(self) -> str:
        """This is the booking's one payment; its name derives from the booking's."""
        return f"of-{self.booking_id}"

    @property
    def refunded_minor(self) -> int:
        """This is what was decided so far that the student gets back."""
        return self.steps[-1].until_minor if self.steps else 0


def evolve(state: BookingMoney, fact: Fact) -> BookingMoney:
    """This is the state after the fact."""
    if fact.TOPIC.startswith("payment."):
        return replace(state, seen=_seen(state.seen, fact))
    return _agreed(state, fact)


def decide(state: BookingMoney) -> Sequence[Todo]:
    """This is what is left to do about the money."""
    return tuple(todo for rule in RULES for todo in rule(state))


def _agreed(state: BookingMoney, fact: Fact) -> BookingMoney:
    match fact:
        case booking.BookingRequested() | booking.PaymentAwaited():
            return replace(
                state,
                student_id=fact.student_id,
                tutor_id=fact.tutor_id,
                price=fact.price,
                is_by_hand=isinstance(fact, booking.BookingRequested),
            )
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
        case _:
            return _decided(state, fact)


def _decided(state: BookingMoney, fact: Fact) -> BookingMoney:
    match fact:
        case booking.BookingCancelled(reason=CancellationReason.PAYMENT_FAILED):
            return replace(state, is_unwanted=True)
        case booking.BookingCancelled():
            return _back(state, fact.split.refund_minor, RefundReason.CANCELLATION)
        case booking.NeitherJoined() | outcomes.NoShowUpheld():
            return _back(state, fact.split.refund_minor, RefundReason.NO_SHOW)
        case outcomes.LateFeeWaived():
            return _back(state, fact.split.refund_minor, RefundReason.GOODWILL)
        case outcomes.BookingResolved():
            return _back(state, fact.split.refund_minor, RefundReason.RESOLUTION)
        case _:
            return state


def _back(state: BookingMoney, until_minor: int, reason: RefundReason) -> BookingMoney:
    """This adds a step; as steps only go up, each is the same whichever were done before."""
    step_minor = until_minor - state.refunded_minor
    if step_minor <= 0:
        return state
    return replace(state, steps=(*state.steps, RefundStep(until_minor, step_minor, reason)))


def _seen(seen: PaymentSeen, fact: Fact) -> PaymentSeen:
    match fact:
        case payment.PaymentRequested():
            return replace(seen, is_requested=True)
        case payment.PaymentAuthorised():
            return replace(seen, authorised=fact.amount)
        case payment.PaymentCaptured():
            return replace(seen, captured=fact.amount)
        case payment.PaymentDeclined():
            return replace(seen, is_declined=True)
        case payment.CaptureRequested():
            return replace(seen, is_capture_requested=True)
        case payment.CaptureFailed():
            return replace(seen, is_capture_failed=True)
        case payment.PaymentAbandoned():
            return replace(seen, is_abandoned=True)
        case payment.RefundRequested():
            return replace(seen, refunds=(*seen.refunds, fact.refund_id))
        case _:
            return seen


def _ask(state: BookingMoney) -> Iterator[Todo]:
    if state.price is None or state.seen.is_requested or state.is_unwanted:
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
    about = {"booking_id": state.booking_id, "payment_id": state.payment_id}
    if state.seen.captured is not None:
        amount = _price(state.seen.captured)
        yield Todo("note-payment", NotePayment(**about, amount=amount))
    elif state.seen.authorised is not None and state.is_by_hand:
        amount = _price(state.seen.authorised)
        yield Todo("note-authorisation", NoteAuthorisation(**about, amount=amount))


def _take(state: BookingMoney) -> Iterator[Todo]:
    taken = state.seen.is_capture_requested or state.seen.captured is not None
    if state.is_confirmed and state.is_by_hand and not taken and not _all_back_early(state):
        yield Todo("request-capture", RequestCapture(payment_id=state.payment_id))


def _fail(state: BookingMoney) -> Iterator[Todo]:
    failed = state.seen.is_declined or state.seen.is_capture_failed
    if not failed or state.is_unwanted or state.seen.captured is not None:
        return
    if state.is_confirmed:
        about = {"booking_id": state.booking_id, "payment_id": state.payment_id}
        yield Todo("note-payment-failure", NotePaymentFailure(**about))
    else:
        yield Todo("give-up-unpaid", CancelBooking(booking_id=state.booking_id))


def _abandon(state: BookingMoney) -> Iterator[Todo]:
    needless = state.is_unwanted or _all_back_early(state)
    if needless and state.seen.is_requested and not state.seen.is_abandoned:
        yield Todo("abandon-payment", RequestVoid(payment_id=state.payment_id))


def _refund(state: BookingMoney) -> Iterator[Todo]:
    if state.seen.captured is None or state.seen.is_abandoned:
        return
    for step in state.steps:
        refund_id = f"until-{step.until_minor}"
        if refund_id not in state.seen.refunds:
            amount = Price(minor=step.step_minor, currency=state.seen.captured.currency)
            refund = RequestRefund(
                payment_id=state.payment_id,
                refund_id=refund_id,
                amount=amount,
                reason=step.reason,
            )
            yield Todo(f"refund-{refund_id}", refund)


def _all_back_early(state: BookingMoney) -> bool:
    """This is true when all goes back and nothing was taken yet: then nothing need be taken."""
    return (
        state.price is not None
        and state.seen.captured is None
        and state.refunded_minor == state.price.minor
    )


def _price(amount: Money) -> Price:
    return Price(minor=amount.minor, currency=amount.currency)


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.booking_id,) if hasattr(fact, "booking_id") else ()


RULES: Sequence[Callable[[BookingMoney], Iterator[Todo]]] = (
    _ask,
    _note,
    _take,
    _fail,
    _abandon,
    _refund,
)

BOOKING_PAYMENT: Process[Any] = Process(
    name="booking_payment",
    version=1,
    contexts=frozenset({"booking", "payment"}),
    keys=_keys,
    state=BookingMoney,
    start=BookingMoney,
    evolve=evolve,
    decide=decide,
    acts=(
        RequestPayment,
        NotePayment,
        NoteAuthorisation,
        RequestCapture,
        NotePaymentFailure,
        CancelBooking,
        RequestVoid,
        RequestRefund,
    ),
)
