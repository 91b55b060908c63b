"""How each fact changes what is known of a booking: no question asked, no clock read."""

from dataclasses import replace
from typing import TypeVar, assert_never

from domain.booking.events import (
    AgreementEvent,
    BookingCancelled,
    BookingConfirmed,
    BookingCovered,
    BookingRequested,
    BookingRescheduled,
    BookingWithdrawn,
    ChangeEvent,
    HoldExpired,
    LatePaymentReported,
    LaterEvent,
    LessonCompleted,
    LessonEvent,
    LessonJoined,
    LessonStarted,
    NeitherJoined,
    NoShowReported,
    PaymentAuthorisationNoted,
    PaymentAwaited,
    PaymentExpired,
    PaymentMismatchReported,
    RequestDeclined,
    RequestExpired,
    RescheduleProposed,
    RescheduleTurnedDown,
)
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    DisputeClosed,
    DisputeNoted,
    FreeReplacementGranted,
    LateFeeWaived,
    NoShowUpheld,
    ProblemAnswered,
    ProblemReported,
    QuarrelEvent,
    TutorStruck,
    VerdictEvent,
    WordsCorrected,
    WordsErased,
)
from domain.booking.state import BookingState, Problem, Proposal
from domain.booking.terms import Conditions, Credit, Dispute, State
from domain.shared.time import Interval

B = TypeVar("B", bound=BookingState)
REACHED = {
    BookingRequested: State.REQUESTED,
    PaymentAwaited: State.AWAITING_PAYMENT,
    HoldExpired: State.HOLD_EXPIRED,
    RequestExpired: State.REQUEST_EXPIRED,
    RequestDeclined: State.DECLINED,
    PaymentExpired: State.PAYMENT_EXPIRED,
}


def applied(known: B, fact: LaterEvent) -> B:
    """This is the booking after the fact."""
    if isinstance(fact, AgreementEvent):
        return _agreeing(known, fact)
    if isinstance(fact, ChangeEvent):
        return _changing(known, fact)
    if isinstance(fact, LessonEvent):
        return _teaching(known, fact)
    if isinstance(fact, VerdictEvent):
        return _deciding(known, fact)
    return _quarrelling(known, fact)


def _agreeing(known: B, fact: AgreementEvent) -> B:
    match fact:
        case BookingRequested() | PaymentAwaited():
            return replace(known, state=REACHED[type(fact)], due_at=fact.expires_at)
        case HoldExpired() | RequestExpired() | RequestDeclined() | PaymentExpired():
            return replace(known, state=REACHED[type(fact)], due_at=None)
        case BookingCovered():
            return _covered(known, fact)
        case PaymentAuthorisationNoted():
            return replace(known, payment_id=fact.payment_id)
        case PaymentMismatchReported() | LatePaymentReported():
            return replace(known, returned_payments=(*known.returned_payments, fact.payment_id))
        case BookingWithdrawn():
            return replace(known, state=State.CANCELLED, cancelled_by=fact.by, due_at=None)
        case BookingConfirmed():
            return replace(
                known,
                state=State.CONFIRMED,
                payment_id=fact.payment_id,
                conditions=Conditions(fact.cancellation_policy, fact.fee_basis_points),
                confirmed_at=fact.confirmed_at,
                due_at=fact.start,
            )
        case _:
            assert_never(fact)


def _covered(known: B, fact: BookingCovered) -> B:
    credit = Credit(fact.package_id, fact.payment_id, fact.price)
    return replace(known, price=fact.price, payment_id=fact.payment_id, credit=credit)


def _changing(known: B, fact: ChangeEvent) -> B:
    match fact:
        case RescheduleProposed():
            asked = Proposal(fact.by, Interval(fact.new_start, fact.new_end))
            return replace(known, proposal=asked)
        case RescheduleTurnedDown():
            return replace(known, proposal=None)
        case BookingRescheduled():
            return replace(
                known,
                slot=Interval(fact.start, fact.end),
                is_locked=not fact.is_cancellable,
                reschedule_count=fact.reschedule_count,
                proposal=None,
                joined=(),
                due_at=fact.start,
            )
        case BookingCancelled():
            return replace(
                known,
                state=State.CANCELLED,
                cancelled_by=fact.by,
                is_late=fact.is_late,
                split=fact.split,
                due_at=None,
            )
        case _:
            assert_never(fact)


def _teaching(known: B, fact: LessonEvent) -> B:
    match fact:
        case LessonStarted():
            return replace(known, state=State.IN_PROGRESS, proposal=None, due_at=fact.end)
        case LessonJoined():
            return replace(known, joined=(*known.joined, fact.by))
        case LessonCompleted():
            return replace(known, state=State.COMPLETED, due_at=fact.settles_at)
        case NoShowReported():
            until = fact.contestable_until
            return replace(known, state=State.NO_SHOW, absent=fact.absent, due_at=until)
        case NeitherJoined():
            return replace(known, state=State.NO_SHOW, split=fact.split, due_at=None)
        case _:
            assert_never(fact)


def _deciding(known: B, fact: VerdictEvent) -> B:
    match fact:
        case BookingSettled():
            return replace(known, state=State.SETTLED, split=fact.split, due_at=None)
        case BookingResolved():
            return replace(known, state=State.RESOLVED, split=fact.split, due_at=None)
        case NoShowUpheld() | LateFeeWaived():
            return replace(known, split=fact.split, due_at=None)
        case TutorStruck() | FreeReplacementGranted():
            return known
        case _:
            assert_never(fact)


def _quarrelling(known: B, fact: QuarrelEvent) -> B:
    match fact:
        case ProblemReported():
            problem = Problem(fact.by, fact.claimed_refund_minor)
            return replace(
                known, state=State.PROBLEM_REPORTED, problem=problem, due_at=fact.answer_by
            )
        case ProblemAnswered():
            due = fact.answered_at if fact.is_agreed else None
            answered = known.problem and replace(known.problem, is_agreed=fact.is_agreed)
            return replace(known, problem=answered, due_at=due)
        case WordsCorrected():
            return known
        case DisputeNoted():
            return replace(known, dispute=Dispute.OPEN)
        case DisputeClosed():
            ended = Dispute.WON if fact.is_won else Dispute.LOST
            return replace(known, dispute=ended, undisputed_since=fact.closed_at)
        case WordsErased():
            return replace(known, words_erased_by=(*known.words_erased_by, fact.request_id))
        case _:
            assert_never(fact)
