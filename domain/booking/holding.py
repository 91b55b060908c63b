"""Holding a slot: how every booking begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.booking.events import BookingHeld
from domain.booking.policies import earliest_start, hold_expires_at
from domain.booking.terms import Terms
from domain.shared.errors import RuleBroken
from domain.shared.time import Interval

LONGEST_LESSON = timedelta(hours=24)
FARTHEST_AHEAD = timedelta(days=731)


class NobodyTeachesThemself(RuleBroken):
    """The student and the tutor of a lesson are two people."""


class APriceIsNeverNegative(RuleBroken):
    """A lesson costs something or nothing, but never less."""


class ALessonEndsWithinADay(RuleBroken):
    """A lesson ends after it starts, and within 24 hours."""


class TheSlotIsTooFarAhead(RuleBroken):
    """Nobody can promise a lesson more than two years ahead."""


class TheSlotIsTooSoon(RuleBroken):
    """The slot starts in the past, or sooner than the tutor's notice allows."""


def hold(booking_id: str, terms: Terms, now: datetime) -> Sequence[BookingHeld]:
    """This keeps the slot for its student for ten minutes.

    That it is free, bookable, in the horizon and within the limits is for the calendars and the
    tutor's availability to say; here stands what the booking can know by itself.

    Raises:
        NobodyTeachesThemself: the tutor would book their own lesson.
        APriceIsNeverNegative: the price is below nothing.
        ALessonEndsWithinADay: the slot is empty, turned round or longer than a day.
        TheSlotIsTooSoon: it starts inside the tutor's notice.
        TheSlotIsTooFarAhead: it starts more than two years from now.
    """
    if terms.tutor_id == terms.student_id:
        raise NobodyTeachesThemself
    if terms.price.minor < 0:
        raise APriceIsNeverNegative
    check_slot(terms.slot, now, notice_minutes=terms.notice_minutes)
    held = BookingHeld(
        booking_id=booking_id,
        tutor_id=terms.tutor_id,
        student_id=terms.student_id,
        start=terms.slot.start,
        end=terms.slot.end,
        course_id=terms.course_id,
        subject=terms.subject,
        language=terms.language,
        price=terms.price,
        acceptance=terms.acceptance,
        notice_minutes=terms.notice_minutes,
        is_trial=terms.is_trial,
        series_id=terms.series_id,
        held_at=now,
        expires_at=hold_expires_at(now, terms.slot.start),
    )
    return (held,)


def check_slot(slot: Interval, now: datetime, *, notice_minutes: int) -> None:
    """This refuses a slot no lesson can have."""
    if not slot.start < slot.end or slot.duration > LONGEST_LESSON:
        raise ALessonEndsWithinADay
    if slot.start <= now or slot.start < earliest_start(now, notice_minutes):
        raise TheSlotIsTooSoon
    if slot.start - now > FARTHEST_AHEAD:
        raise TheSlotIsTooFarAhead
