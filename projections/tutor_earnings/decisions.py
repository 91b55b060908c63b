"""A booking brings what was agreed, until it is decided otherwise."""

from typing import assert_never

from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingRescheduled,
    NeitherJoined,
)
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    LateFeeWaived,
    NoShowUpheld,
)
from domain.booking.terms import CancellationReason, ResolutionGround, Split
from domain.earning.events import Ground
from domain.shared.currency import fee_of
from domain.shared.event import Recorded, happened_at
from projections.rows import Row, Rows
from projections.tutor_earnings.tables import BOOKINGS, LINES, Kind

Decision = (
    BookingCancelled
    | NeitherJoined
    | NoShowUpheld
    | BookingSettled
    | LateFeeWaived
    | BookingResolved
)
PAYMENT_FAILED = CancellationReason.PAYMENT_FAILED.value


def booked(rows: Rows, recorded: Recorded[BookingEvent]) -> None:
    """This changes the booking's row, and writes a line where something was decided."""
    fact = recorded.fact
    if isinstance(fact, BookingConfirmed):
        rows.change(BOOKINGS, fact.booking_id, **_agreed(fact))
    elif isinstance(fact, BookingRescheduled):
        rows.change(BOOKINGS, fact.booking_id, starts_at=fact.start)
    elif isinstance(fact, Decision):
        _decided(rows, recorded, fact)


def _agreed(fact: BookingConfirmed) -> Row:
    fee = fee_of(fact.price, fact.fee_basis_points).minor
    net = fact.price.minor - fee
    return {
        "tutor_id": fact.tutor_id,
        "currency": fact.price.currency,
        "starts_at": fact.start,
        "confirmed_at": fact.confirmed_at,
        "agreed_net_minor": net,
        "gross_minor": fact.price.minor,
        "refund_minor": 0,
        "fee_minor": fee,
        "net_minor": net,
    }


def _decided(rows: Rows, recorded: Recorded[BookingEvent], fact: Decision) -> None:
    known = rows.get(BOOKINGS, fact.booking_id)
    if known is None or known["agreed_net_minor"] is None:
        raise OnlyAConfirmedBookingIsDecided
    rows.add(LINES, _line(recorded, fact, known["agreed_net_minor"]))
    split = fact.split
    rows.change(
        BOOKINGS,
        fact.booking_id,
        ground=_ground(fact),
        decided_at=known["decided_at"] or happened_at(fact),
        gross_minor=split.gross_minor,
        refund_minor=split.refund_minor,
        fee_minor=split.fee_minor,
        net_minor=split.tutor_net_minor,
    )


def _line(recorded: Recorded[BookingEvent], fact: Decision, agreed_net_minor: int) -> Row:
    """This is what the decision changes; the first one changes what was agreed."""
    before = fact.replaces if isinstance(fact, LateFeeWaived | BookingResolved) else None
    more = _difference(fact.split, before)
    had = before.tutor_net_minor if before else agreed_net_minor
    return {
        "position": recorded.position,
        "tutor_id": fact.tutor_id,
        "currency": fact.split.currency,
        "booking_id": fact.booking_id,
        "kind": Kind.CORRECTED if before else Kind.EARNED,
        "reason": _ground(fact),
        "starts_at": fact.start,
        "gross_minor": more.gross_minor,
        "refund_minor": more.refund_minor,
        "fee_minor": more.fee_minor,
        "amount_minor": more.tutor_net_minor,
        "lacks_minor": had - fact.split.tutor_net_minor,
        "occurred_at": happened_at(fact),
        "recorded_at": recorded.recorded_at,
    }


class OnlyAConfirmedBookingIsDecided(LookupError):
    """This is a stream of a booking that lacks its confirmation: broken, so it parks."""


def _difference(split: Split, before: Split | None) -> Split:
    if before is None:
        return split
    return Split(
        split.currency,
        split.gross_minor - before.gross_minor,
        split.refund_minor - before.refund_minor,
        split.fee_minor - before.fee_minor,
        split.tutor_net_minor - before.tutor_net_minor,
    )


def _ground(fact: Decision) -> str:
    match fact:
        case BookingSettled():
            return Ground.SETTLED
        case BookingCancelled(reason=CancellationReason.PAYMENT_FAILED):
            return PAYMENT_FAILED
        case BookingCancelled(reason=CancellationReason.DISPUTE_LOST):
            return Ground.DISPUTE_LOST
        case BookingCancelled():
            return Ground.CANCELLED
        case NeitherJoined() | NoShowUpheld():
            return Ground.NO_SHOW
        case LateFeeWaived():
            return Ground.WAIVED
        case BookingResolved():
            is_lost = fact.ground is ResolutionGround.DISPUTE_LOST
            return Ground.DISPUTE_LOST if is_lost else Ground.RESOLVED
        case _:
            assert_never(fact)
