"""What a booking means in money: its price is held, and then it is decided whose it is."""

from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    NeitherJoined,
)
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    LateFeeWaived,
    NoShowUpheld,
)
from domain.booking.terms import CancellationReason, Split
from domain.ledger.accounts import Account
from domain.ledger.posting import NOTHING, Entry, credit, debit, entry, moved
from domain.shared.money import Money


def of_booking(fact: BookingEvent) -> Entry:
    """This is what the fact posts.

    The student owes a price from the confirmation on. What they get back they owe no more, so a
    price nobody took needs no refund; one that was taken goes back by the payment's own facts.
    """
    match fact:
        case BookingConfirmed():
            return moved(fact.price, to=Account.STUDENT_RECEIVABLE, out_of=Account.HELD)
        case BookingCancelled(reason=CancellationReason.PAYMENT_FAILED):
            return moved(fact.price, to=Account.HELD, out_of=Account.STUDENT_RECEIVABLE)
        case BookingCancelled() | NeitherJoined() | NoShowUpheld() | BookingSettled():
            return _split(fact.split, None)
        case LateFeeWaived() | BookingResolved():
            return _split(fact.split, fact.replaces)
        case _:
            return NOTHING


def _split(split: Split, replaces: Split | None) -> Entry:
    """This is by how much the new split differs from the one it replaces."""
    before = replaces or Split(split.currency, 0, 0, 0, 0)

    def more(part: str) -> Money:
        return Money(getattr(split, part) - getattr(before, part), split.currency)

    return entry(
        debit(Account.HELD, more("gross_minor")),
        credit(Account.STUDENT_RECEIVABLE, more("refund_minor")),
        credit(Account.PLATFORM_FEE, more("fee_minor")),
        credit(Account.TUTOR_PAYABLE, more("tutor_net_minor")),
    )
