"""What each fact of a booking changes in the lesson that two calendars show."""

from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingHeld,
    BookingRequested,
    BookingRescheduled,
    BookingWithdrawn,
    HoldExpired,
    LessonCompleted,
    LessonStarted,
    NeitherJoined,
    NoShowReported,
    PaymentAwaited,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
    RescheduleProposed,
    RescheduleTurnedDown,
)
from domain.booking.outcomes import BookingResolved, BookingSettled, ProblemReported
from domain.booking.terms import State
from projections.rows import Row

STATES = {
    HoldExpired: State.HOLD_EXPIRED,
    RequestDeclined: State.DECLINED,
    RequestExpired: State.REQUEST_EXPIRED,
    PaymentExpired: State.PAYMENT_EXPIRED,
    BookingWithdrawn: State.CANCELLED,
    BookingConfirmed: State.CONFIRMED,
    BookingCancelled: State.CANCELLED,
    LessonStarted: State.IN_PROGRESS,
    LessonCompleted: State.COMPLETED,
    NoShowReported: State.NO_SHOW,
    NeitherJoined: State.NO_SHOW,
    ProblemReported: State.PROBLEM_REPORTED,
    BookingResolved: State.RESOLVED,
    BookingSettled: State.SETTLED,
}
"""Facts after which a booking is no longer waiting for anybody to make up their mind."""

NO_PROPOSAL: Row = {"proposed_by": None, "proposed_start": None, "proposed_end": None}


def changes_in(fact: BookingEvent) -> Row:
    """This is the columns the fact sets; facts that no calendar shows set none."""
    match fact:
        case BookingHeld():
            return _held(fact)
        case BookingRequested():
            return {"state": State.REQUESTED, "expires_at": fact.expires_at}
        case PaymentAwaited():
            return {"state": State.AWAITING_PAYMENT, "expires_at": fact.expires_at}
        case RescheduleProposed():
            return {
                "proposed_by": fact.by,
                "proposed_start": fact.new_start,
                "proposed_end": fact.new_end,
            }
        case RescheduleTurnedDown():
            return NO_PROPOSAL
        case BookingRescheduled():
            return {**NO_PROPOSAL, "starts_at": fact.start, "ends_at": fact.end}
        case _ if (state := STATES.get(type(fact))) is not None:
            return {**NO_PROPOSAL, "state": state, "expires_at": None}
        case _:
            return {}


def _held(fact: BookingHeld) -> Row:
    return {
        "tutor_id": fact.tutor_id,
        "student_id": fact.student_id,
        "starts_at": fact.start,
        "ends_at": fact.end,
        "state": State.HELD,
        "expires_at": fact.expires_at,
        "subject": fact.subject,
        "language": fact.language,
        "is_trial": fact.is_trial,
        "series_id": fact.series_id,
    }
