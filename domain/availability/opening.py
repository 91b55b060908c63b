"""When a tutor's hours are open, in instants: wall clocks turned into half-open ranges of UTC."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.availability.events import Window
from domain.availability.hours import Hours
from domain.shared.time import Interval, instant

DAY = timedelta(days=1)
MIDNIGHT = time()
NEVER = datetime(1, 1, 2, tzinfo=UTC)
Range = tuple[datetime, datetime]
DAY_MINUTES = 24 * 60


class Opening:
    """This reads one tutor's hours day by day: days off first, then overrides, then the week."""

    __slots__ = ("_days_off", "_last", "_overrides", "_week", "_zone", "hours")

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self._zone = ZoneInfo(hours.zone)
        self._last = NEVER, NEVER.date(), NEVER
        self._days_off = frozenset(hours.days_off)
        self._overrides = {own.day: own.windows for own in hours.overrides}
        week: dict[int, list[Window]] = {}
        for each in hours.weekly or ():
            window = Window(each.opens_minute, each.closes_minute)
            week.setdefault(each.weekday, []).append(window)
        self._week = week

    def windows_on(self, day: date) -> Sequence[Window]:
        """This is when that date is open, by the wall clock."""
        if day in self._days_off:
            return ()
        own = self._overrides.get(day)
        return self._week.get(day.isoweekday(), ()) if own is None else own

    def local_date(self, at: datetime) -> date:
        """This is the date the tutor's clocks show at that instant.

        The last one is remembered: whoever asks in order converts one instant a day.
        """
        begin, day, end = self._last
        if not begin <= at < end:
            day = at.astimezone(self._zone).date()
            self._last = self.midnight(day), day, self.midnight(day + DAY)
        return day

    def midnight(self, day: date) -> datetime:
        """This is the instant at which that date begins."""
        return _midnight(day, self.hours.zone)

    def ranges(self, first: date, last: date) -> list[Interval]:
        """This is the open time of those dates, in order; ranges that touch are one range."""
        found: list[Range] = []
        day = first
        while day <= last:
            found.extend(self._instants(day))
            day += DAY
        return [Interval(start, end) for start, end in merged(found)]

    def chained_from(self, day: date, earliest: date) -> date:
        """This is the date on which the range open at the start of `day` began."""
        while day > earliest and self._runs_into(day):
            day -= DAY
        return day

    def _runs_into(self, day: date) -> bool:
        midnight = self.midnight(day)
        return any(open_.start < midnight < open_.end for open_ in self.ranges(day - DAY, day))

    def _instants(self, day: date) -> Iterator[Range]:
        windows = self.windows_on(day)
        if not windows:
            return
        begin = self.midnight(day)
        if self.midnight(day + DAY) - begin == DAY:
            for each in windows:
                yield begin + minutes(each.opens_minute), begin + minutes(each.closes_minute)
        else:
            for each in windows:
                yield self._at(day, each.opens_minute), self._at(day, each.closes_minute)

    def _at(self, day: date, minute: int) -> datetime:
        if minute == DAY_MINUTES:
            return self.midnight(day + DAY)
        return instant(day, time(*divmod(minute, 60)), self.hours.zone)


def merged(ranges: Iterable[Range]) -> list[Range]:
    """This is the same time as ranges in order that neither overlap, touch, nor are empty."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


@lru_cache(maxsize=10_000)
def _midnight(day: date, zone: str) -> datetime:
    """This is kept between calls, because the same few weeks are asked for again and again."""
    return instant(day, MIDNIGHT, zone)


@lru_cache(maxsize=DAY_MINUTES + 1)
def minutes(count: int) -> timedelta:
    """This is that many minutes; made once each, because a sweep needs thousands of them."""
    return timedelta(minutes=count)
