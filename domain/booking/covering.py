"""When a credit that paid for a lesson, or the one trial of two people, comes back to them.

Both follow from one fact alone, so whoever hears of it can tell: a credit comes back whole, in
place of money, where the student gets everything back at once. What they get back in parts, or
of what their bank has given back already, is money.
"""

from domain.booking.events import (
    BookingCancelled,
    BookingEvent,
    BookingWithdrawn,
    NeitherJoined,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
)
from domain.booking.outcomes import (
    BookingResolved,
    FreeReplacementGranted,
    LateFeeWaived,
    NoShowUpheld,
)
from domain.booking.terms import CancellationReason, Party, ResolutionGround, Split


def returns_credit(fact: BookingEvent) -> bool:
    """This is true of a fact after which a covered lesson costs its student nothing at all."""
    match fact:
        case RequestDeclined() | RequestExpired() | BookingWithdrawn():
            return True
        case BookingCancelled() | NeitherJoined() | NoShowUpheld():
            return not _is_lost(fact) and _is_whole(fact.split)
        case LateFeeWaived() | BookingResolved():
            return not _is_lost(fact) and _is_whole(fact.split, fact.replaces)
        case _:
            return False


def refunds_money(fact: BookingEvent) -> bool:
    """This is true of a fact after which what comes back of a covered lesson, if any, is money."""
    return not returns_credit(fact) and not _is_lost(fact)


def returns_trial(fact: BookingEvent) -> bool:
    """This is true of a fact after which a trial does not count: the two may have another."""
    match fact:
        case RequestDeclined() | RequestExpired() | PaymentExpired() | BookingWithdrawn():
            return True
        case BookingCancelled():
            return not _is_lost(fact) and not (fact.by is Party.STUDENT and fact.is_late)
        case FreeReplacementGranted():
            return True
        case _:
            return False


def _is_lost(fact: BookingEvent) -> bool:
    """This is true where the student's bank has given the money back."""
    match fact:
        case BookingCancelled():
            return fact.reason is CancellationReason.DISPUTE_LOST
        case BookingResolved():
            return fact.ground is ResolutionGround.DISPUTE_LOST
        case _:
            return False


def _is_whole(split: Split, replaces: Split | None = None) -> bool:
    """This is true where all goes back, and nothing had gone back in money before."""
    nothing_before = replaces is None or not replaces.refund_minor
    return nothing_before and split.refund_minor == split.gross_minor
