"""Every fact's entry becomes rows that are never changed, and is added to what accounts hold."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from domain.ledger.entries import FOLLOWED, postings_of
from domain.shared.event import Recorded, happened_at
from projections.rows import Row, RowKey, Rows, Table
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


def rows_in(recorded: Recorded[Any]) -> Iterator[Row]:
    """This is the rows of a fact's entry, in their order."""
    fact = recorded.fact
    for line, posting in enumerate(postings_of(fact), 1):
        yield {
            "position": recorded.position,
            "line": line,
            "account": posting.account.value,
            "amount_minor": posting.amount.minor,
            "currency": posting.amount.currency,
            "booking_id": getattr(fact, "booking_id", None),
            "tutor_id": fact.tutor_id,
            "student_id": getattr(fact, "student_id", None),
            "occurred_at": happened_at(fact),
            "topic": fact.TOPIC,
        }


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes the fact's entry."""
    for row in rows_in(recorded):
        account = (row["account"], row["currency"])
        rows.add(POSTINGS, row)
        rows.increase(BALANCES, *account, balance_minor=row["amount_minor"])
        rows.increase(TUTOR_BALANCES, row["tutor_id"], *account, balance_minor=row["amount_minor"])


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the accounts the fact posts to."""
    for posting in postings_of(recorded.fact):
        account = (posting.account.value, posting.amount.currency)
        yield BALANCES, account
        yield TUTOR_BALANCES, (recorded.fact.tutor_id, *account)


PROJECTION = Projection(
    name="ledger",
    version=1,
    contexts=FOLLOWED,
    schema=Path(__file__).with_name("schema.sql"),
    tables=(POSTINGS, BALANCES, TUTOR_BALANCES),
    apply=apply,
    keys=keys,
)
