"""A fact as one line of its booking's history: what, when, by whom, and how much."""

from dataclasses import fields
from functools import cache
from typing import Any

from domain.booking.events import BookingEvent
from domain.payment.events import PaymentEvent
from domain.shared.event import Recorded
from projections.rows import Row


def line(recorded: Recorded[BookingEvent | PaymentEvent]) -> Row:
    """This is the line; the words people wrote are not repeated in it."""
    fact = recorded.fact
    kind: Any = type(fact)
    amount = getattr(fact, "amount", None)
    return {
        "booking_id": fact.booking_id,
        "position": recorded.position,
        "topic": fact.TOPIC,
        "happened_at": getattr(fact, own_time(kind)),
        "recorded_at": recorded.recorded_at,
        "actor": recorded.actor,
        "ground": recorded.ground,
        "party": getattr(fact, "by", None),
        "payment_id": getattr(fact, "payment_id", None),
        "amount_minor": amount.minor if amount else None,
        "currency": amount.currency if amount else None,
    }


@cache
def own_time(kind: Any) -> str:
    """This is the field that says when it happened; times it merely announces come later."""
    return next(field.name for field in fields(kind) if field.name.endswith("_at"))
