"""How many lessons a tutor gives on a day and in a week, counted by the tutor's own clocks."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from domain.availability.busy import Busy
from domain.availability.hours import Hours
from domain.availability.opening import DAY, Opening
from domain.shared.errors import RuleBroken
from domain.shared.time import Interval


class DailyLimitReached(RuleBroken):
    """The tutor gives no more lessons on that day."""


class WeeklyLimitReached(RuleBroken):
    """The tutor gives no more lessons in that week."""


class Limits:
    """This counts the lessons already there; a lesson belongs to the date on which it starts."""

    __slots__ = ("_opening", "_per_day", "_per_week", "_rules")

    def __init__(self, opening: Opening, taken: Iterable[Busy]) -> None:
        self._opening = opening
        self._rules = opening.hours.rules
        self._per_day: Counter[date] = Counter()
        self._per_week: Counter[date] = Counter()
        if self._is_unlimited:
            return
        starts = sorted(each.start for each in taken if each.is_taught)
        self._per_day.update(map(opening.local_date, starts))
        for day, lessons in self._per_day.items():
            self._per_week[week_of(day)[0]] += lessons

    def refusal(self, start: datetime) -> RuleBroken | None:
        """This is the limit that one more lesson at that time would break, if any."""
        if self._is_unlimited:
            return None
        day = self._opening.local_date(start)
        daily, weekly = self._rules.daily_limit, self._rules.weekly_limit
        if daily is not None and self._per_day[day] >= daily:
            return DailyLimitReached()
        if weekly is not None and self._per_week[week_of(day)[0]] >= weekly:
            return WeeklyLimitReached()
        return None

    @property
    def _is_unlimited(self) -> bool:
        return self._rules.daily_limit is None and self._rules.weekly_limit is None


def week_of(day: date) -> tuple[date, date]:
    """This is the Monday and the Sunday of the ISO week the date belongs to."""
    monday = day - (day.isoweekday() - 1) * DAY
    return monday, monday + 6 * DAY


def counted_with(hours: Hours, slot: Interval) -> Interval:
    """This is the time whose lessons count against the same limits as a lesson in the slot."""
    opening = Opening(hours)
    day = opening.local_date(slot.start)
    if hours.rules.weekly_limit is not None:
        monday, sunday = week_of(day)
        return Interval(opening.midnight(monday), opening.midnight(sunday + DAY))
    if hours.rules.daily_limit is not None:
        return Interval(opening.midnight(day), opening.midnight(day + DAY))
    return slot
