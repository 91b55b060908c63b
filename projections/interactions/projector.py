"""Bookings become counts: of a student with a tutor, and of a tutor with all of them.

Every booking is a stream of its own, so each fact only adds, and widens the span of time.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from domain.booking.events import BookingCancelled, BookingConfirmed, LessonCompleted
from domain.booking.outcomes import NoShowUpheld
from domain.booking.terms import OfBooking, Party
from domain.shared.event import Recorded
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

PAIRS = Table(
    "pairs",
    key=("student_id", "tutor_id"),
    columns=("booked", "kept", "first_at", "last_at"),
    blank={"booked": 0, "kept": 0},
)
TUTORS = Table(
    "tutors",
    key=("tutor_id",),
    columns=("students", "booked", "kept", "broken"),
    blank={"students": 0, "booked": 0, "kept": 0, "broken": 0},
)
COUNTED: Final = BookingConfirmed | LessonCompleted | BookingCancelled | NoShowUpheld


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This counts what the fact says of the two."""
    match recorded.fact:
        case BookingConfirmed() as fact:
            _book(rows, fact)
        case LessonCompleted() as fact:
            rows.increase(PAIRS, fact.student_id, fact.tutor_id, kept=1)
            rows.increase(TUTORS, fact.tutor_id, kept=1)
        case BookingCancelled(by=Party.TUTOR) | NoShowUpheld(absent=Party.TUTOR) as fact:
            rows.increase(TUTORS, fact.tutor_id, broken=1)
        case _:
            return


def _book(rows: Rows, fact: BookingConfirmed) -> None:
    pair = rows.get(PAIRS, fact.student_id, fact.tutor_id) or PAIRS.template
    is_first = not pair["booked"]
    rows.change(
        PAIRS,
        fact.student_id,
        fact.tutor_id,
        booked=pair["booked"] + 1,
        **_span(pair, fact.confirmed_at),
    )
    rows.increase(TUTORS, fact.tutor_id, booked=1, students=int(is_first))


def _span(pair: Row, at: datetime) -> Row:
    return {
        "first_at": min(at, pair["first_at"] or at),
        "last_at": max(at, pair["last_at"] or at),
    }


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the rows the fact counts in."""
    fact = recorded.fact
    if isinstance(fact, COUNTED):
        assert isinstance(fact, OfBooking)
        yield PAIRS, (fact.student_id, fact.tutor_id)
        yield TUTORS, (fact.tutor_id,)


PROJECTION = Projection(
    name="interactions",
    version=1,
    contexts=frozenset({"booking"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(PAIRS, TUTORS),
    apply=apply,
    keys=keys,
)
