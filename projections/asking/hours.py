"""The hours somebody wishes to learn at, by their own clocks, and which starts lie in them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.shared.time import instant

MINUTES_A_DAY = 24 * 60
HALF_AN_HOUR = timedelta(minutes=30)
PARTS = {
    "morning": (6 * 60, 12 * 60),
    "afternoon": (12 * 60, 17 * 60),
    "evening": (17 * 60, 22 * 60),
    "night": (22 * 60, MINUTES_A_DAY),
}
"""From which minute of the day each part of it lasts, and to which."""

STEPS = (15, 30, 60, 120, 240, 480)
"""Lessons of half hours start at half hours, by the rules of slots, and others at quarters."""

MOST_STARTS = 100
"""So many are looked at; where there would be more, the step is longer."""


@dataclass(frozen=True, slots=True)
class WishedTime:
    """This is when somebody wants to learn, by their own clocks.

    Attributes:
        weekdays: the days of the week, Monday is 1; none means any day.
        in_days: today is 0 and tomorrow 1; nothing means any day.
        opens: the minute of the day it begins.
        closes: the minute of the day behind the last.
    """

    weekdays: tuple[int, ...] = ()
    in_days: int | None = None
    opens: int = 0
    closes: int = MINUTES_A_DAY

    def starts(
        self, now: datetime, zone: str, weeks: int, lasting: timedelta
    ) -> tuple[datetime, ...]:
        """This is when a lesson of that length may start, in so many weeks from now on."""
        steps = STEPS[1:] if lasting % HALF_AN_HOUR == timedelta(0) else STEPS
        offered = (self._starts(now, zone, weeks, lasting, step) for step in steps)
        return next((some for some in offered if len(some) <= MOST_STARTS), ())

    def _starts(
        self, now: datetime, zone: str, weeks: int, lasting: timedelta, step: int
    ) -> tuple[datetime, ...]:
        starts = []
        for day in self._days(now.astimezone(ZoneInfo(zone)).date(), weeks):
            at, end = _at(day, self.opens, zone), _at(day, self.closes, zone)
            while at + lasting <= end:
                if at > now:
                    starts.append(at)
                at += timedelta(minutes=step)
        return tuple(starts)

    def _days(self, today: date, weeks: int) -> list[date]:
        days = [today + timedelta(days=ahead) for ahead in range(7 * weeks)]
        if self.in_days is not None:
            return days[self.in_days : self.in_days + 1]
        return [day for day in days if not self.weekdays or day.isoweekday() in self.weekdays]


def _at(day: date, minute: int, zone: str) -> datetime:
    days, minute = divmod(minute, MINUTES_A_DAY)
    return instant(day + timedelta(days=days), time(*divmod(minute, 60)), zone)
