"""The entry of any fact."""

from domain.booking.events import BookingEvent
from domain.credit.events import CreditEvent
from domain.debt.events import DebtEvent
from domain.earning.events import EarningEvent
from domain.ledger.bookings import of_booking
from domain.ledger.credits import of_credit
from domain.ledger.payments import of_payment
from domain.ledger.posting import NOTHING, Entry
from domain.ledger.tutors import of_debt, of_earning, of_payout
from domain.payment.events import PaymentEvent
from domain.payout.events import PayoutEvent
from domain.shared.event import Fact

FOLLOWED = frozenset({"booking", "credit", "debt", "earning", "payment", "payout"})
"""The contexts whose facts can post something."""


def postings_of(fact: Fact) -> Entry:
    """This is what the fact posts, by itself: lines that add up to nothing in every currency."""
    if isinstance(fact, BookingEvent):
        return of_booking(fact)
    if isinstance(fact, CreditEvent):
        return of_credit(fact)
    if isinstance(fact, PaymentEvent):
        return of_payment(fact)
    if isinstance(fact, EarningEvent):
        return of_earning(fact)
    if isinstance(fact, DebtEvent):
        return of_debt(fact)
    if isinstance(fact, PayoutEvent):
        return of_payout(fact)
    return NOTHING
