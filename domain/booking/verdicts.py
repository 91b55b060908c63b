"""How the money of a booking is decided, and what else follows from it."""

from collections.abc import Sequence
from datetime import datetime

from domain.booking.events import LaterEvent
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    FreeReplacementGranted,
    NoShowUpheld,
    TutorStruck,
)
from domain.booking.state import BookingState
from domain.booking.terms import Party, ResolutionGround, StrikeReason


def settled(booking: BookingState, at: datetime, *, by_student: bool) -> BookingSettled:
    """This gives the tutor their share of a lesson that went well."""
    return BookingSettled(
        **booking.about,
        payment_id=booking.paid_with,
        is_confirmed_by_student=by_student,
        split=booking.split_with(0),
        settled_at=at,
    )


def upheld(booking: BookingState, absent: Party, at: datetime) -> Sequence[LaterEvent]:
    """This makes an uncontested no-show final: the absent side bears it."""
    refund_minor = booking.price.minor if absent is Party.TUTOR else 0
    final = NoShowUpheld(
        **booking.about,
        absent=absent,
        payment_id=booking.paid_with,
        split=booking.split_with(refund_minor),
        upheld_at=at,
    )
    return (final, *_let_down(booking, at)) if absent is Party.TUTOR else (final,)


def resolved(
    booking: BookingState, ground: ResolutionGround, refund_minor: int, at: datetime
) -> Sequence[LaterEvent]:
    """This closes the matter; a tutor's contested no-show counts if all is given back."""
    final = BookingResolved(
        **booking.about,
        ground=ground,
        payment_id=booking.paid_with,
        split=booking.split_with(refund_minor),
        replaces=booking.split,
        resolved_at=at,
    )
    is_new = booking.absent is Party.TUTOR and booking.split is None
    if is_new and refund_minor == booking.price.minor and not _tutor_prevailed(booking, ground):
        return (final, *_let_down(booking, at))
    return (final,)


def _tutor_prevailed(booking: BookingState, ground: ResolutionGround) -> bool:
    by_claim = ground in (ResolutionGround.AGREED, ResolutionGround.SILENCE)
    return by_claim and booking.problem is not None and booking.problem.by is Party.TUTOR


def _let_down(booking: BookingState, at: datetime) -> Sequence[LaterEvent]:
    struck = TutorStruck(**booking.about, reason=StrikeReason.NO_SHOW, struck_at=at)
    if not booking.is_trial:
        return (struck,)
    return (struck, FreeReplacementGranted(**booking.about, granted_at=at))
