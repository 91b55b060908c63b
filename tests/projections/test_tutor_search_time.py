"""Tutor search: who is free for all of some time, whatever their clocks do meanwhile."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
from hypothesis import given

from domain.availability.busy import Busy
from domain.availability.events import DayReturned, DayTakenOff, WeeklyWindow
from domain.availability.hours import Hours, after
from domain.availability.opening import Opening
from domain.availability.slots import why_not
from domain.calendar.events import SlotHeld
from domain.shared.event import Fact
from domain.shared.time import Interval
from projections.asking.hours import WishedTime
from projections.reading import Reader
from projections.tutor_search.clocks import by_every_clock, wall_times
from projections.tutor_search.projector import PROJECTION
from projections.tutor_search.queries import find_tutors
from projections.tutor_search.wishes import Wish
from tests.projections.conftest import Show
from tests.projections.tutors import asks, busy, listed, of, own_day, taken, week
from tests.support.calendar import FRIDAY, MONDAY, days, hours, minutes
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.tries import tried
from tests.support.views import Stream, history, stream

BERLIN = ZoneInfo("Europe/Berlin")
SECONDS = timedelta(seconds=17)
SPRING = datetime(2026, 3, 29, 1, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 1, tzinfo=UTC)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "America/Santiago",
)
SHIFTS = (
    SPRING,
    AUTUMN,
    datetime(2026, 3, 28, 22, tzinfo=UTC),
    datetime(2026, 10, 24, 21, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    FRIDAY,
)


def free(reader: Reader, start: datetime, end: datetime) -> list[str]:
    return sorted(
        row["tutor_id"] for row in find_tutors(reader, Wish(free_from=start, free_to=end))
    )


def bookable(reader: Reader, now: datetime, start: datetime) -> list[str]:
    """This is who can be booked at that time for an hour."""
    return sorted(row["tutor_id"] for row in find_tutors(reader, Wish(starts=(start,), now=now)))


def tutors(**said: Sequence[Fact]) -> list[Stream]:
    """This is tutors who are listed, each with what they said of their hours."""
    shown = [stream(f"tutor-{name}", listed(name)) for name in said]
    return shown + [stream(f"availability-{name}", *facts) for name, facts in said.items()]


class TestFreeTime:
    def test_lies_within_the_hours_of_the_week(self, show: Show) -> None:
        anna = [week(ANNA, (5, 9, 12), (5, 12, 13), zone="Europe/Berlin")]
        night = [week(IVAN, (5, 22, 24), (6, 0, 2), (7, 23, 24), (1, 0, 1))]
        reader = show(PROJECTION, history(*tutors(anna=anna, ivan=night, olga=[])))
        assert free(reader, FRIDAY - hours(1), FRIDAY + hours(3)) == [ANNA]
        assert free(reader, FRIDAY - minutes(61), FRIDAY) == []
        assert free(reader, FRIDAY, FRIDAY + hours(3) + minutes(1)) == []
        assert free(reader, FRIDAY + hours(13), FRIDAY + hours(17)) == [IVAN]
        assert free(reader, FRIDAY + hours(13), FRIDAY + hours(17) + minutes(1)) == []
        sunday_night = FRIDAY + days(2) + hours(14)
        assert free(reader, sunday_night, sunday_night + hours(2)) == [IVAN]

    def test_follows_dates_with_hours_of_their_own(self, show: Show) -> None:
        day = FRIDAY.date()
        usual = week(ANNA, (5, 9, 12))
        off = DayTakenOff(tutor_id=IVAN, day=day, taken_off_at=MONDAY)
        back = DayReturned(tutor_id=OLGA, day=day, returned_at=MONDAY)
        said: dict[str, list[Fact]] = {
            ANNA: [usual, own_day(ANNA, day, (14, 16))],
            IVAN: [of(IVAN, usual), own_day(IVAN, day, (9, 17)), off],
            OLGA: [of(OLGA, usual), of(OLGA, off), back],
            BEN: [own_day(BEN, day, (9, 10))],
            "closed": [of("closed", usual), own_day("closed", day)],
            "night": [own_day("night", day, (22, 24)), week("night", (6, 0, 2))],
            "other": [of("other", usual), own_day("other", day + days(1), (1, 2))],
        }
        reader = show(PROJECTION, history(*tutors(**said)))
        assert free(reader, FRIDAY, FRIDAY + hours(1)) == [BEN, OLGA, "other"]
        assert free(reader, FRIDAY + hours(5), FRIDAY + hours(6)) == [ANNA]
        assert free(reader, FRIDAY + hours(14), FRIDAY + hours(16)) == ["night"]
        assert free(reader, FRIDAY + days(7), FRIDAY + days(7) + hours(1)) == [
            ANNA,
            "closed",
            IVAN,
            OLGA,
            "other",
        ]

    def test_is_not_taken(self, show: Show) -> None:
        always = [(day, 0, 24) for day in range(1, 8)]
        said: dict[str, list[Fact]] = {
            ANNA: [week(ANNA, *always)],
            BEN: [week(BEN, *always)],
            IVAN: [week(IVAN, *always), busy(IVAN, FRIDAY, FRIDAY + hours(2))],
            OLGA: [week(OLGA, *always)],
        }
        lesson = FRIDAY, FRIDAY + hours(1)
        taken_time = (stream(f"calendar-{who}", taken(who, *lesson)) for who in (ANNA, BEN))
        reader = show(PROJECTION, history(*tutors(**said), *taken_time))
        assert free(reader, FRIDAY, FRIDAY + hours(1)) == [OLGA]
        assert free(reader, FRIDAY - hours(1), FRIDAY) == [ANNA, BEN, IVAN, OLGA]
        assert free(reader, FRIDAY + hours(1), FRIDAY + hours(2)) == [ANNA, BEN, OLGA]
        assert free(reader, FRIDAY - hours(1), FRIDAY + minutes(1)) == [OLGA]

    def test_at_one_of_some_starts_is_enough_but_of_the_same_one(self, show: Show) -> None:
        said: dict[str, list[Fact]] = {
            ANNA: [week(ANNA, (5, 0, 24)), busy(ANNA, FRIDAY, FRIDAY + hours(1))],
            IVAN: [week(IVAN, (5, 9, 10)), busy(IVAN, FRIDAY, FRIDAY + hours(1))],
        }
        reader = show(PROJECTION, history(*tutors(**said)))
        starts = tuple(FRIDAY + minutes(at) for at in range(-60, 90, 15))
        rows = find_tutors(reader, Wish(starts=starts))
        assert [row["tutor_id"] for row in rows] == [ANNA]
        assert find_tutors(reader, Wish(starts=starts[1:5], lasting=timedelta(hours=2))) == []
        assert find_tutors(reader, Wish(starts=())) == []

    def test_of_no_or_too_long_a_time_is_nobodys(self, show: Show) -> None:
        said: dict[str, list[Fact]] = {ANNA: [week(ANNA, *[(day, 0, 24) for day in range(1, 8)])]}
        reader = show(PROJECTION, history(*tutors(**said)))
        assert free(reader, FRIDAY, FRIDAY + days(1)) == [ANNA]
        assert free(reader, FRIDAY, FRIDAY + days(1) + minutes(1)) == []
        assert free(reader, FRIDAY, FRIDAY) == []
        assert free(reader, FRIDAY, FRIDAY - hours(1)) == []


class TestTimeToBeBooked:
    def test_leaves_notice_rest_and_horizon_to_tutors(self, show: Show) -> None:
        said: dict[str, list[Fact]] = {
            ANNA: [week(ANNA, (5, 0, 24)), asks(ANNA, notice_minutes=60)],
            IVAN: [week(IVAN, (5, 0, 24)), asks(IVAN, notice_minutes=0, after_minutes=30)],
            OLGA: [week(OLGA, (5, 0, 24)), asks(OLGA, notice_minutes=0, horizon_days=6)],
        }
        lesson = taken(IVAN, FRIDAY + hours(1), FRIDAY + hours(2), before_minutes=15)
        facts = history(*tutors(**said), stream("calendar-ivan", lesson))
        reader = show(PROJECTION, facts)
        assert bookable(reader, FRIDAY, FRIDAY) == [OLGA]
        assert bookable(reader, FRIDAY - minutes(60), FRIDAY) == [ANNA, OLGA]
        assert bookable(reader, FRIDAY, FRIDAY + hours(2)) == [ANNA, IVAN, OLGA]
        assert bookable(reader, FRIDAY, FRIDAY + days(7)) == [ANNA, IVAN]
        assert bookable(reader, FRIDAY + days(1), FRIDAY + days(7)) == [ANNA, IVAN, OLGA]

    def test_is_that_of_the_very_start_they_are_open_at(self, show: Show) -> None:
        said: dict[str, list[Fact]] = {
            ANNA: [week(ANNA, (5, 9, 10)), asks(ANNA, notice_minutes=60)]
        }
        reader = show(PROJECTION, history(*tutors(**said)))
        starts = FRIDAY, FRIDAY + hours(3), FRIDAY + days(3)
        assert find_tutors(reader, Wish(starts=starts, now=FRIDAY - minutes(60)))
        assert not find_tutors(reader, Wish(starts=starts, now=FRIDAY - minutes(59)))

    def test_is_taken_by_a_hold_until_it_runs_out(self, show: Show) -> None:
        said: dict[str, list[Fact]] = {ANNA: [week(ANNA, (5, 0, 24)), asks(ANNA, notice_minutes=0)]}
        held = taken(ANNA, FRIDAY, FRIDAY + hours(1), expires_at=MONDAY)
        reader = show(PROJECTION, history(*tutors(**said), stream("calendar-anna", held)))
        assert bookable(reader, MONDAY - minutes(1), FRIDAY) == []
        assert bookable(reader, MONDAY, FRIDAY) == [ANNA]

    def test_agrees_with_the_policy_for_any_tutor(self, show: Show) -> None:
        """Limits aside, which search does not count; seeded, as one database answers for all."""
        chance = random.Random(11)  # noqa: S311 - the same tutors each time
        names = [f"t{number:02}" for number in range(60)]
        known = {name: [*_hours(chance, name), _rules(chance, name)] for name in names}
        lessons = {name: _lessons(chance, name) for name in names}
        months = [stream(f"calendar-{name}", *facts) for name, facts in lessons.items()]
        reader = show(PROJECTION, history(*tutors(**known), *months))
        told = {name: _folded(name, facts) for name, facts in known.items()}
        answers = 0
        for _ in range(150):
            now = chance.choice(SHIFTS) - minutes(chance.randrange(0, 14 * 24 * 60)) - SECONDS
            first = chance.choice(SHIFTS) + minutes(chance.randrange(-300, 300, 10))
            some = range(chance.choice((1, 1, 4)))
            starts = tuple(first + minutes(chance.randrange(30, 1_500)) * at for at in some)
            wanted = [Interval(start, start + hours(1)) for start in sorted(starts)]
            expected = [
                name
                for name, said in told.items()
                if any(why_not(said, map(_busy, lessons[name]), now, one) is None for one in wanted)
            ]
            wish = Wish(starts=tuple(one.start for one in wanted), now=now)
            found = find_tutors(reader, wish, limit=100)
            assert sorted(row["tutor_id"] for row in found) == expected, (now, wanted)
            answers += len(expected)
        assert answers > 300


class TestShiftingClocks:
    def test_in_spring_skip_an_hour(self) -> None:
        shown = _shown(SPRING - minutes(30), SPRING + hours(1))
        assert shown == ["03-29 01:30 to 02:00", "03-29 03:00 to 04:00"]

    def test_in_autumn_count_a_repeated_time_as_its_first_occurrence(self) -> None:
        second = _shown(AUTUMN + minutes(10), AUTUMN + minutes(20))
        assert second == ["10-25 02:59 to 03:00"]
        both = _shown(AUTUMN - hours(1), AUTUMN + hours(1))
        assert both == ["10-25 02:00 to 03:00"]

    def test_are_read_once_for_the_same_time(self) -> None:
        spans = ((FRIDAY, FRIDAY + hours(1)),)
        assert by_every_clock(spans) is by_every_clock(tuple(spans))

    def test_agree_with_the_policy_for_any_tutor(self, show: Show) -> None:
        """Seeded, not drawn by Hypothesis: one database answers for all of them."""
        chance = random.Random(7)  # noqa: S311 - the same tutors each time
        known = {f"t{number:02}": _hours(chance, f"t{number:02}") for number in range(60)}
        reader = show(PROJECTION, history(*tutors(**known)))
        told = {name: _folded(name, facts) for name, facts in known.items()}
        answers = 0
        for _ in range(120):
            at = chance.choice(SHIFTS) + minutes(chance.randrange(-300, 300, 10))
            wanted = Interval(at, at + minutes(chance.choice((10, 30, 60, 90, 240))))
            expected = [name for name, said in told.items() if _is_open(said, wanted)]
            rows = find_tutors(reader, Wish(free_from=wanted.start, free_to=wanted.end), limit=100)
            assert sorted(row["tutor_id"] for row in rows) == expected, wanted
            answers += len(expected)
        assert answers > 500
        assert _agree_for_many_starts(reader, told, chance) > 500


def _agree_for_many_starts(reader: Reader, told: dict[str, Hours], chance: random.Random) -> int:
    """This holds who is free at any of some starts against the policy; and how many were."""
    answers = 0
    for _ in range(40):
        at, weeks = chance.choice(SHIFTS) - days(8), chance.randrange(1, 4)
        opens = chance.randrange(0, 24 * 60 - 120, 30)
        evening = WishedTime((chance.randrange(1, 8),), None, opens, opens + 120)
        starts = evening.starts(at, chance.choice(ZONES), weeks, timedelta(hours=1))
        wanted = [Interval(start, start + timedelta(hours=1)) for start in starts]
        expected = [
            name for name, said in told.items() if any(_is_open(said, one) for one in wanted)
        ]
        rows = find_tutors(reader, Wish(starts=starts), limit=100)
        assert sorted(row["tutor_id"] for row in rows) == expected, wanted
        answers += len(expected)
    return answers


@tried(60)
@given(
    st.sampled_from(ZONES),
    st.sampled_from(SHIFTS),
    st.integers(-400, 400),
    st.sampled_from([1, 20, 60, 130]),
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(
        lambda window: window[0] < window[1]
    ),
)
def test_wall_times_fit_a_window_when_the_instants_do(
    zone: str, shift: datetime, start: int, lasts: int, window: tuple[int, int]
) -> None:
    at = shift + minutes(start)
    wanted = Interval(at, at + minutes(lasts))
    said = Hours("t", zone, tuple(WeeklyWindow(day, *window) for day in range(1, 8)))
    shown = wall_times(wanted.start, wanted.end, ZoneInfo(zone))
    assert _fits(shown, window) == _is_open(said, wanted)


def _shown(start: datetime, end: datetime) -> list[str]:
    walls = wall_times(start, end, BERLIN)
    return [f"{opens:%m-%d %H:%M} to {closes:%H:%M}" for opens, closes in walls]


def _fits(shown: list[Any], window: tuple[int, int]) -> bool:
    """This is whether windows of every day hold the wall times, minute by minute."""
    minute = timedelta(minutes=1)
    return all(
        window[0] <= wall.hour * 60 + wall.minute < window[1]
        for opens, closes in shown
        for wall in (opens + minute * step for step in range((closes - opens) // minute))
    )


def _is_open(said: Hours, wanted: Interval) -> bool:
    opening = Opening(said)
    first, last = opening.local_date(wanted.start), opening.local_date(wanted.end)
    ranges = opening.ranges(first - timedelta(days=1), last + timedelta(days=1))
    return any(each.contains(wanted) for each in ranges)


def _folded(name: str, facts: list[Fact]) -> Hours:
    told = Hours(name)
    for fact in facts:
        told = after(told, fact)  # type: ignore[arg-type]
    return told


def _hours(chance: random.Random, name: str) -> list[Fact]:
    """This is a random week in a random zone, and dates of its own around the shifts."""
    windows = [
        (weekday, opens, closes)
        for weekday in range(1, 8)
        for opens, closes in _ranges(chance, chance.choice((1, 2)))
    ]
    usual: list[Fact] = [week(name, *windows, zone=chance.choice(ZONES))]
    own = [own_day(name, day, *_ranges(chance, 1)) for day in _some_days(chance)]
    off = [DayTakenOff(tutor_id=name, day=day, taken_off_at=MONDAY) for day in _some_days(chance)]
    return [*(usual if chance.random() < 0.9 else []), *own, *off]


def _rules(chance: random.Random, name: str) -> Fact:
    return asks(
        name,
        notice_minutes=chance.choice((0, 30, 12 * 60, 2 * 24 * 60, 7 * 24 * 60)),
        horizon_days=chance.choice((1, 7, 60)),
        before_minutes=chance.choice((0, 0, 15, 240)),
        after_minutes=chance.choice((0, 0, 10, 240)),
    )


def _lessons(chance: random.Random, name: str) -> list[SlotHeld]:
    """This is lessons around the shifts, some of them only held for a while."""
    lessons = []
    for number, shift in enumerate(SHIFTS):
        start = shift + minutes(chance.randrange(-600, 600, 10))
        rest: dict[str, Any] = {
            "before_minutes": chance.choice((0, 240)),
            "after_minutes": chance.choice((0, 30)),
        }
        ends = chance.choice((None, start - days(chance.randrange(1, 14))))
        slot = start, start + hours(1)
        lessons.append(taken(name, *slot, booking=f"b{number}", **rest, expires_at=ends))
    return lessons if chance.random() < 0.7 else []


def _busy(held: SlotHeld) -> Busy:
    times = held.start, held.end, held.before_minutes, held.after_minutes
    return Busy(*times, expires_at=held.expires_at)


def _ranges(chance: random.Random, count: int) -> list[tuple[int, int]]:
    edges = sorted(chance.sample(range(25), 2 * count))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _some_days(chance: random.Random) -> list[date]:
    return [shift.date() for shift in SHIFTS if chance.random() < 0.2]
