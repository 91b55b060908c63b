"""Whatever a tutor says about their time, in whatever order: the last word counts, once."""

from datetime import date, datetime

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.availability.aggregate import (
    AVAILABILITY,
    Availability,
    DayHasNoOverride,
    DayIsNotOff,
    unsaid,
)
from domain.availability.events import AvailabilityEvent, WeeklyWindow, Window
from domain.availability.hours import MEMORY
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, days, hours
from tests.support.people import ANNA
from tests.support.tries import tried

AHEAD = st.integers(0, 5)
MORNING = Window(8 * 60, 12 * 60)
WINDOWS = st.sampled_from(((), (MORNING,)))
EVENTS = st.sampled_from(("e1", "e2"))


class OneTutor(RuleBasedStateMachine):
    """This is one tutor over some weeks, beside a model of plain dicts."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.facts: list[AvailabilityEvent] = []
        self.state: Availability = unsaid(ANNA)
        week = [WeeklyWindow(1, 540, 600)]
        self._apply(self.state.set_weekly_hours("UTC", week, by=ANNA, now=self.now))
        self.overrides: dict[date, tuple[Window, ...]] = {}
        self.days_off: set[date] = set()
        self.elsewhere: dict[str, Interval] = {}

    @rule(ahead=AHEAD, windows=WINDOWS)
    def override(self, ahead: int, windows: tuple[Window, ...]) -> None:
        day = self._day(ahead)
        self._apply(self.state.override_day(day, windows, by=ANNA, now=self.now))
        self.overrides[day] = windows

    @rule(ahead=AHEAD)
    def remove_override(self, ahead: int) -> None:
        day = self._day(ahead)
        if self.overrides.pop(day, None) is None:
            with pytest.raises(DayHasNoOverride):
                self.state.remove_override(day, by=ANNA, now=self.now)
        else:
            self._apply(self.state.remove_override(day, by=ANNA, now=self.now))

    @rule(ahead=AHEAD)
    def take_off(self, ahead: int) -> None:
        self._apply(self.state.take_off(self._day(ahead), by=ANNA, now=self.now))
        self.days_off.add(self._day(ahead))

    @rule(ahead=AHEAD)
    def return_day(self, ahead: int) -> None:
        day = self._day(ahead)
        if day in self.days_off:
            self._apply(self.state.return_day(day, by=ANNA, now=self.now))
            self.days_off.discard(day)
        else:
            with pytest.raises(DayIsNotOff):
                self.state.return_day(day, by=ANNA, now=self.now)

    @rule(event=EVENTS, ahead=AHEAD)
    def note_busy(self, event: str, ahead: int) -> None:
        time = Interval(self.now + hours(1 + ahead), self.now + hours(2 + ahead))
        self._apply(self.state.note_busy(event, time, by=ANNA, now=self.now))
        self.elsewhere[event] = time

    @rule(event=EVENTS)
    def clear_busy(self, event: str) -> None:
        self._apply(self.state.clear_busy(event, by=ANNA, now=self.now))
        self.elsewhere.pop(event, None)

    @rule(passed=st.integers(1, 60))
    def wait(self, passed: int) -> None:
        self.now += hours(passed)

    @invariant()
    def the_last_word_counts(self) -> None:
        said, today = self.state.hours, self._day(0)
        own = {each.day: each.windows for each in said.overrides if each.day >= today}
        assert own == {day: each for day, each in self.overrides.items() if day >= today}
        off = [day for day in said.days_off if day >= today]
        assert sorted(off) == sorted(day for day in self.days_off if day >= today)
        busy = {each.event_id: each.start for each in said.elsewhere if each.end > self.now}
        to_come = {key: each for key, each in self.elsewhere.items() if each.end > self.now}
        assert busy == {key: each.start for key, each in to_come.items()}

    @invariant()
    def replaying_gives_the_same(self) -> None:
        state: Availability | None = None
        for fact in self.facts:
            state = AVAILABILITY.evolve(state, fact)
        assert state == self.state

    @invariant()
    def days_long_over_are_forgotten_with_the_next_change(self) -> None:
        oldest = min([each.day for each in self.state.hours.overrides], default=self._day(0))
        newest: datetime = max(getattr(fact, "overridden_at", MONDAY) for fact in self.facts)
        assert oldest >= (newest - MEMORY).date()

    def _day(self, ahead: int) -> date:
        return (self.now + days(ahead)).date()

    def _apply(self, facts: object) -> None:
        assert isinstance(facts, tuple)
        for fact in facts:
            self.facts.append(fact)
            self.state = AVAILABILITY.evolve(self.state, fact)


OneTutor.TestCase.settings = tried(30, stateful_step_count=20)
TestOneTutor = OneTutor.TestCase
