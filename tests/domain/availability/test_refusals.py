"""Why a wished lesson is not on offer: one refusal a rule, the first that is broken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.availability.busy import Busy
from domain.availability.events import BookingRules, WeeklyWindow
from domain.availability.hours import BusyElsewhere, Hours
from domain.availability.limits import DailyLimitReached, WeeklyLimitReached, counted_with
from domain.availability.slots import (
    BeyondHorizon,
    DurationNotOffered,
    OutsideWorkingHours,
    SlotBlocked,
    TooShortNotice,
    check,
    why_not,
)
from domain.shared.errors import RuleBroken
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, TUESDAY, days, hours, minutes
from tests.support.people import ANNA

RULES = BookingRules(durations_minutes=(60,), notice_minutes=60, horizon_days=7)
WEEK = tuple(WeeklyWindow(day, 9 * 60, 17 * 60) for day in range(1, 6))
ONE_HOUR = hours(1)
HOURS = Hours(ANNA, "UTC", WEEK, rules=RULES)


def lesson(start: datetime, length: timedelta = ONE_HOUR) -> Interval:
    return Interval(start, start + length)


def refusal(
    slot: Interval, *busy: Busy, anna: Hours = HOURS, now: datetime = MONDAY
) -> type[RuleBroken] | None:
    found = why_not(anna, busy, now, slot)
    return None if found is None else type(found)


class TestALesson:
    def test_on_offer_is_not_refused(self) -> None:
        assert refusal(lesson(MONDAY + hours(1))) is None
        check(HOURS, (), MONDAY, lesson(TUESDAY))

    def test_need_not_start_where_the_list_says(self) -> None:
        assert refusal(lesson(TUESDAY + minutes(7))) is None

    def test_of_another_length_is_refused(self) -> None:
        assert refusal(lesson(TUESDAY, minutes(50))) is DurationNotOffered
        assert refusal(lesson(TUESDAY, minutes(50)), anna=HOURS.also_offering(50)) is None

    def test_too_soon_is_refused(self) -> None:
        now = MONDAY + timedelta(seconds=1)
        assert refusal(lesson(MONDAY + hours(1)), now=now) is TooShortNotice
        half_a_minute_later = MONDAY + minutes(60.5)
        assert refusal(lesson(half_a_minute_later), now=now) is TooShortNotice
        assert refusal(lesson(MONDAY + minutes(61)), now=now) is None

    def test_too_far_ahead_is_refused(self) -> None:
        assert refusal(lesson(MONDAY + days(7))) is None
        assert refusal(lesson(MONDAY + days(8))) is BeyondHorizon
        assert refusal(lesson(datetime(9999, 12, 31, 22, tzinfo=UTC))) is BeyondHorizon

    def test_that_leaves_the_hours_is_refused(self) -> None:
        assert refusal(lesson(TUESDAY - minutes(1))) is OutsideWorkingHours
        assert refusal(lesson(TUESDAY.replace(hour=16))) is None
        assert refusal(lesson(TUESDAY.replace(hour=16, minute=1))) is OutsideWorkingHours
        assert refusal(lesson(MONDAY + days(5))) is OutsideWorkingHours

    def test_of_a_tutor_without_hours_is_refused(self) -> None:
        silent = Hours(ANNA, rules=RULES)
        assert refusal(lesson(TUESDAY), anna=silent) is OutsideWorkingHours

    def test_over_midnight_is_fine_where_the_hours_run_on(self) -> None:
        nights = tuple(
            WeeklyWindow(day, *window)
            for day in range(1, 8)
            for window in ((0, 120), (22 * 60, 24 * 60))
        )
        by_night = replace(HOURS, weekly=nights)
        assert refusal(lesson(MONDAY.replace(hour=23, minute=30)), anna=by_night) is None

    def test_beside_a_lesson_is_refused_without_rest(self) -> None:
        resting = replace(HOURS, rules=replace(RULES, before_minutes=10))
        earlier = Busy(TUESDAY, TUESDAY + hours(1), after_minutes=5)
        assert refusal(lesson(TUESDAY + minutes(74)), earlier, anna=resting) is SlotBlocked
        assert refusal(lesson(TUESDAY + minutes(75)), earlier, anna=resting) is None

    def test_beside_an_event_elsewhere_is_refused(self) -> None:
        event = BusyElsewhere("e1", TUESDAY, TUESDAY + minutes(30))
        busy = replace(HOURS, elsewhere=(event,))
        assert refusal(lesson(TUESDAY + minutes(29)), anna=busy) is SlotBlocked
        assert refusal(lesson(TUESDAY + minutes(30)), anna=busy) is None

    def test_over_a_limit_is_refused(self) -> None:
        other = Busy(TUESDAY, TUESDAY + hours(1))
        later = lesson(TUESDAY + hours(3))
        daily = replace(HOURS, rules=replace(RULES, daily_limit=1))
        weekly = replace(HOURS, rules=replace(RULES, weekly_limit=1))
        assert refusal(later, other, anna=daily) is DailyLimitReached
        assert refusal(later, other, anna=weekly) is WeeklyLimitReached
        assert refusal(lesson(TUESDAY + days(1)), other, anna=daily) is None
        assert refusal(lesson(TUESDAY + days(1)), other, anna=weekly) is WeeklyLimitReached
        assert refusal(lesson(MONDAY + days(7)), other, anna=weekly) is None

    def test_is_refused_by_name(self) -> None:
        with pytest.raises(TooShortNotice):
            check(HOURS, (), MONDAY, lesson(MONDAY))


class TestWhatIsCountedTogether:
    SLOT = lesson(datetime(2026, 3, 5, 2, tzinfo=UTC))
    IN_NEW_YORK = replace(HOURS, zone="America/New_York")

    def test_is_the_local_iso_week(self) -> None:
        weekly = replace(self.IN_NEW_YORK, rules=replace(RULES, weekly_limit=9))
        begin, end = datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)
        assert counted_with(weekly, self.SLOT) == Interval(begin, end)

    def test_is_the_local_day(self) -> None:
        daily = replace(self.IN_NEW_YORK, rules=replace(RULES, daily_limit=9))
        begin = datetime(2026, 3, 4, 5, tzinfo=UTC)
        assert counted_with(daily, self.SLOT) == Interval(begin, begin + days(1))

    def test_is_nothing_more_without_limits(self) -> None:
        assert counted_with(HOURS, self.SLOT) == self.SLOT
