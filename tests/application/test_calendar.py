"""Taking the time of two people at once: what guards it, and over the turn of a month."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from application.calendar import extend_time, hold_time, keep_time, move_time, release_time
from application.ports import Change, Loaded, Ports
from application.work import Work
from domain.availability.events import (
    BookingRules,
    BookingRulesSet,
    ExternalBusyNoted,
    WeeklyHoursSet,
    WeeklyWindow,
)
from domain.availability.limits import DailyLimitReached, WeeklyLimitReached
from domain.availability.slots import OutsideWorkingHours, SlotBlocked
from domain.calendar.aggregate import HoldLost, SlotTaken, StudentBusy
from domain.calendar.events import SlotHeld, SlotReleased
from domain.calendar.lesson import Lesson
from domain.shared.event import Fact, Kind
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, TUESDAY, days, hours, minutes
from tests.support.people import ANNA, AS_BEN, BEN, IVAN, OLGA

S = TypeVar("S")
SOON = MONDAY + minutes(10)
ALWAYS = tuple(WeeklyWindow(day, 0, 24 * 60) for day in range(1, 8))
RULES = BookingRules(durations_minutes=(60,), notice_minutes=0)
MIDNIGHT = datetime(2026, 4, 1, tzinfo=UTC)


class PlainSecrets:
    """This hides nothing."""

    def hash(self, password: str) -> str:
        return password

    def verify(self, kept: str, password: str) -> bool:
        return kept == password

    def of(self, value: str) -> str:
        return value


class Town:
    """This is a few people with their calendars, and the streams one decision looked at."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Fact]] = {}
        self.seen: set[str] = set()
        for tutor in (ANNA, IVAN):
            self.record(tutor, BookingRulesSet(tutor_id=tutor, rules=RULES, set_at=MONDAY))
            week = WeeklyHoursSet(tutor_id=tutor, zone="UTC", windows=ALWAYS, set_at=MONDAY)
            self.record(tutor, week)

    def load(self, kind: Kind[S], identity: str) -> Loaded[S | None]:
        stream_id, state = kind.stream(identity), None
        self.seen.add(stream_id)
        for known in self.streams.get(stream_id, ()):
            state = kind.evolve(state, known)
        return Loaded(stream_id, len(self.streams.get(stream_id, ())), state)

    def record(self, tutor: str, fact: Fact) -> None:
        self.streams.setdefault(f"availability-{tutor}", []).append(fact)

    def at(self, now: datetime) -> Work:
        self.seen.clear()
        ports = Ports(PlainSecrets(), PlainSecrets())
        return Work(AS_BEN, now, "key", self, ports)

    def write(self, changes: tuple[Change, ...]) -> list[Fact]:
        assert len({change.stream_id for change in changes}) == len(changes)
        for change in changes:
            stream = self.streams.setdefault(change.stream_id, [])
            assert len(stream) == change.expected
            stream.extend(change.facts)
        return [fact for change in changes for fact in change.facts]

    def holds(self, wanted: Lesson, now: datetime = MONDAY) -> list[Fact]:
        return self.write(hold_time(self.at(now), wanted, now + minutes(10)))

    def keeps(self, wanted: Lesson) -> list[Fact]:
        self.holds(wanted)
        return self.write(keep_time(self.at(MONDAY), wanted))


def lesson(booking_id: str, start: datetime, tutor: str = ANNA, student: str = BEN) -> Lesson:
    return Lesson(booking_id, tutor, student, Interval(start, start + hours(1)))


def places(facts: list[Any]) -> list[tuple[str, str, str]]:
    return [(type(fact).__name__, fact.person_id, fact.month) for fact in facts]


@pytest.fixture
def town() -> Town:
    return Town()


class TestHolding:
    def test_takes_the_time_of_both(self, town: Town) -> None:
        assert places(town.holds(lesson("b1", TUESDAY))) == [
            ("SlotHeld", ANNA, "2026-03"),
            ("SlotHeld", BEN, "2026-03"),
        ]

    def test_is_refused_where_the_tutor_has_another(self, town: Town) -> None:
        town.holds(lesson("b1", TUESDAY))
        with pytest.raises(SlotTaken):
            town.holds(lesson("b2", TUESDAY + minutes(30), student=OLGA))

    def test_is_refused_where_the_student_has_another(self, town: Town) -> None:
        town.holds(lesson("b1", TUESDAY))
        with pytest.raises(StudentBusy):
            town.holds(lesson("b2", TUESDAY + minutes(30), tutor=IVAN))

    def test_is_refused_where_the_tutor_learns_themself(self, town: Town) -> None:
        town.holds(lesson("b1", TUESDAY, tutor=IVAN, student=ANNA))
        with pytest.raises(SlotTaken):
            town.holds(lesson("b2", TUESDAY))

    def test_asks_the_tutors_hours(self, town: Town) -> None:
        town.record(OLGA, BookingRulesSet(tutor_id=OLGA, rules=RULES, set_at=MONDAY))
        with pytest.raises(OutsideWorkingHours):
            town.holds(lesson("b1", TUESDAY, tutor=OLGA))

    def test_asks_the_tutors_other_calendars(self, town: Town) -> None:
        busy = ExternalBusyNoted(
            tutor_id=ANNA, event_id="e", start=TUESDAY, end=TUESDAY + hours(1), noted_at=MONDAY
        )
        town.record(ANNA, busy)
        with pytest.raises(SlotBlocked):
            town.holds(lesson("b1", TUESDAY))

    def test_counts_the_whole_week_over_the_turn_of_a_month(self, town: Town) -> None:
        limited = BookingRules(durations_minutes=(60,), notice_minutes=0, weekly_limit=1)
        town.record(ANNA, BookingRulesSet(tutor_id=ANNA, rules=limited, set_at=MONDAY))
        town.keeps(lesson("b1", MIDNIGHT - days(2)))
        with pytest.raises(WeeklyLimitReached):
            town.holds(lesson("b2", MIDNIGHT + days(4), student=OLGA))
        town.holds(lesson("b3", MIDNIGHT + days(5), student=OLGA))

    def test_counts_what_the_tutor_gives_not_what_they_take(self, town: Town) -> None:
        limited = BookingRules(durations_minutes=(60,), notice_minutes=0, daily_limit=1)
        town.record(ANNA, BookingRulesSet(tutor_id=ANNA, rules=limited, set_at=MONDAY))
        town.keeps(lesson("b1", TUESDAY, tutor=IVAN, student=ANNA))
        town.holds(lesson("b2", TUESDAY + hours(2)))
        with pytest.raises(DailyLimitReached):
            town.holds(lesson("b3", TUESDAY + hours(4), student=OLGA))

    def test_rests_on_everything_it_looked_at(self, town: Town) -> None:
        town.holds(lesson("b1", MIDNIGHT - hours(3)))
        assert town.seen == {
            f"availability-{ANNA}",
            f"calendar-{ANNA}-2026-03",
            f"calendar-{ANNA}-2026-04",
            f"calendar-{BEN}-2026-03",
            f"calendar-{BEN}-2026-04",
        }


class TestTheTurnOfAMonth:
    def test_is_recorded_on_both_sides(self, town: Town) -> None:
        assert places(town.holds(lesson("b1", MIDNIGHT - minutes(30)))) == [
            ("SlotHeld", ANNA, "2026-03"),
            ("SlotHeld", ANNA, "2026-04"),
            ("SlotHeld", BEN, "2026-03"),
            ("SlotHeld", BEN, "2026-04"),
        ]

    @pytest.mark.parametrize("offset", [-90, -60, -31, 0, 29])
    def test_hides_no_overlap(self, town: Town, offset: int) -> None:
        town.holds(lesson("b1", MIDNIGHT - minutes(30)))
        wanted = lesson("b2", MIDNIGHT + minutes(offset), student=OLGA)
        if offset == -90:
            town.holds(wanted)
        else:
            with pytest.raises(SlotTaken):
                town.holds(wanted)

    def test_hides_no_rest(self, town: Town) -> None:
        resting = BookingRules(durations_minutes=(60,), notice_minutes=0, after_minutes=240)
        town.record(ANNA, BookingRulesSet(tutor_id=ANNA, rules=resting, set_at=MONDAY))
        town.holds(lesson("b1", MIDNIGHT - hours(1)))
        with pytest.raises(SlotTaken):
            town.holds(lesson("b2", MIDNIGHT + minutes(239), student=OLGA))
        town.holds(lesson("b3", MIDNIGHT + minutes(240), student=OLGA))

    def test_lets_an_expired_hold_be_taken_over_on_both_sides(self, town: Town) -> None:
        lost = lesson("b1", MIDNIGHT - minutes(30))
        town.holds(lost)
        town.holds(lesson("b2", MIDNIGHT, student=OLGA), now=SOON)
        with pytest.raises(HoldLost):
            keep_time(town.at(SOON), lost)
        with pytest.raises(HoldLost):
            extend_time(town.at(SOON), lost, SOON + minutes(15))


class TestKeeping:
    def test_makes_the_time_of_both_firm(self, town: Town) -> None:
        kept = town.keeps(lesson("b1", TUESDAY))
        assert places(kept) == [("SlotKept", ANNA, "2026-03"), ("SlotKept", BEN, "2026-03")]
        with pytest.raises(SlotTaken):
            town.holds(lesson("b2", TUESDAY, student=OLGA), now=MONDAY + hours(1))

    def test_is_refused_when_only_one_of_them_still_has_the_time(self, town: Town) -> None:
        lost = lesson("b1", TUESDAY)
        town.holds(lost)
        town.holds(lesson("b2", TUESDAY, tutor=IVAN), now=SOON)
        with pytest.raises(HoldLost):
            keep_time(town.at(SOON), lost)


class TestExtending:
    def test_lets_both_holds_run_out_later(self, town: Town) -> None:
        town.holds(lesson("b1", TUESDAY))
        later = SOON + minutes(15)
        facts = town.write(extend_time(town.at(MONDAY), lesson("b1", TUESDAY), later))
        assert places(facts) == [
            ("SlotExtended", ANNA, "2026-03"),
            ("SlotExtended", BEN, "2026-03"),
        ]
        with pytest.raises(SlotTaken):
            town.holds(lesson("b2", TUESDAY, student=OLGA), now=SOON)


class TestReleasing:
    def test_frees_both_and_may_be_repeated(self, town: Town) -> None:
        gone = lesson("b1", MIDNIGHT - minutes(30))
        town.keeps(gone)
        assert len(town.write(release_time(town.at(MONDAY), gone))) == 4
        assert town.write(release_time(town.at(MONDAY), gone)) == []
        town.holds(lesson("b2", MIDNIGHT - minutes(30), student=OLGA))


class TestMoving:
    def test_is_not_in_its_own_way(self, town: Town) -> None:
        old = lesson("b1", TUESDAY)
        town.keeps(old)
        to = Interval(TUESDAY + minutes(30), TUESDAY + minutes(90))
        facts = town.write(move_time(town.at(MONDAY), old, to))
        assert places(facts) == [
            ("SlotReleased", ANNA, "2026-03"),
            ("SlotHeld", ANNA, "2026-03"),
            ("SlotReleased", BEN, "2026-03"),
            ("SlotHeld", BEN, "2026-03"),
        ]
        assert all(fact.expires_at is None for fact in facts if isinstance(fact, SlotHeld))

    def test_to_another_month_frees_the_old_one(self, town: Town) -> None:
        old = lesson("b1", TUESDAY)
        town.keeps(old)
        to = Interval(MIDNIGHT + days(1), MIDNIGHT + days(1) + hours(1))
        facts = town.write(move_time(town.at(MONDAY), old, to))
        assert sorted(places(facts)) == [
            ("SlotHeld", ANNA, "2026-04"),
            ("SlotHeld", BEN, "2026-04"),
            ("SlotReleased", ANNA, "2026-03"),
            ("SlotReleased", BEN, "2026-03"),
        ]
        town.holds(lesson("b2", TUESDAY, student=OLGA))

    def test_off_the_turn_of_a_month_leaves_nothing_behind(self, town: Town) -> None:
        old = lesson("b1", MIDNIGHT - minutes(30))
        town.keeps(old)
        to = Interval(MIDNIGHT + hours(1), MIDNIGHT + hours(2))
        facts = town.write(move_time(town.at(MONDAY), old, to))
        assert sum(isinstance(fact, SlotReleased) for fact in facts) == 4
        town.holds(lesson("b2", MIDNIGHT - minutes(30), student=OLGA))

    def test_is_refused_where_somebody_else_is(self, town: Town) -> None:
        old = lesson("b1", TUESDAY)
        town.keeps(old)
        town.keeps(lesson("b2", TUESDAY + hours(2), student=OLGA))
        with pytest.raises(SlotTaken):
            move_time(town.at(MONDAY), old, Interval(TUESDAY + hours(2), TUESDAY + hours(3)))

    def test_keeps_a_length_that_is_no_longer_offered(self, town: Town) -> None:
        old = lesson("b1", TUESDAY)
        town.keeps(old)
        shorter = BookingRules(durations_minutes=(30,), notice_minutes=0)
        town.record(ANNA, BookingRulesSet(tutor_id=ANNA, rules=shorter, set_at=MONDAY))
        to = Interval(TUESDAY + hours(2), TUESDAY + hours(3))
        assert len(town.write(move_time(town.at(MONDAY), old, to))) == 4

    def test_does_not_count_itself_against_a_limit(self, town: Town) -> None:
        limited = BookingRules(durations_minutes=(60,), notice_minutes=0, daily_limit=1)
        town.record(ANNA, BookingRulesSet(tutor_id=ANNA, rules=limited, set_at=MONDAY))
        old = lesson("b1", TUESDAY)
        town.keeps(old)
        to = Interval(TUESDAY + hours(2), TUESDAY + hours(3))
        assert len(town.write(move_time(town.at(MONDAY), old, to))) == 4
