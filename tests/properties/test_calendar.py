"""Whatever is asked of a calendar, in whatever order: no instant has two bookings."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.calendar.aggregate import CALENDAR, Calendar, HoldLost, SlotTaken, untouched
from domain.calendar.events import CalendarEvent, LessonRole
from domain.calendar.lesson import Entry, months_to_load, months_to_record
from tests.support.calendar import hours, minutes
from tests.support.people import ANNA
from tests.support.tries import tried

MIDNIGHT = datetime(2026, 4, 1, tzinfo=UTC)
BOOKINGS = st.sampled_from(("b1", "b2", "b3", "b4"))
BUFFERS = st.sampled_from((0, 15, 240))
PATIENCE = st.integers(1, 30)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    start = MIDNIGHT + minutes(30 * draw(st.integers(-24, 24)))
    end = start + minutes(draw(st.sampled_from((30, 60, 480))))
    return Entry(draw(BOOKINGS), LessonRole.TUTOR, start, end, draw(BUFFERS), draw(BUFFERS))


class TwoMonths(RuleBasedStateMachine):
    """This is one tutor around the turn of a month, beside a model that is one plain list.

    `model` is what each booking has, `lost` what it had until somebody took it over.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = MIDNIGHT - hours(100)
        self.months: dict[str, Calendar] = {}
        self.model: dict[str, Entry] = {}
        self.lost: dict[str, Entry] = {}

    @rule(wanted=entries(), patience=st.none() | PATIENCE)
    def take(self, wanted: Entry, patience: int | None) -> None:
        expires_at = None if patience is None else self.now + minutes(patience)
        wanted = replace(wanted, expires_at=expires_at)
        others = [each for each in self.model.values() if each.booking_id != wanted.booking_id]
        in_the_way = [each for each in others if each.collides(wanted)]
        if any(each.blocks(self.now) for each in in_the_way):
            with pytest.raises(SlotTaken):
                self._taking(wanted)
            return
        self._apply(self._taking(wanted))
        for each in in_the_way:
            self.lost[each.booking_id] = self.model.pop(each.booking_id)
        self.lost.pop(wanted.booking_id, None)
        self.model[wanted.booking_id] = wanted

    @rule(booking=BOOKINGS)
    def keep(self, booking: str) -> None:
        if booking in self.lost:
            with pytest.raises(HoldLost):
                self._keeping(self.lost[booking])
        elif booking in self.model:
            self._apply(self._keeping(self.model[booking]))
            self.model[booking] = replace(self.model[booking], expires_at=None)

    @rule(booking=BOOKINGS, patience=PATIENCE)
    def extend(self, booking: str, patience: int) -> None:
        until = self.now + minutes(patience)
        if booking in self.lost:
            with pytest.raises(HoldLost):
                self._extending(self.lost[booking], until)
        elif booking in self.model:
            held = self.model[booking]
            self._apply(self._extending(held, until))
            if held.expires_at is not None:
                self.model[booking] = replace(held, expires_at=max(held.expires_at, until))

    @rule(booking=BOOKINGS)
    def give_back(self, booking: str) -> None:
        had = self.model.pop(booking, None) or self.lost.pop(booking, None)
        if had is not None:
            months = self._months(months_to_record(had))
            self._apply([(month, month.release(booking, self.now)) for month in months])

    @rule(passed=st.integers(1, 20))
    def wait(self, passed: int) -> None:
        self.now += minutes(passed)

    @invariant()
    def no_instant_has_two_bookings(self) -> None:
        found = {entry for month in self.months.values() for entry in month.entries}
        blocking = [entry for entry in found if entry.blocks(self.now)]
        for one, other in combinations(blocking, 2):
            assert not one.interval.overlaps(other.interval)
            assert not one.collides(other)

    @invariant()
    def every_month_holds_what_touches_it(self) -> None:
        for entry in self.model.values():
            for month in self._months(months_to_record(entry)):
                assert month.of_booking(entry.booking_id) == entry

    def _taking(self, wanted: Entry) -> list[tuple[Calendar, Sequence[CalendarEvent]]]:
        had = self.model.get(wanted.booking_id) or self.lost.get(wanted.booking_id)
        names = {*months_to_load(wanted), *(months_to_record(had) if had else ())}
        recorded = months_to_record(wanted)
        return [
            (month, (month.hold if month.month in recorded else month.make_room)(wanted, self.now))
            for month in self._months(sorted(names))
        ]

    def _keeping(self, held: Entry) -> list[tuple[Calendar, Sequence[CalendarEvent]]]:
        months = self._months(months_to_record(held))
        return [(month, month.keep(held.booking_id, self.now)) for month in months]

    def _extending(
        self, held: Entry, until: datetime
    ) -> list[tuple[Calendar, Sequence[CalendarEvent]]]:
        months = self._months(months_to_record(held))
        return [(month, month.extend(held.booking_id, until, self.now)) for month in months]

    def _months(self, names: Sequence[str]) -> list[Calendar]:
        return [self.months.get(name) or untouched(ANNA, name) for name in names]

    def _apply(self, changes: Sequence[tuple[Calendar, Sequence[CalendarEvent]]]) -> None:
        for month, facts in changes:
            state = month
            for fact in facts:
                state = CALENDAR.evolve(state, fact)
            self.months[month.month] = state


TwoMonths.TestCase.settings = tried(35, stateful_step_count=20)
TestTwoMonths = TwoMonths.TestCase
