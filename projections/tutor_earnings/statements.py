"""A tutor's statement: what a month changed, from what was owed before it to what is owed after.

A line stands in the month in which it was recorded. So a month that is over changes no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from domain.shared.time import Interval
from projections.reading import Reader

_LINES: LiteralString = (
    "SELECT position, currency, booking_id, payout_id, kind, reason, starts_at, gross_minor,"
    " refund_minor, fee_minor, amount_minor, debt_minor, occurred_at FROM tutor_earnings.lines"
    " WHERE tutor_id = %(tutor_id)s AND recorded_at >= %(start)s AND recorded_at < %(end)s"
    " ORDER BY currency, position"
)
_BEFORE: LiteralString = (
    "SELECT currency, sum(amount_minor)::bigint AS balance_minor,"
    " sum(debt_minor)::bigint AS debt_minor FROM tutor_earnings.lines"
    " WHERE tutor_id = %(tutor_id)s AND recorded_at < %(start)s GROUP BY currency ORDER BY currency"
)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """This is one thing that changed what a tutor is owed, in minor units.

    Attributes:
        kind: `earned` by a booking, `corrected`, `debt_incurred`, `debt_withheld`, `paid_out`, or
            `sent_back` by the tutor's bank.
        reason: what was decided on, or why money came back.
        starts_at: when the lesson is or was.
        amount_minor: what it adds; of a booking, gross less refund less fee.
        debt_minor: what it adds to what the tutor owes.
    """

    position: int
    booking_id: str | None
    payout_id: str | None
    kind: str
    reason: str | None
    starts_at: datetime | None
    gross_minor: int
    refund_minor: int
    fee_minor: int
    amount_minor: int
    debt_minor: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class StatementPart:
    """This is a statement in one currency: what was owed to the tutor, and by them, and what is."""

    currency: str
    opening_minor: int
    closing_minor: int
    opening_debt_minor: int
    closing_debt_minor: int
    lines: tuple[StatementLine, ...]


def statement(reader: Reader, tutor_id: str, month: Interval) -> list[StatementPart]:
    """This is what the month changed, in each currency the tutor ever earned in."""
    asked = {"tutor_id": tutor_id, "start": month.start, "end": month.end}
    before = {row.pop("currency"): row for row in reader.rows(_BEFORE, asked)}
    lines: dict[str, list[StatementLine]] = {currency: [] for currency in before}
    for row in reader.rows(_LINES, asked):
        lines.setdefault(row.pop("currency"), []).append(StatementLine(**row))
    return [_part(currency, before.get(currency), lines[currency]) for currency in sorted(lines)]


def _part(
    currency: str, before: dict[str, Any] | None, lines: Sequence[StatementLine]
) -> StatementPart:
    opening, debt = (before["balance_minor"], before["debt_minor"]) if before else (0, 0)
    return StatementPart(
        currency=currency,
        opening_minor=opening,
        closing_minor=opening + sum(line.amount_minor for line in lines),
        opening_debt_minor=debt,
        closing_debt_minor=debt + sum(line.debt_minor for line in lines),
        lines=tuple(lines),
    )
