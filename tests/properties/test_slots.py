"""Free starts beside a slow reference that looks at every single minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.availability.busy import Busy
from domain.availability.events import BookingRules, WeeklyWindow, Window
from domain.availability.hours import BusyElsewhere, DayHours, Hours
from domain.availability.slots import free_starts, reach, why_not
from domain.shared.time import Interval, instant
from tests.support.people import ANNA
from tests.support.tries import tried

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = st.sampled_from(
    ("UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe")
)
VIEWERS = st.sampled_from(("UTC", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"))
SHIFTS = st.sampled_from(
    (date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 9, 6), date(2026, 11, 1))
)
EDGES = st.sampled_from((0, 7, 90, 150, 540, 725, 1080, 1380, 1440))
WINDOWS = (
    st.tuples(EDGES, EDGES)
    .filter(lambda edges: edges[0] < edges[1])
    .map(lambda edges: Window(*edges))
)
LIMITS = st.sampled_from((None, None, None, 1, 2, 4))
RULES = st.builds(
    BookingRules,
    durations_minutes=st.sampled_from(((30,), (60,), (100,))),
    step_minutes=st.sampled_from((None, 15, 50, 60)),
    before_minutes=st.sampled_from((0, 10)),
    after_minutes=st.sampled_from((0, 20)),
    notice_minutes=st.sampled_from((0, 61, 600)),
    horizon_days=st.integers(0, 4),
    daily_limit=LIMITS,
    weekly_limit=LIMITS,
)


@dataclass(frozen=True)
class Question:
    """This is everything that free starts depend on."""

    hours: Hours
    busy: tuple[Busy, ...]
    now: datetime
    window: Interval
    viewer: str

    @property
    def duration(self) -> timedelta:
        return self.hours.rules.durations_minutes[0] * MINUTE


@st.composite
def questions(draw: st.DrawFn) -> Question:
    today = draw(SHIFTS) - draw(st.integers(0, 2)) * DAY
    midnight = datetime.combine(today, time(), UTC)
    near = st.integers(0, 4 * 1440).map(lambda count: midnight + count * MINUTE)
    dates = st.integers(0, 4).map(lambda count: today + count * DAY)
    daily = draw(st.lists(WINDOWS, min_size=1, max_size=3))
    week = (
        WeeklyWindow(day, window.opens_minute, window.closes_minute)
        for day in draw(st.sets(st.integers(1, 7), min_size=5))
        for window in daily
    )
    overrides = st.builds(DayHours, dates, st.lists(WINDOWS, max_size=2).map(tuple))
    busy = st.builds(
        lambda start, length, *rest: Busy(start, start + length * MINUTE, *rest),
        near,
        st.integers(1, 300),
        st.sampled_from((0, 15)),
        st.sampled_from((0, 30)),
        st.none() | near,
        st.booleans(),
    )
    elsewhere = st.builds(lambda start: BusyElsewhere("e", start, start + 47 * MINUTE), near)
    hours = Hours(
        ANNA,
        draw(ZONES),
        tuple(week),
        tuple(draw(st.lists(overrides, max_size=1))),
        tuple(draw(st.lists(dates, max_size=1))),
        draw(RULES),
        tuple(draw(st.lists(elsewhere, max_size=1))),
    )
    start = midnight + draw(st.integers(0, 2 * 1440)) * MINUTE
    window = Interval(start, start + draw(st.integers(720, 3 * 1440)) * MINUTE)
    now = midnight + timedelta(seconds=draw(st.integers(0, 86_400)))
    return Question(hours, tuple(draw(st.lists(busy, max_size=4))), now, window, draw(VIEWERS))


def slowly(asked: Question) -> list[Interval]:
    """This is the rules read out, minute by minute, with nothing made quick."""
    hours, rules, zone = asked.hours, asked.hours.rules, ZoneInfo(asked.hours.zone)
    taken = [each for each in asked.busy if each.expires_at is None or asked.now < each.expires_at]
    taught = [each.start.astimezone(zone).date() for each in taken if each.is_taught]
    open_minutes = set(_open_minutes(asked))
    for each in taken:
        before = (each.before_minutes + rules.after_minutes) * MINUTE
        after = (each.after_minutes + rules.before_minutes) * MINUTE
        open_minutes -= set(_minutes(each.start - before, each.end + after))
    for event in hours.elsewhere:
        before, after = rules.after_minutes * MINUTE, rules.before_minutes * MINUTE
        open_minutes -= set(_minutes(event.start - before, event.end + after))
    last = asked.now.astimezone(zone).date() + rules.horizon_days * DAY
    found = []
    for start in _grid(open_minutes, asked):
        local = start.astimezone(zone).date()
        week = [day for day in taught if day.isocalendar()[:2] == local.isocalendar()[:2]]
        if (
            asked.window.start <= start < asked.window.end
            and start >= asked.now + rules.notice_minutes * MINUTE
            and local <= last
            and (rules.daily_limit is None or taught.count(local) < rules.daily_limit)
            and (rules.weekly_limit is None or len(week) < rules.weekly_limit)
        ):
            found.append(Interval(start, start + asked.duration))
    return found


def _open_minutes(asked: Question) -> Iterator[datetime]:
    hours = asked.hours
    day = asked.now.astimezone(ZoneInfo(hours.zone)).date() - DAY
    while day <= asked.window.end.date() + 2 * DAY:
        windows: tuple[Window, ...] = tuple(
            Window(each.opens_minute, each.closes_minute)
            for each in hours.weekly or ()
            if each.weekday == day.isoweekday()
        )
        for own in hours.overrides:
            windows = own.windows if own.day == day else windows
        for window in () if day in hours.days_off else windows:
            yield from _minutes(
                _instant(day, window.opens_minute, hours.zone),
                _instant(day, window.closes_minute, hours.zone),
            )
        day += DAY


def _instant(day: date, minute: int, zone: str) -> datetime:
    if minute == 1440:
        return instant(day + DAY, time(0), zone)
    return instant(day, time(minute // 60, minute % 60), zone)


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


def _grid(free: set[datetime], asked: Question) -> Iterator[datetime]:
    step = asked.hours.rules.step_minutes or asked.duration // MINUTE
    unit = max(each for each in (60, 30, 20, 15, 10, 5, 1) if step % each == 0)
    viewer = ZoneInfo(asked.viewer)
    for first in sorted(each for each in free if each - MINUTE not in free):
        start = first
        while start.astimezone(viewer).minute % unit:
            start += MINUTE
        end = first
        while end in free:
            end += MINUTE
        while start + asked.duration <= end:
            yield start
            start += step * MINUTE


class TestFreeStarts:
    @tried(30)
    @given(asked=questions())
    def test_are_those_of_the_slow_reference(self, asked: Question) -> None:
        assert quickly(asked) == slowly(asked)

    @tried(30)
    @given(asked=questions())
    def test_can_all_be_booked(self, asked: Question) -> None:
        for slot in quickly(asked):
            assert why_not(asked.hours, asked.busy, asked.now, slot) is None

    @tried(30)
    @given(asked=questions())
    def test_depend_on_nothing_out_of_reach(self, asked: Question) -> None:
        needed = reach(asked.hours, asked.now, asked.window)
        near = (each for each in asked.busy if Interval(each.start, each.end).overlaps(needed))
        asked_less = Question(asked.hours, tuple(near), asked.now, asked.window, asked.viewer)
        assert quickly(asked_less) == quickly(asked)


def quickly(asked: Question) -> list[Interval]:
    return free_starts(
        asked.hours, asked.busy, asked.now, asked.window, asked.duration, asked.viewer
    )
