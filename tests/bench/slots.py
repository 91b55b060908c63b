"""Free slots of one busy tutor: the query behind the page that students look at most."""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial

from adapters.postgres.projections import layout
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from domain.availability.events import BookingRules, BookingRulesSet, WeeklyHoursSet, WeeklyWindow
from domain.calendar.events import LessonRole, SlotHeld
from domain.shared.event import Fact
from domain.shared.time import Interval
from projections.calendar.projector import PROJECTION
from projections.calendar.queries import free_slots
from tests.bench.kit import Bench, Figure, Stage, median, milliseconds, percentile
from tests.support.calendar import MONDAY, days, hours, minutes
from tests.support.people import ANNA
from tests.support.views import Stream, history, stream

PARTITIONS = 4
BOOKINGS = 500
WEEKS = 4
HALF_HOUR = timedelta(minutes=30)


def run(stage: Stage) -> Sequence[Figure]:
    """This measures the query for four weeks in which 500 lessons of half an hour are booked."""
    window = Interval(MONDAY, MONDAY + days(7 * WEEKS))
    with stage.database() as url:
        with closing(connector(url)()) as connection:
            layout.make(connection, PROJECTION.name, PROJECTION, PARTITIONS)
            ProjectionStore(connection, PROJECTION, PARTITIONS).apply(history(*_streams()), {})
            connection.execute("ANALYZE")
        with closing(PostgresReader(url)) as reader:
            ask = partial(free_slots, reader, ANNA, window, HALF_HOUR, "America/New_York", MONDAY)
            offered = ask()
            count = stage.size(300, 10)
            with stage.step("Looking for free slots", count) as advance:
                times = []
                for _ in range(count):
                    times.append(milliseconds(ask))
                    advance(1)
    return (
        Figure("free slots found", len(offered), ""),
        Figure("free slots of 4 weeks, 500 bookings, p50", median(times), "ms", aim=5),
        Figure("free slots of 4 weeks, 500 bookings, p95", percentile(times, 0.95), "ms"),
    )


def _streams() -> Sequence[Stream]:
    windows = tuple(WeeklyWindow(day, 7 * 60, 22 * 60) for day in range(1, 8))
    rules = BookingRules(
        durations_minutes=(30,), step_minutes=30, before_minutes=5, notice_minutes=60
    )
    said: tuple[Fact, ...] = (
        WeeklyHoursSet(tutor_id=ANNA, zone="Europe/Berlin", windows=windows, set_at=MONDAY),
        BookingRulesSet(tutor_id=ANNA, rules=rules, set_at=MONDAY),
    )
    taken: dict[str, list[Fact]] = {}
    for number in range(BOOKINGS):
        fact = _taken(number)
        taken.setdefault(fact.month, []).append(fact)
    return (
        stream(f"availability-{ANNA}", *said),
        *(stream(f"calendar-{ANNA}-{month}", *facts) for month, facts in taken.items()),
    )


def _taken(number: int) -> SlotHeld:
    """This is a lesson: eighteen a day, every forty minutes."""
    day, place = divmod(number, 18)
    start = MONDAY + days(day) - hours(2) + minutes(40 * place)
    return SlotHeld(
        person_id=ANNA,
        month=f"{start:%Y-%m}",
        booking_id=f"b{number}",
        role=LessonRole.TUTOR,
        start=start,
        end=start + HALF_HOUR,
        before_minutes=5,
        after_minutes=0,
        expires_at=None,
        held_at=MONDAY,
    )


BENCH = Bench("slots", "free slots of one tutor over 4 weeks, 500 bookings", run)
