"""A log of many bookings, each held, paid, taught and settled, written straight into its table."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import psycopg

from adapters.bodies.codec import encode
from domain.shared.event import Fact
from domain.shared.personal import subjects_of
from tests.bench.kit import Advance, Stage
from tests.domain.booking.histories import GIVEN_LESSON
from tests.domain.payment.history import AUTHORISED, CAPTURE_REQUESTED, CAPTURED, REQUESTED
from tests.support.calendar import MONDAY

PAID = (REQUESTED, AUTHORISED, CAPTURE_REQUESTED, CAPTURED)
FACTS_EACH = len(GIVEN_LESSON) + len(PAID)
AT_ONCE = 200
"""So many bookings go on at the same time: their facts lie mixed in the log."""

Line = tuple[Any, ...]

LOOSE = """
    CREATE TEMPORARY TABLE loose (LIKE log.facts) ON COMMIT DROP;
    ALTER TABLE loose ALTER COLUMN leaf DROP NOT NULL
"""
COPY = (
    "COPY loose (notification_id, originator_id, originator_version, topic, state,"
    " recorded_at, actor, ground, correlation_id, causation_id, subjects)"
    " FROM STDIN (FORMAT BINARY)"
)
KEEP = """
    INSERT INTO log.facts
    SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, actor,
        ground, correlation_id, causation_id, subjects, log.leaf_of(log.record_of(
            notification_id, originator_id, originator_version, topic,
            convert_from(state, 'UTF8'), recorded_at, actor, ground, correlation_id,
            causation_id, subjects))
    FROM loose ORDER BY notification_id
"""
TYPES = ("bigint", "text", "bigint", "text", "bytea", "timestamptz", *["text"] * 4, "text[]")


def write_bookings(stage: Stage, url: str, count: int) -> int:
    """This writes the facts of so many bookings, and answers how many facts they are."""
    with (
        psycopg.connect(url) as connection,
        stage.step("Writing facts", count * FACTS_EACH) as advance,
    ):
        written = write_lines(connection, lines_of(count), 0, advance)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE log.facts")
    return written


def write_lines(
    connection: "psycopg.Connection[Any]",
    lines: Iterable[Line],
    position: int,
    advance: Advance = lambda _count: None,
) -> int:
    """This writes facts behind a position, in the transaction, and answers where the log ends."""
    connection.execute(LOOSE)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.set_types(TYPES)
        for line in lines:
            position += 1
            copy.write_row((position, *line))
            advance(1)
    connection.execute(KEEP)
    connection.execute("UPDATE log.head SET position = %s, recorded_at = %s", (position, MONDAY))
    return position


def lines_of(count: int) -> Iterator[Line]:
    """This is the facts of so many bookings, in the order of the log."""
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        for version, fact in enumerate(GIVEN_LESSON, start=1):
            yield from (_line(f"booking-b{n}", version, _of_booking(fact, n)) for n in numbers)
        for version, paid in enumerate(PAID, start=1):
            yield from (_line(f"payment-p{n}", version, _of_payment(paid, n)) for n in numbers)


def _of_booking(fact: Any, number: int) -> Fact:
    changed: Fact = replace(
        fact, booking_id=f"b{number}", tutor_id=f"t{number % 97}", student_id=f"s{number % 89}"
    )
    return changed


def _of_payment(fact: Any, number: int) -> Fact:
    changed: Fact = replace(fact, payment_id=f"p{number}", booking_id=f"b{number}")
    return changed


def _line(stream_id: str, version: int, fact: Fact) -> Line:
    ground, correlation = "student:SubmitBooking", f"request-{stream_id}"
    told = (MONDAY, "person:ben", ground, correlation, f"key-{stream_id}-{version}")
    return (stream_id, version, fact.TOPIC, encode(fact), *told, list(subjects_of(fact)))
