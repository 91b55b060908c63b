"""What becomes of a tutor's money: frozen, held, taken back, owed, kept back, paid out."""

from typing import assert_never

from domain.debt.events import DebtEvent, DebtIncurred, DebtRecovered
from domain.earning.events import (
    EarningEvent,
    EarningFrozen,
    EarningHeld,
    EarningReversed,
    EarningUnfrozen,
    ReversalRequested,
)
from domain.payout.events import (
    PayoutCancelled,
    PayoutEvent,
    PayoutFailed,
    PayoutHeld,
    PayoutPaid,
    PayoutReleased,
    PayoutRequested,
    PayoutSent,
)
from domain.shared.event import Recorded, happened_at
from projections.rows import Row, Rows
from projections.tutor_earnings.tables import BOOKINGS, LINES, PAYOUTS, REVERSALS, Kind


def shared(rows: Rows, recorded: Recorded[EarningEvent]) -> None:
    """This changes the booking's row by what became of the tutor's share.

    That a share is held counts until anything else happens to it.
    """
    fact = recorded.fact
    known = rows.get(BOOKINGS, fact.booking_id)
    frozen = known["frozen_for"] if known else []
    match fact:
        case EarningFrozen():
            changes: Row = {"frozen_for": sorted({*frozen, fact.reason.value})}
        case EarningUnfrozen():
            changes = {"frozen_for": [one for one in frozen if one != fact.reason.value]}
        case EarningHeld():
            changes = {"held_for": fact.reason}
        case ReversalRequested():
            changes = {"reversing_for": fact.reason}
        case EarningReversed():
            changes = {}
            rows.add(REVERSALS, _reversal(recorded, fact, known or {}))
        case _:
            changes = {}
    stands: Row = {"tutor_id": fact.tutor_id, "held_for": None}
    rows.change(BOOKINGS, fact.booking_id, **{**stands, **changes})


def _reversal(recorded: Recorded[EarningEvent], fact: EarningReversed, known: Row) -> Row:
    return {
        "position": recorded.position,
        "booking_id": fact.booking_id,
        "tutor_id": fact.tutor_id,
        "currency": fact.amount.currency,
        "amount_minor": fact.amount.minor,
        "reason": known.get("reversing_for"),
        "occurred_at": fact.occurred_at,
    }


def owed(rows: Rows, recorded: Recorded[DebtEvent]) -> None:
    """This adds to what is owed of a booking, or was kept back from it, and writes a line."""
    fact, minor = recorded.fact, recorded.fact.amount.minor
    about = {"tutor_id": fact.tutor_id, "currency": fact.amount.currency}
    rows.change(BOOKINGS, fact.booking_id, **about)
    match fact:
        case DebtIncurred():
            rows.increase(BOOKINGS, fact.booking_id, incurred_minor=minor)
            changes: Row = {"kind": Kind.DEBT_INCURRED, "amount_minor": minor, "debt_minor": minor}
        case DebtRecovered():
            rows.increase(BOOKINGS, fact.booking_id, recovered_minor=minor)
            less = {"amount_minor": -minor, "debt_minor": -minor, "lacks_minor": minor}
            changes = {"kind": Kind.DEBT_WITHHELD, **less}
        case _:
            assert_never(fact)
    rows.add(LINES, {**_line(recorded), "booking_id": fact.booking_id, **changes})


def paid(rows: Rows, recorded: Recorded[PayoutEvent]) -> None:
    """This changes the payout's row, and writes a line where money has arrived or come back."""
    fact = recorded.fact
    key = (fact.tutor_id, fact.amount.currency, fact.payout_id)
    stands = {"amount_minor": fact.amount.minor, "changed_at": happened_at(fact)}
    rows.change(PAYOUTS, *key, **stands, **_state(fact))
    about = {**_line(recorded), "payout_id": fact.payout_id}
    if isinstance(fact, PayoutPaid):
        rows.add(LINES, {**about, "kind": Kind.PAID_OUT, "amount_minor": -fact.amount.minor})
    if isinstance(fact, PayoutFailed) and fact.undone.minor:
        back = {"kind": Kind.SENT_BACK, "reason": fact.reason, "amount_minor": fact.undone.minor}
        rows.add(LINES, {**about, **back})


def _state(fact: PayoutEvent) -> Row:
    match fact:
        case PayoutRequested():
            return {"state": "requested", "reason": None, "requested_at": fact.requested_at}
        case PayoutHeld():
            return {"state": "held", "reason": fact.reason}
        case PayoutReleased():
            return {"state": "released", "reason": None}
        case PayoutCancelled():
            return {"state": "cancelled", "reason": fact.reason}
        case PayoutSent():
            return {"state": "sent", "reason": None}
        case PayoutPaid():
            return {"state": "paid", "reason": None}
        case PayoutFailed():
            return {"state": "failed", "reason": fact.reason}
        case _:
            assert_never(fact)


def _line(recorded: Recorded[DebtEvent] | Recorded[PayoutEvent]) -> Row:
    fact = recorded.fact
    return {
        "position": recorded.position,
        "tutor_id": fact.tutor_id,
        "currency": fact.amount.currency,
        "occurred_at": happened_at(fact),
        "recorded_at": recorded.recorded_at,
    }
