"""Which starts are offered: rounding, buffers, notice, horizon and limits."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.availability.busy import Busy
from domain.availability.events import BookingRules, WeeklyWindow
from domain.availability.hours import BusyElsewhere, Hours
from domain.availability.slots import free_starts, reach
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, TUESDAY, days, hours, minutes
from tests.support.people import ANNA

RULES = BookingRules(durations_minutes=(30, 45, 60, 90), notice_minutes=0)
ONE_HOUR = hours(1)
MIDNIGHT = MONDAY.replace(hour=0)
TODAY = Interval(MIDNIGHT, TUESDAY.replace(hour=0))


def open_daily(*windows: tuple[int, int], zone: str = "UTC", rules: BookingRules = RULES) -> Hours:
    """This is a week of equal days, windows given in minutes after midnight."""
    week = tuple(WeeklyWindow(day, *window) for day in range(1, 8) for window in windows)
    return Hours(ANNA, zone, week, rules=rules)


def at(hour: int, minute: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute)


def starts(
    anna: Hours,
    *busy: Busy,
    now: datetime = MIDNIGHT,
    window: Interval = TODAY,
    duration: timedelta = ONE_HOUR,
    viewer: str = "UTC",
) -> list[str]:
    """This is the starts offered, as UTC clock times, in order."""
    return clock(free_starts(anna, busy, now, window, duration, viewer))


def clock(slots: Iterable[Interval]) -> list[str]:
    return [f"{slot.start:%H:%M}" for slot in slots]


NINE_TO_NOON = open_daily((9 * 60, 12 * 60))


class TestStarts:
    def test_follow_by_the_lessons_own_length(self) -> None:
        assert starts(NINE_TO_NOON) == ["09:00", "10:00", "11:00"]

    def test_follow_by_the_step_where_there_is_one(self) -> None:
        stepping = replace(NINE_TO_NOON, rules=replace(RULES, step_minutes=30))
        assert starts(stepping) == ["09:00", "09:30", "10:00", "10:30", "11:00"]

    def test_last_as_long_as_was_asked(self) -> None:
        (slot, _) = free_starts(NINE_TO_NOON, (), MIDNIGHT, TODAY, minutes(90), "UTC")
        assert slot == Interval(at(9), at(10, 30))

    def test_of_a_length_not_on_offer_are_none(self) -> None:
        assert starts(NINE_TO_NOON, duration=minutes(50)) == []
        assert starts(NINE_TO_NOON, duration=timedelta(minutes=60, seconds=30)) == []

    def test_lie_within_the_window_asked_for(self) -> None:
        assert starts(NINE_TO_NOON, window=Interval(at(10), at(11))) == ["10:00"]

    def test_do_not_depend_on_the_window_asked_for(self) -> None:
        rules = replace(RULES, step_minutes=45)
        stepping = open_daily((9 * 60, 12 * 60), rules=rules)
        assert starts(stepping) == ["09:00", "09:45", "10:30"]
        assert starts(stepping, window=Interval(at(10), at(23))) == ["10:30"]

    def test_run_on_over_midnight_where_hours_do(self) -> None:
        rules = replace(RULES, step_minutes=45)
        night = open_daily((0, 2 * 60), (22 * 60 + 45, 24 * 60), rules=rules)
        tomorrow = Interval(TUESDAY.replace(hour=0), TUESDAY.replace(hour=12))
        assert starts(night, window=tomorrow) == ["00:15", "01:00"]
        tonight = Interval(at(22), TUESDAY.replace(hour=12))
        assert starts(night, window=tonight) == ["22:45", "23:30", "00:15", "01:00"]

    def test_may_lie_just_before_midnight(self) -> None:
        night = open_daily((0, 2 * 60), (22 * 60, 24 * 60))
        evening = Interval(at(23), at(23, 45))
        assert starts(night, window=evening, duration=minutes(90)) == ["23:30"]

    def test_are_found_day_and_night(self) -> None:
        always = open_daily((0, 24 * 60))
        month = Interval(MONDAY, MONDAY + days(28))
        assert len(free_starts(always, (), MONDAY, month, hours(1), "UTC")) == 28 * 24


class TestRounding:
    def test_is_to_the_largest_clock_unit_that_divides_the_step(self) -> None:
        for step, first in ((60, "10:00"), (30, "09:30"), (15, "09:15"), (20, "09:20")):
            rules = replace(RULES, step_minutes=step)
            odd = open_daily((9 * 60 + 7, 12 * 60), rules=rules)
            assert starts(odd)[0] == first
        for step, first in ((90, "09:30"), (50, "09:10"), (25, "09:10"), (7, "09:07")):
            rules = replace(RULES, step_minutes=step)
            odd = open_daily((9 * 60 + 7, 12 * 60), rules=rules)
            assert starts(odd)[0] == first

    def test_happens_in_the_viewers_clock(self) -> None:
        assert starts(NINE_TO_NOON, viewer="Asia/Kathmandu") == ["09:15", "10:15"]
        assert starts(NINE_TO_NOON, viewer="Asia/Kolkata") == ["09:30", "10:30"]
        assert starts(NINE_TO_NOON, viewer="Pacific/Apia") == ["09:00", "10:00", "11:00"]

    def test_happens_anew_after_each_lesson(self) -> None:
        lesson = Busy(at(9), at(9, 40))
        assert starts(NINE_TO_NOON, lesson) == ["10:00", "11:00"]

    def test_is_up_to_a_whole_minute_at_least(self) -> None:
        rules = replace(RULES, step_minutes=7)
        lesson = Busy(at(9), at(9, 40) + timedelta(seconds=1))
        assert starts(open_daily((540, 720), rules=rules), lesson)[0] == "09:41"


class TestBuffers:
    LESSON = Busy(at(10), at(11), before_minutes=10, after_minutes=5)
    RESTING = open_daily(
        (8 * 60, 14 * 60),
        rules=replace(RULES, step_minutes=5, before_minutes=15, after_minutes=20),
    )

    def test_of_both_lessons_add_up(self) -> None:
        found = starts(self.RESTING, self.LESSON)
        assert "08:30" in found
        assert "08:35" not in found
        assert "11:15" not in found
        assert "11:20" in found

    def test_do_not_eat_the_edge_of_working_hours(self) -> None:
        found = starts(self.RESTING)
        assert (found[0], found[-1]) == ("08:00", "13:00")

    def test_are_the_new_lessons_alone_beside_events_elsewhere(self) -> None:
        dentist = BusyElsewhere("e1", at(10), at(11))
        found = starts(replace(self.RESTING, elsewhere=(dentist,)))
        assert "08:40" in found
        assert "08:45" not in found
        assert "11:10" not in found
        assert "11:15" in found


class TestAHold:
    HELD = Busy(at(10), at(11), expires_at=at(5))

    def test_blocks_until_it_runs_out(self) -> None:
        assert starts(NINE_TO_NOON, self.HELD, now=at(4, 59)) == ["09:00", "11:00"]

    def test_blocks_no_more_from_that_instant(self) -> None:
        assert starts(NINE_TO_NOON, self.HELD, now=at(5)) == ["09:00", "10:00", "11:00"]


class TestNotice:
    NOTICED = replace(NINE_TO_NOON, rules=replace(RULES, notice_minutes=60))

    def test_lets_a_start_pass_that_keeps_it_exactly(self) -> None:
        assert starts(self.NOTICED, now=at(9)) == ["10:00", "11:00"]

    def test_is_rounded_up_to_a_minute(self) -> None:
        assert starts(self.NOTICED, now=at(9) + timedelta(microseconds=1)) == ["11:00"]

    def test_does_not_shift_the_starts(self) -> None:
        rules = replace(RULES, step_minutes=45, notice_minutes=60)
        stepping = open_daily((9 * 60, 12 * 60), rules=rules)
        assert starts(stepping, now=at(8, 20)) == ["09:45", "10:30"]


class TestHorizon:
    def test_ends_with_the_last_date_where_the_tutor_lives(self) -> None:
        rules = replace(RULES, horizon_days=1)
        late = open_daily((0, 24 * 60), zone="America/New_York", rules=rules)
        week = Interval(MONDAY, MONDAY + days(7))
        slots = free_starts(late, (), MONDAY, week, hours(1), "UTC")
        assert slots[-1].start == datetime(2026, 3, 4, 4, tzinfo=UTC)
        assert free_starts(late, (), at(4, 59), week, hours(1), "UTC")[-1].start == datetime(
            2026, 3, 3, 4, tzinfo=UTC
        )

    def test_of_no_days_is_today(self) -> None:
        today_only = replace(NINE_TO_NOON, rules=replace(RULES, horizon_days=0))
        week = Interval(MIDNIGHT, MONDAY + days(7))
        assert starts(today_only, window=week) == ["09:00", "10:00", "11:00"]


class TestLimits:
    WEEK = Interval(MIDNIGHT, MIDNIGHT + days(8))

    def test_of_a_day_close_it(self) -> None:
        two_a_day = replace(NINE_TO_NOON, rules=replace(RULES, daily_limit=2))
        two = (Busy(at(7), at(8)), Busy(at(14), at(15)))
        assert starts(two_a_day, two[0]) == ["09:00", "10:00", "11:00"]
        assert starts(two_a_day, *two) == []

    def test_count_days_by_the_tutors_clock(self) -> None:
        one_a_day = open_daily(
            (0, 24 * 60), zone="America/New_York", rules=replace(RULES, daily_limit=1)
        )
        on_sunday_there = Busy(at(4), at(5))
        assert starts(one_a_day, on_sunday_there)[0] == "05:00"

    def test_of_a_week_close_it_up_to_sunday(self) -> None:
        one_a_week = replace(NINE_TO_NOON, rules=replace(RULES, weekly_limit=1))
        lesson = Busy(at(7), at(8))
        slots = free_starts(one_a_week, [lesson], MIDNIGHT, self.WEEK, hours(1), "UTC")
        assert {slot.start.date() for slot in slots} == {(MONDAY + days(7)).date()}

    def test_count_neither_expired_holds_nor_lessons_taken(self) -> None:
        one_a_day = replace(NINE_TO_NOON, rules=replace(RULES, daily_limit=1))
        expired = Busy(at(7), at(8), expires_at=MIDNIGHT)
        learned = Busy(at(10), at(11), is_taught=False)
        assert starts(one_a_day, expired, learned) == ["09:00", "11:00"]


class TestReach:
    def test_covers_neighbours_and_their_buffers(self) -> None:
        needed = reach(NINE_TO_NOON, MONDAY, TODAY)
        assert needed.contains(Interval(at(0), at(23)))

    def test_covers_the_whole_week_where_one_is_counted(self) -> None:
        limited = replace(NINE_TO_NOON, rules=replace(RULES, weekly_limit=1))
        thursday = Interval(MONDAY + days(3), MONDAY + days(3) + hours(1))
        needed = reach(limited, MONDAY, thursday)
        assert needed.contains(Interval(at(0), at(0) + days(7)))

    def test_is_empty_where_nothing_is_on_offer(self) -> None:
        past = Interval(MONDAY - days(9), MONDAY - days(8))
        assert reach(NINE_TO_NOON, MONDAY, past).duration == timedelta(0)
