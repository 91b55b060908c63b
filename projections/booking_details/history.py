"""A fact as one line of its booking's history: what, when, by whom, and how much."""

from domain.booking.events import BookingEvent
from domain.payment.events import PaymentEvent
from domain.shared.event import Recorded, happened_at
from projections.rows import Row


def line(recorded: Recorded[BookingEvent | PaymentEvent]) -> Row:
    """This is the line; the words people wrote are not repeated in it."""
    fact = recorded.fact
    amount = getattr(fact, "amount", None)
    return {
        "booking_id": fact.booking_id,
        "position": recorded.position,
        "topic": fact.TOPIC,
        "happened_at": happened_at(fact),
        "recorded_at": recorded.recorded_at,
        "actor": recorded.actor,
        "ground": recorded.ground,
        "party": getattr(fact, "by", None),
        "payment_id": getattr(fact, "payment_id", None),
        "amount_minor": amount.minor if amount else None,
        "currency": amount.currency if amount else None,
    }
