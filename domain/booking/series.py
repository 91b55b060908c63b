"""A series: the same wall-clock hour every week, each occurrence a booking of its own."""

from datetime import date, time, timedelta

from domain.shared.errors import RuleBroken
from domain.shared.time import Interval, instant

MOST_OCCURRENCES = 52


class ASeriesHasOneTo52Lessons(RuleBroken):
    """A series has between 1 and 52 weekly lessons."""


class ASeriesStaysInTheCalendar(RuleBroken):
    """The dates of the series lie outside the calendar."""


def weekly_slots(
    first_day: date, wall: time, zone: str, *, duration: timedelta, count: int
) -> tuple[Interval, ...]:
    """This is the slots of a weekly series that starts at that wall time in the tutor's zone.

    The clock on the tutor's wall stays the same when summer time comes or goes; each lesson
    lasts the same elapsed time.

    Raises:
        ASeriesHasOneTo52Lessons: there are too few or too many of them.
        ASeriesStaysInTheCalendar: a date is out of what a calendar can name.
    """
    if not 1 <= count <= MOST_OCCURRENCES:
        raise ASeriesHasOneTo52Lessons
    try:
        starts = [instant(first_day + timedelta(weeks=n), wall, zone) for n in range(count)]
        return tuple(Interval(start, start + duration) for start in starts)
    except OverflowError:
        raise ASeriesStaysInTheCalendar from None
