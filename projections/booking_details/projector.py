"""Facts of bookings and of payments: each stream into a row of its own, both into the history."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.booking.events import (
    AgreementEvent,
    BookingEvent,
    BookingHeld,
    ChangeEvent,
    LessonEvent,
)
from domain.booking.outcomes import VerdictEvent
from domain.payment.events import PaymentEvent
from domain.shared.event import Recorded
from projections.booking_details import payments
from projections.booking_details.agreements import agreeing, changing, held, teaching
from projections.booking_details.history import line
from projections.booking_details.outcomes import deciding, quarrelling
from projections.booking_details.tables import BOOKINGS, HISTORY, PAYMENTS
from projections.rows import Row, RowKey, Rows
from projections.runtime import Projection


def apply(rows: Rows, recorded: Recorded[BookingEvent | PaymentEvent]) -> None:
    """This changes the row of the fact's stream, and writes its line of history."""
    fact = recorded.fact
    if isinstance(fact, PaymentEvent):
        known = rows.get(PAYMENTS, fact.payment_id)
        rows.change(PAYMENTS, fact.payment_id, **payments.changes_in(fact, known))
    elif changes := _changes(rows, fact):
        rows.change(BOOKINGS, fact.booking_id, **changes)
    if fact.booking_id is not None:
        rows.add(HISTORY, line(recorded))


def _changes(rows: Rows, fact: BookingEvent) -> Row:
    if isinstance(fact, BookingHeld):
        return held(fact)
    if isinstance(fact, AgreementEvent):
        return agreeing(fact)
    if isinstance(fact, ChangeEvent):
        return changing(fact)
    if isinstance(fact, LessonEvent):
        known = rows.get(BOOKINGS, fact.booking_id)
        return teaching(fact, known["joined"] if known else ())
    if isinstance(fact, VerdictEvent):
        return deciding(fact)
    return quarrelling(fact, rows.get(BOOKINGS, fact.booking_id))


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact's stream keeps."""
    fact = recorded.fact
    if isinstance(fact, PaymentEvent):
        yield PAYMENTS, (fact.payment_id,)
    else:
        yield BOOKINGS, (fact.booking_id,)


PROJECTION = Projection(
    name="booking_details",
    version=5,
    contexts=frozenset({"booking", "payment"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(BOOKINGS, PAYMENTS, HISTORY),
    apply=apply,
    keys=keys,
)
