"""Booking: agreeing on what is held, moving it and calling it off.

A booking and the time it takes of tutor and student change in one append (`agreed_on`):
whatever races, a slot has one booking, and a booking that is over gives its time back.
How it begins stands in `holding.py`, and from the lesson's first minute on, `lesson.py`.
"""

from pydantic import Field

from application.agreement import agreed_on, conditions_of, parties
from application.crediting import redeemed
from application.fields import Identity, Moment, Price
from application.work import Command, Decision, Handlers, Work
from domain.booking.aggregate import BOOKING
from domain.calendar.aggregate import HoldLost
from domain.shared.time import Interval

DEAREST_MINOR = 1_000_000_000
"""What a lesson costs at most, in minor units: as much as one payment can carry."""


class Amount(Price):
    """An amount or nothing: a lesson that costs nothing is paid as soon as it is asked for."""

    minor: int = Field(ge=0, le=DEAREST_MINOR, examples=[2500])


class SubmitBooking(Command):
    """Ask for what you hold: at once, or the tutor answers by hand; perhaps with a credit."""

    booking_id: Identity
    with_credit: bool = False


class AcceptBooking(Command):
    """Say yes to a request; the reserved money is then taken."""

    booking_id: Identity


class DeclineBooking(Command):
    """Say no to a request; the reserved money is let go."""

    booking_id: Identity


class CancelBooking(Command):
    """Call a booking off; ask for the quote first to see what it costs."""

    booking_id: Identity


class RescheduleBooking(Command):
    """Move a lesson to another slot under the same payment."""

    booking_id: Identity
    start: Moment


class ProposeReschedule(Command):
    """Ask the other side for another time."""

    booking_id: Identity
    start: Moment


class AgreeToReschedule(Command):
    """Agree to the time the other side asked for."""

    booking_id: Identity


class TurnDownReschedule(Command):
    """Say no to another time, or take your own proposal back."""

    booking_id: Identity


class NoteAuthorisation(Command):
    """Note that a request's price is reserved."""

    booking_id: Identity
    payment_id: Identity
    amount: Amount


class NotePayment(Command):
    """Note that the money has come."""

    booking_id: Identity
    payment_id: Identity
    amount: Amount


class NotePaymentFailure(Command):
    """Note that reserved money could not be taken."""

    booking_id: Identity
    payment_id: Identity


class AdvanceBooking(Command):
    """Let the clock do what it owes a booking by now."""

    booking_id: Identity


def submit_booking(command: SubmitBooking, work: Work) -> Decision:
    """This asks for what is held; a credit that pays for it is redeemed in the same step."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    if not command.with_credit:
        return agreed_on(work, booking, booking.state.submit(by=by, now=work.now))
    booking.state.check_submission(by=by, now=work.now)
    credit, redeeming = redeemed(work, booking.state)
    conditions = conditions_of(work, booking.state, credit.payment_id)
    facts = booking.state.submit_covered(credit, conditions, by=by, now=work.now)
    return agreed_on(work, booking, facts, redeeming)


def accept_booking(command: AcceptBooking, work: Work) -> Decision:
    """This confirms a request."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    conditions = conditions_of(work, booking.state, booking.state.payment_id)
    return agreed_on(work, booking, booking.state.accept(conditions, by=by, now=work.now))


def decline_booking(command: DeclineBooking, work: Work) -> Decision:
    """This says no to a request."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.decline(by=by, now=work.now))


def cancel_booking(command: CancelBooking, work: Work) -> Decision:
    """This calls a booking off, whoever's it is."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.cancel(by=by, now=work.now))


def reschedule_booking(command: RescheduleBooking, work: Work) -> Decision:
    """This moves a lesson at once."""
    booking = work.load(BOOKING, command.booking_id)
    to = Interval(command.start, command.start + booking.state.slot.duration)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.reschedule(to, by=by, now=work.now))


def propose_reschedule(command: ProposeReschedule, work: Work) -> Decision:
    """This asks the other side for another time."""
    booking = work.load(BOOKING, command.booking_id)
    to = Interval(command.start, command.start + booking.state.slot.duration)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.propose_reschedule(to, by=by, now=work.now))


def agree_to_reschedule(command: AgreeToReschedule, work: Work) -> Decision:
    """This moves a lesson as the other side asked."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.agree_to_reschedule(by=by, now=work.now))


def turn_down_reschedule(command: TurnDownReschedule, work: Work) -> Decision:
    """This closes a proposal."""
    booking = work.load(BOOKING, command.booking_id)
    by = parties(booking.state, work.actor)
    return agreed_on(work, booking, booking.state.turn_down_reschedule(by=by, now=work.now))


def note_authorisation(command: NoteAuthorisation, work: Work) -> Decision:
    """This notes reserved money."""
    booking = work.load(BOOKING, command.booking_id)
    payment_id, amount = command.payment_id, command.amount.money
    facts = booking.state.note_authorisation(payment_id, amount, now=work.now)
    return agreed_on(work, booking, facts)


def note_payment(command: NotePayment, work: Work) -> Decision:
    """This confirms what waited for the money; a slot lost by a hair counts as paid too late."""
    booking = work.load(BOOKING, command.booking_id)
    payment_id, amount = command.payment_id, command.amount.money
    conditions = conditions_of(work, booking.state, payment_id)
    facts = booking.state.note_payment(payment_id, amount, conditions, now=work.now)
    try:
        return agreed_on(work, booking, facts)
    except HoldLost:
        late = max(work.now, booking.state.due_at or work.now)
        facts = booking.state.note_payment(payment_id, amount, conditions, now=late)
        return agreed_on(work, booking, facts)


def note_payment_failure(command: NotePaymentFailure, work: Work) -> Decision:
    """This calls a lesson off whose money could not be taken."""
    booking = work.load(BOOKING, command.booking_id)
    facts = booking.state.note_payment_failure(command.payment_id, now=work.now)
    return agreed_on(work, booking, facts)


def advance_booking(command: AdvanceBooking, work: Work) -> Decision:
    """This lets time do its part; early or twice it does nothing."""
    booking = work.load(BOOKING, command.booking_id)
    return agreed_on(work, booking, booking.state.advance(work.now))


HANDLERS: Handlers = (
    (SubmitBooking, submit_booking),
    (AcceptBooking, accept_booking),
    (DeclineBooking, decline_booking),
    (CancelBooking, cancel_booking),
    (RescheduleBooking, reschedule_booking),
    (ProposeReschedule, propose_reschedule),
    (AgreeToReschedule, agree_to_reschedule),
    (TurnDownReschedule, turn_down_reschedule),
    (NoteAuthorisation, note_authorisation),
    (NotePayment, note_payment),
    (NotePaymentFailure, note_payment_failure),
    (AdvanceBooking, advance_booking),
)
