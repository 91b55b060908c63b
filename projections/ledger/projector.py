"""Every fact's entry becomes rows that are never changed, and is added to what accounts hold."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from domain.ledger.entries import FOLLOWED
from domain.ledger.lines import lines_of
from domain.shared.event import Recorded
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection

POSTINGS = Table(
    "postings",
    key=("position", "line"),
    columns=(
        *("account", "amount_minor", "currency", "booking_id", "tutor_id", "student_id"),
        *("occurred_at", "topic"),
    ),
    append_only=True,
)
BALANCES = Table("balances", key=("account", "currency"), columns=("balance_minor",))
TUTOR_BALANCES = Table(
    "tutor_balances", key=("tutor_id", "account", "currency"), columns=("balance_minor",)
)


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes the fact's entry."""
    for line in lines_of(recorded):
        account, by = (line.account, line.currency), line.amount_minor
        rows.add(POSTINGS, asdict(line))
        rows.increase(BALANCES, *account, balance_minor=by)
        rows.increase(TUTOR_BALANCES, line.tutor_id, *account, balance_minor=by)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the accounts the fact posts to."""
    for line in lines_of(recorded):
        yield BALANCES, (line.account, line.currency)
        yield TUTOR_BALANCES, (line.tutor_id, line.account, line.currency)


PROJECTION = Projection(
    name="ledger",
    version=2,
    contexts=FOLLOWED,
    schema=Path(__file__).with_name("schema.sql"),
    tables=(POSTINGS, BALANCES, TUTOR_BALANCES),
    apply=apply,
    keys=keys,
)
