"""Facts of bookings, shares, debts and payouts: each stream into columns and rows of its own."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.debt.events import DebtEvent
from domain.earning.events import EarningEvent
from domain.payout.events import PayoutEvent
from domain.shared.event import Recorded
from projections.rows import RowKey, Rows
from projections.runtime import Projection
from projections.tutor_earnings.decisions import booked
from projections.tutor_earnings.movements import owed, paid, shared
from projections.tutor_earnings.tables import BOOKINGS, LINES, PAYOUTS, REVERSALS


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This changes what the fact is about, and writes its line."""
    fact = recorded.fact
    if isinstance(fact, PayoutEvent):
        paid(rows, recorded)
    elif isinstance(fact, DebtEvent):
        owed(rows, recorded)
    elif isinstance(fact, EarningEvent):
        shared(rows, recorded)
    else:
        booked(rows, recorded)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row of the fact's booking or payout."""
    fact = recorded.fact
    if isinstance(fact, PayoutEvent):
        yield PAYOUTS, (fact.tutor_id, fact.amount.currency, fact.payout_id)
    else:
        yield BOOKINGS, (fact.booking_id,)


PROJECTION = Projection(
    name="tutor_earnings",
    version=2,
    contexts=frozenset({"booking", "debt", "earning", "payout"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(BOOKINGS, PAYOUTS, LINES, REVERSALS),
    apply=apply,
    keys=keys,
)
