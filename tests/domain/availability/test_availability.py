"""What a tutor says about their time, rule by rule."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.availability.aggregate import (
    AVAILABILITY,
    MOST_EVENTS_ELSEWHERE,
    DayHasNoOverride,
    DayIsNotOff,
    DaysAreSetFromTodayOn,
    DaysAreSetTwoYearsAhead,
    EventsElsewhereAreLimited,
    OnlyTheTutorSetsTheirHours,
    WeeklyHoursComeFirst,
    WindowsOpenBeforeTheyClose,
    evolve,
    unsaid,
)
from domain.availability.events import (
    BookingRules,
    BookingRulesSet,
    DayOverridden,
    DayOverrideRemoved,
    DayReturned,
    DayTakenOff,
    ExternalBusyCleared,
    ExternalBusyNoted,
    WeeklyHoursSet,
    WeeklyWindow,
    Window,
)
from domain.shared.time import Interval
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, days, hours
from tests.support.people import ANNA, IVAN
from tests.support.scenario import given

NINE_TO_FIVE = WeeklyWindow(1, 9 * 60, 17 * 60)
MORNING = Window(8 * 60, 12 * 60)
WEEK = WeeklyHoursSet(tutor_id=ANNA, zone="Europe/Berlin", windows=(NINE_TO_FIVE,), set_at=MONDAY)
OPEN_FRIDAY = DayOverridden(
    tutor_id=ANNA, day=FRIDAY.date(), windows=(MORNING,), overridden_at=MONDAY
)
FREE_FRIDAY = DayTakenOff(tutor_id=ANNA, day=FRIDAY.date(), taken_off_at=MONDAY)
DENTIST = ExternalBusyNoted(
    tutor_id=ANNA, event_id="e1", start=TUESDAY, end=TUESDAY + hours(1), noted_at=MONDAY
)
NOTHING_SAID = unsaid(ANNA)


class TestSettingTheWeek:
    def test_names_the_zone(self) -> None:
        given().of(AVAILABILITY, NOTHING_SAID).when(
            lambda a: a.set_weekly_hours("Europe/Berlin", [NINE_TO_FIVE], by=ANNA, now=MONDAY)
        ).then(WEEK)

    def test_puts_windows_in_order_and_each_once(self) -> None:
        evening = WeeklyWindow(1, 18 * 60, 24 * 60)
        given().of(AVAILABILITY, NOTHING_SAID).when(
            lambda a: a.set_weekly_hours(
                "Europe/Berlin", [evening, NINE_TO_FIVE, evening], by=ANNA, now=MONDAY
            )
        ).then(replace(WEEK, windows=(NINE_TO_FIVE, evening)))

    def test_changes_nothing_when_repeated(self) -> None:
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.set_weekly_hours("Europe/Berlin", [NINE_TO_FIVE], by=ANNA, now=TUESDAY)
        ).then_nothing()

    def test_without_windows_still_names_the_zone(self) -> None:
        given().of(AVAILABILITY, NOTHING_SAID).when(
            lambda a: a.set_weekly_hours("Europe/Berlin", [], by=ANNA, now=MONDAY)
        ).then(replace(WEEK, windows=()))

    def test_is_refused_to_somebody_else(self) -> None:
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.set_weekly_hours("Europe/Berlin", [], by=IVAN, now=MONDAY)
        ).then_refused(OnlyTheTutorSetsTheirHours)

    @pytest.mark.parametrize(
        ("opens", "closes"), [(22 * 60, 2 * 60), (60, 60), (-5, 60), (60, 24 * 60 + 1)]
    )
    def test_refuses_a_window_over_midnight(self, opens: int, closes: int) -> None:
        window = WeeklyWindow(1, opens, closes)
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.set_weekly_hours("UTC", [window], by=ANNA, now=MONDAY)
        ).then_refused(WindowsOpenBeforeTheyClose)


class TestOverridingADay:
    def test_gives_it_hours_of_its_own(self) -> None:
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.override_day(FRIDAY.date(), [MORNING], by=ANNA, now=MONDAY)
        ).then(OPEN_FRIDAY)

    def test_with_nothing_closes_it(self) -> None:
        given(WEEK, OPEN_FRIDAY).of(AVAILABILITY).when(
            lambda a: a.override_day(FRIDAY.date(), [], by=ANNA, now=MONDAY)
        ).then(replace(OPEN_FRIDAY, windows=()))

    def test_changes_nothing_when_repeated(self) -> None:
        given(WEEK, OPEN_FRIDAY).of(AVAILABILITY).when(
            lambda a: a.override_day(FRIDAY.date(), [MORNING], by=ANNA, now=TUESDAY)
        ).then_nothing()

    def test_needs_the_week_first(self) -> None:
        given().of(AVAILABILITY, NOTHING_SAID).when(
            lambda a: a.override_day(FRIDAY.date(), [MORNING], by=ANNA, now=MONDAY)
        ).then_refused(WeeklyHoursComeFirst)

    def test_refuses_a_day_that_is_over_where_the_tutor_lives(self) -> None:
        late_on_tuesday_in_berlin = MONDAY.replace(hour=23, minute=30)
        availability = given(WEEK).of(AVAILABILITY)
        availability.when(
            lambda a: a.override_day(MONDAY.date(), [], by=ANNA, now=late_on_tuesday_in_berlin)
        ).then_refused(DaysAreSetFromTodayOn)
        availability.when(lambda a: a.override_day(MONDAY.date(), [], by=ANNA, now=MONDAY)).then(
            DayOverridden(tutor_id=ANNA, day=MONDAY.date(), windows=(), overridden_at=MONDAY)
        )

    def test_refuses_a_day_beyond_two_years(self) -> None:
        far = date(2028, 3, 3)
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.override_day(far, [], by=ANNA, now=MONDAY)
        ).then_refused(DaysAreSetTwoYearsAhead)

    def test_can_be_taken_back_once(self) -> None:
        removed = DayOverrideRemoved(tutor_id=ANNA, day=FRIDAY.date(), removed_at=TUESDAY)
        given(WEEK, OPEN_FRIDAY).of(AVAILABILITY).when(
            lambda a: a.remove_override(FRIDAY.date(), by=ANNA, now=TUESDAY)
        ).then(removed)
        given(WEEK, OPEN_FRIDAY, removed).of(AVAILABILITY).when(
            lambda a: a.remove_override(FRIDAY.date(), by=ANNA, now=TUESDAY)
        ).then_refused(DayHasNoOverride)


class TestTakingADayOff:
    def test_is_recorded_once(self) -> None:
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.take_off(FRIDAY.date(), by=ANNA, now=MONDAY)
        ).then(FREE_FRIDAY)
        given(WEEK, FREE_FRIDAY).of(AVAILABILITY).when(
            lambda a: a.take_off(FRIDAY.date(), by=ANNA, now=TUESDAY)
        ).then_nothing()

    def test_can_be_taken_back_once(self) -> None:
        returned = DayReturned(tutor_id=ANNA, day=FRIDAY.date(), returned_at=TUESDAY)
        given(WEEK, FREE_FRIDAY).of(AVAILABILITY).when(
            lambda a: a.return_day(FRIDAY.date(), by=ANNA, now=TUESDAY)
        ).then(returned)
        given(WEEK, FREE_FRIDAY, returned).of(AVAILABILITY).when(
            lambda a: a.return_day(FRIDAY.date(), by=ANNA, now=TUESDAY)
        ).then_refused(DayIsNotOff)


class TestSettingBookingRules:
    def test_needs_no_week(self) -> None:
        rules = BookingRules(durations_minutes=(30, 60), notice_minutes=120)
        said = BookingRulesSet(tutor_id=ANNA, rules=rules, set_at=MONDAY)
        given().of(AVAILABILITY, NOTHING_SAID).when(
            lambda a: a.set_rules(rules, by=ANNA, now=MONDAY)
        ).then(said)
        given(said).of(AVAILABILITY).when(
            lambda a: a.set_rules(rules, by=ANNA, now=TUESDAY)
        ).then_nothing()


class TestBeingBusyElsewhere:
    def test_is_noted_once(self) -> None:
        time = Interval(DENTIST.start, DENTIST.end)
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.note_busy("e1", time, by=ANNA, now=MONDAY)
        ).then(DENTIST)
        given(WEEK, DENTIST).of(AVAILABILITY).when(
            lambda a: a.note_busy("e1", time, by=ANNA, now=MONDAY)
        ).then_nothing()

    def test_moves_with_the_event(self) -> None:
        later = Interval(WEDNESDAY, WEDNESDAY + hours(1))
        moved = replace(DENTIST, start=later.start, end=later.end)
        given(WEEK, DENTIST).of(AVAILABILITY).when(
            lambda a: a.note_busy("e1", later, by=ANNA, now=MONDAY)
        ).then(moved)
        assert len(given(WEEK, DENTIST, moved).of(AVAILABILITY).state.hours.elsewhere) == 1

    def test_in_the_past_is_no_news(self) -> None:
        past = Interval(MONDAY - hours(2), MONDAY)
        given(WEEK).of(AVAILABILITY).when(
            lambda a: a.note_busy("e2", past, by=ANNA, now=MONDAY)
        ).then_nothing()

    def test_ends_when_the_event_moves_into_the_past(self) -> None:
        past = Interval(MONDAY - hours(2), MONDAY)
        given(WEEK, DENTIST).of(AVAILABILITY).when(
            lambda a: a.note_busy("e1", past, by=ANNA, now=MONDAY)
        ).then(ExternalBusyCleared(tutor_id=ANNA, event_id="e1", cleared_at=MONDAY))

    def test_is_cleared_as_often_as_one_likes(self) -> None:
        cleared = ExternalBusyCleared(tutor_id=ANNA, event_id="e1", cleared_at=MONDAY)
        given(WEEK, DENTIST).of(AVAILABILITY).when(
            lambda a: a.clear_busy("e1", by=ANNA, now=MONDAY)
        ).then(cleared)
        given(WEEK, DENTIST, cleared).of(AVAILABILITY).when(
            lambda a: a.clear_busy("e1", by=ANNA, now=MONDAY)
        ).then_nothing()

    def test_has_a_limit_that_past_events_leave_free(self) -> None:
        crowd = [replace(DENTIST, event_id=f"e{each}") for each in range(MOST_EVENTS_ELSEWHERE)]
        crowded = given(WEEK, *crowd).of(AVAILABILITY)
        soon = Interval(FRIDAY, FRIDAY + hours(1))
        crowded.when(lambda a: a.note_busy("new", soon, by=ANNA, now=MONDAY)).then_refused(
            EventsElsewhereAreLimited
        )
        much_later = Interval(FRIDAY + days(7), FRIDAY + days(8))
        crowded.when(lambda a: a.note_busy("new", much_later, by=ANNA, now=FRIDAY)).then(
            ExternalBusyNoted(
                tutor_id=ANNA,
                event_id="new",
                start=much_later.start,
                end=much_later.end,
                noted_at=FRIDAY,
            )
        )


class TestForgetting:
    def test_drops_what_is_long_over(self) -> None:
        state = given(WEEK, OPEN_FRIDAY, FREE_FRIDAY, DENTIST).of(AVAILABILITY).state
        a_month_on = FRIDAY + days(30)
        later = replace(FREE_FRIDAY, day=a_month_on.date(), taken_off_at=a_month_on)
        kept = evolve(state, later).hours
        assert kept.overrides == ()
        assert kept.days_off == (a_month_on.date(),)
        assert kept.elsewhere == ()

    def test_keeps_what_may_be_today_somewhere(self) -> None:
        today = replace(FREE_FRIDAY, day=THURSDAY.date(), taken_off_at=THURSDAY)
        tomorrow = replace(FREE_FRIDAY, taken_off_at=THURSDAY + timedelta(hours=26))
        kept = given(WEEK, today, tomorrow).of(AVAILABILITY).state.hours
        assert kept.days_off == (THURSDAY.date(), FRIDAY.date())

    def test_does_not_let_a_state_grow_with_the_years(self) -> None:
        state = unsaid(ANNA)
        for day in range(2_000):
            now = MONDAY + days(day)
            state = evolve(state, replace(FREE_FRIDAY, day=now.date(), taken_off_at=now))
        assert len(state.hours.days_off) <= 3
