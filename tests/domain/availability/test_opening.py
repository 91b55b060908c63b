"""Wall clocks turned into instants: shifts, midnights, and which hours a date has."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.availability.events import WeeklyWindow, Window
from domain.availability.hours import DayHours, Hours
from domain.availability.opening import Opening
from domain.shared.time import Interval
from tests.support.people import ANNA

EVERY_DAY = range(1, 8)


def open_on(first: date, last: date, hours: Hours) -> list[Interval]:
    return Opening(hours).ranges(first, last)


def daily(zone: str, *windows: tuple[int, int]) -> Hours:
    week = tuple(WeeklyWindow(day, *window) for day in EVERY_DAY for window in windows)
    return Hours(ANNA, zone, week)


def utc(day: int, hour: int, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestADate:
    MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
    WEEK = Hours(ANNA, "UTC", (WeeklyWindow(1, 540, 600),))

    def test_follows_the_week(self) -> None:
        assert open_on(self.MONDAY, self.TUESDAY, self.WEEK) == [Interval(utc(2, 9), utc(2, 10))]

    def test_is_replaced_by_its_override(self) -> None:
        own = DayHours(self.MONDAY, (Window(720, 780),))
        hours = replace(self.WEEK, overrides=(own,))
        assert open_on(self.MONDAY, self.MONDAY, hours) == [Interval(utc(2, 12), utc(2, 13))]

    def test_is_closed_by_an_empty_override(self) -> None:
        hours = replace(self.WEEK, overrides=(DayHours(self.MONDAY, ()),))
        assert open_on(self.MONDAY, self.MONDAY, hours) == []

    def test_is_closed_by_a_day_off_whatever_else_is_said(self) -> None:
        own = DayHours(self.MONDAY, (Window(720, 780),))
        hours = replace(self.WEEK, overrides=(own,), days_off=(self.MONDAY,))
        assert open_on(self.MONDAY, self.MONDAY, hours) == []

    def test_of_a_tutor_who_said_nothing_is_closed(self) -> None:
        assert open_on(self.MONDAY, self.TUESDAY, Hours(ANNA)) == []


class TestMidnight:
    def test_as_24_00_is_the_next_one(self) -> None:
        hours = daily("Europe/Berlin", (22 * 60, 24 * 60))
        day = date(2026, 3, 2)
        assert open_on(day, day, hours) == [Interval(utc(2, 21), utc(2, 23))]

    def test_joins_windows_that_touch_there(self) -> None:
        hours = daily("Europe/Berlin", (0, 120), (22 * 60, 24 * 60))
        found = open_on(date(2026, 3, 2), date(2026, 3, 3), hours)
        assert Interval(utc(2, 21), utc(3, 1)) in found
        assert len(found) == 3

    def test_joins_windows_that_touch_or_overlap_at_noon(self) -> None:
        hours = daily("UTC", (540, 720), (720, 780), (700, 740))
        day = date(2026, 3, 2)
        assert open_on(day, day, hours) == [Interval(utc(2, 9), utc(2, 13))]


class TestAForwardShift:
    SHIFT_DAY = date(2026, 3, 29)

    def test_resolves_a_skipped_wall_time_to_the_transition(self) -> None:
        hours = daily("Europe/Berlin", (150, 300))
        assert open_on(self.SHIFT_DAY, self.SHIFT_DAY, hours) == [Interval(utc(29, 1), utc(29, 3))]

    def test_leaves_nothing_of_a_window_that_is_skipped_whole(self) -> None:
        assert open_on(self.SHIFT_DAY, self.SHIFT_DAY, daily("Europe/Berlin", (120, 180))) == []

    def test_shortens_the_day_by_an_hour(self) -> None:
        (whole,) = open_on(self.SHIFT_DAY, self.SHIFT_DAY, daily("Europe/Berlin", (0, 1440)))
        assert whole == Interval(utc(28, 23), utc(29, 22))

    def test_at_midnight_joins_windows_over_the_gap(self) -> None:
        hours = daily("Africa/Cairo", (0, 120), (22 * 60, 24 * 60))
        eve, shift_day = date(2026, 4, 23), date(2026, 4, 24)
        found = open_on(eve, shift_day, hours)
        assert Interval(utc(23, 20, month=4), utc(23, 23, month=4)) in found

    def test_of_a_whole_day_leaves_that_date_without_hours(self) -> None:
        skipped = date(2011, 12, 30)
        hours = daily("Pacific/Apia", (540, 1020))
        assert open_on(skipped, skipped, hours) == []
        night = daily("Pacific/Apia", (0, 1440))
        (joined,) = open_on(date(2011, 12, 29), date(2011, 12, 31), night)
        begin, end = utc(29, 10, month=12, year=2011), utc(31, 10, month=12, year=2011)
        assert joined == Interval(begin, end)


class TestABackwardShift:
    SHIFT_DAY = date(2026, 11, 1)

    def test_resolves_a_repeated_wall_time_to_its_first_occurrence(self) -> None:
        hours = daily("America/New_York", (60, 90), (90, 180))
        (found,) = open_on(self.SHIFT_DAY, self.SHIFT_DAY, hours)
        assert found == Interval(utc(1, 5, month=11), utc(1, 8, month=11))

    def test_closes_at_the_first_occurrence_too(self) -> None:
        hours = daily("America/New_York", (0, 90))
        (found,) = open_on(self.SHIFT_DAY, self.SHIFT_DAY, hours)
        assert found == Interval(utc(1, 4, month=11), utc(1, 5, 30, month=11))

    def test_lengthens_the_day_by_an_hour(self) -> None:
        (whole,) = open_on(self.SHIFT_DAY, self.SHIFT_DAY, daily("America/New_York", (0, 1440)))
        assert whole == Interval(utc(1, 4, month=11), utc(2, 5, month=11))


class TestAChainOfDays:
    def test_is_followed_back_to_where_it_began(self) -> None:
        hours = Hours(ANNA, "UTC", (WeeklyWindow(1, 1320, 1440), WeeklyWindow(2, 0, 60)))
        opening = Opening(hours)
        long_ago = date(2026, 1, 1)
        assert opening.chained_from(date(2026, 3, 3), long_ago) == date(2026, 3, 2)
        assert opening.chained_from(date(2026, 3, 2), long_ago) == date(2026, 3, 2)

    def test_is_not_followed_for_ever(self) -> None:
        opening = Opening(daily("UTC", (0, 1440)))
        assert opening.chained_from(date(2026, 3, 9), date(2026, 3, 1)) == date(2026, 3, 1)
