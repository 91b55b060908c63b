"""The entry of any fact."""

from domain.booking.events import BookingEvent
from domain.ledger.bookings import of_booking
from domain.ledger.payments import of_payment
from domain.ledger.posting import NOTHING, Entry
from domain.payment.events import PaymentEvent
from domain.shared.event import Fact

FOLLOWED = frozenset({"booking", "payment"})
"""The contexts whose facts can post something."""


def postings_of(fact: Fact) -> Entry:
    """This is what the fact posts, by itself: lines that add up to nothing in every currency."""
    if isinstance(fact, BookingEvent):
        return of_booking(fact)
    if isinstance(fact, PaymentEvent):
        return of_payment(fact)
    return NOTHING
