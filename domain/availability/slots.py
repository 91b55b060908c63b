"""Which starts a tutor offers, and why one is not offered: policy for commands and readers alike.

- A lesson lies inside open hours and outside blocked time; buffers may reach over the edge of
  the hours.
- The first start in a free range is rounded up, in the viewer's clock, to a multiple of the
  largest of 60/30/20/15/10/5 minutes that divides the step, else to a minute; later ones
  follow by the step, which is the lesson's own length unless the tutor set one.
- A start is offered from `now + notice`, rounded up to a minute, until the end of the local
  date `today + horizon`. Daily and weekly limits count in the tutor's zone.
- A hold counts while `now < expires_at`.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.availability.busy import Busy, blocked, free
from domain.availability.hours import Hours
from domain.availability.limits import Limits, week_of
from domain.availability.opening import DAY, Opening, minutes
from domain.shared.errors import RuleBroken
from domain.shared.time import Interval

MINUTE = timedelta(minutes=1)
ROUND_MINUTES = (60, 30, 20, 15, 10, 5)
FARTHEST_NEIGHBOUR = timedelta(hours=8)
"""Two lessons keep apart at most four hours of rest after the one and four before the other."""


class DurationNotOffered(RuleBroken):
    """The tutor does not offer lessons of that length."""


class TooShortNotice(RuleBroken):
    """The lesson would start sooner than the notice the tutor needs."""


class BeyondHorizon(RuleBroken):
    """The tutor does not take bookings that far ahead yet."""


class OutsideWorkingHours(RuleBroken):
    """The lesson does not lie within the tutor's hours."""


class SlotBlocked(RuleBroken):
    """The tutor is busy then, or needs the time before or after for rest."""


def free_starts(
    hours: Hours,
    busy: Iterable[Busy],
    now: datetime,
    window: Interval,
    duration: timedelta,
    viewer_zone: str,
) -> list[Interval]:
    """This is every lesson of that length on offer that starts within the window.

    `busy` holds what the tutor has within `reach(hours, now, window)`; more does no harm.
    """
    opening = Opening(hours)
    span = _offered_span(opening, now, window)
    if span is None or not _offers(hours, duration):
        return []
    taken = [each for each in busy if each.blocks(now)]
    limits = Limits(opening, taken)
    step = duration if hours.rules.step_minutes is None else minutes(hours.rules.step_minutes)
    rounded = _rounding(step // MINUTE, viewer_zone)
    offered: list[Interval] = []
    for start, end in free(opening.ranges(*_days(opening, now, span)), blocked(hours, taken)):
        at = rounded(start)
        if at < span.start:
            at += -((at - span.start) // step) * step
        while at < span.end and at + duration <= end:
            if limits.refusal(at) is None:
                offered.append(Interval(at, at + duration))
            at += step
    return offered


def reach(hours: Hours, now: datetime, window: Interval) -> Interval:
    """This is the time whose busy ranges decide which starts within the window are free."""
    opening = Opening(hours)
    span = _offered_span(opening, now, window)
    if span is None:
        return Interval(window.start, window.start)
    first, last = _days(opening, now, span)
    if hours.rules.weekly_limit is not None:
        first, last = week_of(first)[0], week_of(last)[1]
    whole = Interval(opening.midnight(first), opening.midnight(last + DAY))
    return whole.widened(FARTHEST_NEIGHBOUR, FARTHEST_NEIGHBOUR)


def check(hours: Hours, busy: Iterable[Busy], now: datetime, slot: Interval) -> None:
    """This refuses a lesson that the tutor does not offer, naming the first rule it breaks.

    `busy` holds what the tutor has around the slot, and on its day and week for the limits.

    Raises:
        DurationNotOffered: its length is not on offer.
        TooShortNotice: it starts too soon.
        BeyondHorizon: it starts too late.
        OutsideWorkingHours: it leaves the open hours.
        SlotBlocked: the time, or the rest around it, is taken.
        DailyLimitReached: its day is full.
        WeeklyLimitReached: its week is full.
    """
    refusal = why_not(hours, busy, now, slot)
    if refusal is not None:
        raise refusal


def why_not(hours: Hours, busy: Iterable[Busy], now: datetime, slot: Interval) -> RuleBroken | None:
    """This is the first rule such a lesson breaks, or nothing when it can be booked."""
    opening = Opening(hours)
    taken = [each for each in busy if each.blocks(now)]
    if not _offers(hours, slot.duration):
        return DurationNotOffered()
    if slot.start < _threshold(opening, now):
        return TooShortNotice()
    if slot.start >= _horizon(opening, now):
        return BeyondHorizon()
    days = opening.local_date(slot.start) - DAY, opening.local_date(slot.end) + DAY
    if not any(open_.contains(slot) for open_ in opening.ranges(*days)):
        return OutsideWorkingHours()
    if any(start < slot.end and slot.start < end for start, end in blocked(hours, taken)):
        return SlotBlocked()
    return Limits(opening, taken).refusal(slot.start)


def _offers(hours: Hours, duration: timedelta) -> bool:
    return any(duration == minutes(offered) for offered in hours.rules.durations_minutes)


def _threshold(opening: Opening, now: datetime) -> datetime:
    return _up_to_minute(now + minutes(opening.hours.rules.notice_minutes))


def _horizon(opening: Opening, now: datetime) -> datetime:
    """This is the midnight that ends the last bookable local date."""
    days = timedelta(days=opening.hours.rules.horizon_days)
    return opening.midnight(opening.local_date(now) + days + DAY)


def _offered_span(opening: Opening, now: datetime, window: Interval) -> Interval | None:
    start = max(window.start, _threshold(opening, now))
    end = min(window.end, _horizon(opening, now))
    return Interval(start, end) if start < end else None


def _days(opening: Opening, now: datetime, span: Interval) -> tuple[date, date]:
    """This is which days' hours matter: starts in a range follow from where it begins.

    A range without an end, day and night, is looked at from yesterday on.
    """
    yesterday = opening.local_date(now) - DAY
    first = opening.chained_from(opening.local_date(span.start), yesterday)
    return first, opening.local_date(span.end) + DAY


def _rounding(step_minutes: int, viewer_zone: str) -> Callable[[datetime], datetime]:
    multiple = next((each for each in ROUND_MINUTES if step_minutes % each == 0), 1)
    viewer = ZoneInfo(viewer_zone)

    def rounded(at: datetime) -> datetime:
        at = _up_to_minute(at)
        while short := -at.astimezone(viewer).minute % multiple:
            at += minutes(short)
        return at

    return rounded


def _up_to_minute(at: datetime) -> datetime:
    if at.second == at.microsecond == 0:
        return at
    return at.replace(second=0, microsecond=0) + MINUTE
