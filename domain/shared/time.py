"""Time: instants are aware datetimes in UTC, ranges are half-open, wall clocks name a zone.

The domain never reads a clock; `now` always comes in as an argument.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

MONTHS_A_YEAR = 12
Day = TypeVar("Day", bound=date)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """This is the time from `start` up to, and not including, `end`; both aware, in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """This is true when some instant lies in both; touching ends do not overlap."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Interval") -> bool:
        """This is true when every instant of the other lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: timedelta, after: timedelta) -> "Interval":
        """This is the interval with room added on both sides."""
        return Interval(self.start - before, self.end + after)

    @property
    def duration(self) -> timedelta:
        """This is how long it lasts, in elapsed time."""
        return self.end - self.start

    def months(self) -> tuple[str, ...]:
        """This is every UTC month it touches, as `YYYY-MM`, in order."""
        last = self.end - timedelta(microseconds=1) if self.end > self.start else self.end
        return tuple(_months(self.start, last))


def _months(first: datetime, last: datetime) -> Iterator[str]:
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield f"{year:04d}-{month:02d}"
        year, month = (year + 1, 1) if month == MONTHS_A_YEAR else (year, month + 1)


def months_later(at: Day, months: int) -> Day:
    """This is the same day of a later month, or its last if it is shorter; a time stays.

    So the 31st of January becomes the 28th or 29th of February, and the 29th of February the
    28th in a year that has no 29th.
    """
    year, month = divmod(at.year * MONTHS_A_YEAR + at.month - 1 + months, MONTHS_A_YEAR)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def month_of(name: str, zone: str) -> Interval:
    """This is a month, named `YYYY-MM`, by the clocks of a zone."""
    first = date.fromisoformat(f"{name}-01")
    start, end = (instant(day, time(), zone) for day in (first, months_later(first, 1)))
    return Interval(start, end)


def instant(day: date, wall: time, zone: str) -> datetime:
    """This is the instant, in UTC, at which the clocks of `zone` show that wall time.

    A wall time that a forward shift skips resolves to the transition instant itself; one
    that a backward shift repeats resolves to its first occurrence (RULES: availability).
    """
    local = datetime.combine(day, wall).replace(tzinfo=ZoneInfo(zone), fold=0)
    shown = local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if shown == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    return _transition(local)


def _transition(local: datetime) -> datetime:
    """This finds the instant of the forward shift that skips the given wall time."""
    zone = local.tzinfo
    low = local.replace(fold=1).astimezone(UTC)
    high = local.astimezone(UTC)
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
