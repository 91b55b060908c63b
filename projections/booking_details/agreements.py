"""What the facts of a booking change in its row, up to the lesson's end: one arm a fact."""

from collections.abc import Iterable
from typing import assert_never

from domain.booking.events import (
    AgreementEvent,
    BookingCancelled,
    BookingConfirmed,
    BookingCovered,
    BookingHeld,
    BookingRequested,
    BookingRescheduled,
    BookingWithdrawn,
    ChangeEvent,
    HoldExpired,
    LatePaymentReported,
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
from domain.booking.terms import Split, State
from projections.rows import Row

NO_PROPOSAL: Row = {"proposed_by": None, "proposed_start": None, "proposed_end": None}


def held(fact: BookingHeld) -> Row:
    """This is how every booking begins."""
    return {
        "tutor_id": fact.tutor_id,
        "student_id": fact.student_id,
        "starts_at": fact.start,
        "ends_at": fact.end,
        "subject": fact.subject,
        "language": fact.language,
        "price_minor": fact.price.minor,
        "currency": fact.price.currency,
        "acceptance": fact.acceptance,
        "notice_minutes": fact.notice_minutes,
        "is_trial": fact.is_trial,
        "series_id": fact.series_id,
        "state": State.HELD,
        "due_at": fact.expires_at,
        "held_at": fact.held_at,
    }


def agreeing(fact: AgreementEvent) -> Row:  # noqa: C901 - one arm a fact
    """This is what changes on the way to an agreement."""
    match fact:
        case BookingCovered():
            return {
                "price_minor": fact.price.minor,
                "currency": fact.price.currency,
                "payment_id": fact.payment_id,
                "package_id": fact.package_id,
            }
        case BookingRequested():
            return {"state": State.REQUESTED, "due_at": fact.expires_at}
        case PaymentAwaited():
            return {"state": State.AWAITING_PAYMENT, "due_at": fact.expires_at}
        case PaymentAuthorisationNoted():
            return {"payment_id": fact.payment_id}
        case HoldExpired():
            return {"state": State.HOLD_EXPIRED, "due_at": None}
        case RequestDeclined():
            return {"state": State.DECLINED, "due_at": None}
        case RequestExpired():
            return {"state": State.REQUEST_EXPIRED, "due_at": None}
        case PaymentExpired():
            return {"state": State.PAYMENT_EXPIRED, "due_at": None}
        case BookingWithdrawn():
            return {"state": State.CANCELLED, "cancelled_by": fact.by, "due_at": None}
        case BookingConfirmed():
            return _confirmed(fact)
        case PaymentMismatchReported() | LatePaymentReported():
            return {}
        case _:
            assert_never(fact)


def changing(fact: ChangeEvent) -> Row:
    """This is what changes when a lesson moves or is called off."""
    match fact:
        case RescheduleProposed():
            return {
                "proposed_by": fact.by,
                "proposed_start": fact.new_start,
                "proposed_end": fact.new_end,
            }
        case RescheduleTurnedDown():
            return NO_PROPOSAL
        case BookingRescheduled():
            return {
                **NO_PROPOSAL,
                "starts_at": fact.start,
                "ends_at": fact.end,
                "due_at": fact.start,
                "is_locked": not fact.is_cancellable,
                "reschedule_count": fact.reschedule_count,
                "joined": (),
            }
        case BookingCancelled():
            return {
                **NO_PROPOSAL,
                **split_columns(fact.split),
                "state": State.CANCELLED,
                "cancelled_by": fact.by,
                "cancellation_reason": fact.reason,
                "is_late": fact.is_late,
                "due_at": None,
            }
        case _:
            assert_never(fact)


def teaching(fact: LessonEvent, joined: Iterable[str]) -> Row:
    """This is what changes while the lesson takes place, or should."""
    match fact:
        case LessonStarted():
            return {**NO_PROPOSAL, "state": State.IN_PROGRESS, "due_at": fact.end}
        case LessonJoined():
            return {"joined": (*joined, fact.by)}
        case LessonCompleted():
            return {"state": State.COMPLETED, "due_at": fact.settles_at}
        case NoShowReported():
            until = fact.contestable_until
            return {"state": State.NO_SHOW, "absent": fact.absent, "due_at": until}
        case NeitherJoined():
            return {"state": State.NO_SHOW, "due_at": None, **split_columns(fact.split)}
        case _:
            assert_never(fact)


def split_columns(split: Split) -> Row:
    """This is who gets what, as columns."""
    return {
        "gross_minor": split.gross_minor,
        "refund_minor": split.refund_minor,
        "fee_minor": split.fee_minor,
        "tutor_net_minor": split.tutor_net_minor,
    }


def _confirmed(fact: BookingConfirmed) -> Row:
    return {
        "state": State.CONFIRMED,
        "due_at": fact.start,
        "payment_id": fact.payment_id,
        "cancellation_policy": fact.cancellation_policy,
        "fee_basis_points": fact.fee_basis_points,
        "confirmed_at": fact.confirmed_at,
    }
