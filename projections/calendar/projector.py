"""Three kinds of streams fill three tables: bookings, people's months, and tutors' hours.

Each row is written by the facts of one stream only, so streams may come in any order.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.availability.events import AvailabilityEvent
from domain.availability.hours import after
from domain.booking.events import BookingEvent
from domain.calendar.events import CalendarEvent
from domain.shared.event import Recorded
from projections.calendar.hours import read, written
from projections.calendar.lessons import changes_in
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection
from projections.taking import take

LESSONS = Table(
    "lessons",
    key=("booking_id",),
    columns=(
        "tutor_id",
        "student_id",
        "starts_at",
        "ends_at",
        "state",
        "expires_at",
        "subject",
        "language",
        "is_trial",
        "series_id",
        "proposed_by",
        "proposed_start",
        "proposed_end",
    ),
    blank={"is_trial": False},
)
TAKEN = Table(
    "taken",
    key=("person_id", "month", "booking_id"),
    columns=("role", "starts_at", "ends_at", "before_minutes", "after_minutes", "expires_at"),
)
HOURS = Table("hours", key=("tutor_id",), columns=("said",))


def apply(rows: Rows, recorded: Recorded[AvailabilityEvent | BookingEvent | CalendarEvent]) -> None:
    """This changes the row that the fact's stream keeps."""
    fact = recorded.fact
    if isinstance(fact, BookingEvent):
        if changes := changes_in(fact):
            rows.change(LESSONS, fact.booking_id, **changes)
    elif isinstance(fact, CalendarEvent):
        _take(rows, fact)
    else:
        _say(rows, fact)


def _take(rows: Rows, fact: CalendarEvent) -> None:
    key = fact.person_id, fact.month, fact.booking_id
    take(rows, TAKEN, key, fact, role=fact.role)


def _say(rows: Rows, fact: AvailabilityEvent) -> None:
    row = rows.get(HOURS, fact.tutor_id)
    hours = read(fact.tutor_id, row["said"] if row else None)
    rows.change(HOURS, fact.tutor_id, said=written(after(hours, fact)))


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact's stream keeps."""
    fact = recorded.fact
    if isinstance(fact, BookingEvent):
        yield LESSONS, (fact.booking_id,)
    elif isinstance(fact, CalendarEvent):
        yield TAKEN, (fact.person_id, fact.month, fact.booking_id)
    else:
        yield HOURS, (fact.tutor_id,)


PROJECTION = Projection(
    name="calendar",
    version=1,
    contexts=frozenset({"availability", "booking", "calendar"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(LESSONS, TAKEN, HOURS),
    apply=apply,
    keys=keys,
)
