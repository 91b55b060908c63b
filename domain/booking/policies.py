"""Who gets what, and until when: pure functions over plain values, for decisions and readers alike.

Prices, fees and refunds can be shown before any button is pressed: ask `quote_cancellation`.
Every deadline is half-open: what it allows is allowed strictly before it. The one exception is
the cancellation cut-off, at which cancelling is still free.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.booking.terms import Acceptance, CancellationPolicy, Conditions, Party, Split, Waiver
from domain.shared.currency import fee_of, part_of
from domain.shared.money import Money

HOLD = timedelta(minutes=10)
PAYMENT = timedelta(minutes=15)
REQUEST = timedelta(days=6)
GRACE = timedelta(minutes=15)
GRACE_NEEDS = timedelta(hours=2)
JOINING_OPENS = timedelta(minutes=15)
NO_SHOW_WAIT = timedelta(minutes=15)
CONTEST = timedelta(hours=72)
STUDENT_REPORTS = timedelta(hours=72)
TUTOR_REPORTS = timedelta(days=7)
SILENCE = timedelta(days=7)
WAIVING = timedelta(days=7)
SETTLING = timedelta(hours=72)

CUT_OFFS = {
    CancellationPolicy.FLEXIBLE: timedelta(hours=12),
    CancellationPolicy.STANDARD: timedelta(hours=24),
    CancellationPolicy.STRICT: timedelta(hours=48),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """This is what a cancellation is judged by: the lesson as it was confirmed."""

    start: datetime
    confirmed_at: datetime
    price: Money
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Quote:
    """This is what cancelling now would mean; `free_until` is the last instant it is free."""

    split: Split
    is_late: bool
    strikes_tutor: bool
    free_until: datetime


def quote_cancellation(agreed: Agreed, by: Party, now: datetime) -> Quote:
    """This is what a cancellation by that party at that instant means for money and strikes."""
    late = is_late(agreed.start, agreed.conditions.cancellation_policy, now)
    pays = by is Party.STUDENT and late and not _in_grace(agreed, now)
    return Quote(
        split=split_of(
            agreed.price, agreed.conditions.fee_basis_points, 0 if pays else agreed.price.minor
        ),
        is_late=pays if by is Party.STUDENT else late,
        strikes_tutor=by is Party.TUTOR and late,
        free_until=agreed.start - CUT_OFFS[agreed.conditions.cancellation_policy],
    )


def is_late(start: datetime, policy: CancellationPolicy, now: datetime) -> bool:
    """This is true inside the cut-off, in elapsed time; exactly at it is still in time."""
    return start - now < CUT_OFFS[policy]


def split_of(price: Money, fee_basis_points: int, refund_minor: int) -> Split:
    """This splits a price of which that much goes back to the student, in sum so far.

    The fee is given back in proportion to the whole refund, never step by step, so that any
    road of partial refunds to one sum ends in the same split, and a full one leaves nothing.
    """
    whole = fee_of(price, fee_basis_points)
    returned = part_of(whole, refund_minor, price.minor) if price.minor else whole
    fee = whole - returned
    return Split(
        currency=price.currency,
        gross_minor=price.minor,
        refund_minor=refund_minor,
        fee_minor=fee.minor,
        tutor_net_minor=price.minor - refund_minor - fee.minor,
    )


def nothing_paid(currency: str) -> Split:
    """This is the split of money that never came."""
    return Split(currency, 0, 0, 0, 0)


def waived_refund_minor(price: Money, waiver: Waiver) -> int:
    """This is what a student who cancelled late gets back in sum when the tutor waives."""
    return price.minor if waiver is Waiver.ALL else part_of(price, 1, 2).minor


def hold_expires_at(held_at: datetime, start: datetime) -> datetime:
    """This is when a hold ends: after ten minutes, and never later than the lesson starts."""
    return min(held_at + HOLD, start)


def payment_expires_at(submitted_at: datetime, start: datetime) -> datetime:
    """This is when waiting for money ends: after 15 minutes, never later than the start."""
    return min(submitted_at + PAYMENT, start)


def request_expires_at(requested_at: datetime, start: datetime, notice_minutes: int) -> datetime:
    """This is when a request ends: after six days, or when the tutor's notice begins."""
    return min(requested_at + REQUEST, start - timedelta(minutes=notice_minutes))


def earliest_start(now: datetime, notice_minutes: int) -> datetime:
    """This is the earliest bookable start: now plus notice, rounded up to a whole minute."""
    threshold = now + timedelta(minutes=notice_minutes)
    floor = threshold.replace(second=0, microsecond=0)
    return floor if floor == threshold else floor + timedelta(minutes=1)


def submission_expires_at(
    acceptance: Acceptance, start: datetime, notice_minutes: int, now: datetime
) -> datetime:
    """This is until when a booking submitted now waits for its tutor, or for its money."""
    if acceptance is Acceptance.BY_HAND:
        return request_expires_at(now, start, notice_minutes)
    return payment_expires_at(now, start)


def _in_grace(agreed: Agreed, now: datetime) -> bool:
    return now < agreed.confirmed_at + GRACE and agreed.start - now > GRACE_NEEDS
