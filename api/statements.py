"""A tutor's statement of a month, as an answer and as a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.amounts import number
from api.packages.language import Language
from api.sheets import Sheet
from projections.tutor_earnings.statements import StatementLine, StatementPart

COLUMNS: Final = (
    *("occurred_at", "kind", "reason", "booking_id", "starts_at", "payout_id"),
    *("gross_minor", "refund_minor", "fee_minor", "amount_minor", "debt_minor", "currency"),
)
AMOUNTS: Final = tuple(name for name in COLUMNS if name.endswith("_minor"))


@dataclass(frozen=True, slots=True)
class Statement:
    """This is what a month changed in what a tutor is owed, in each currency.

    Attributes:
        zone: whose days the month is made of: those of where the platform is established.
        is_final: the month is over, so that nothing of it will change.
    """

    tutor_id: str
    month: str
    zone: str
    start: datetime
    end: datetime
    is_final: bool
    parts: tuple[StatementPart, ...]


def sheet_of(statement: Statement, locale: str) -> Sheet:
    """This is the statement as a table: each currency between what was owed and what is."""
    language = Language.of(locale)
    headings = [language.column(name) for name in COLUMNS]
    lines = (line for part in statement.parts for line in _lines(part))
    rows = (_row(line, statement.zone, language) for line in lines)
    return Sheet(f"statement-{statement.month}", headings, rows)


def _lines(part: StatementPart) -> Iterator[dict[str, Any]]:
    said = {"currency": part.currency}
    owed, debt = part.opening_minor, part.opening_debt_minor
    yield {**said, "kind": "opening_balance", "amount_minor": owed, "debt_minor": debt}
    for line in part.lines:
        yield {**said, **_said(line)}
    owed, debt = part.closing_minor, part.closing_debt_minor
    yield {**said, "kind": "closing_balance", "amount_minor": owed, "debt_minor": debt}


def _said(line: StatementLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in StatementLine.__slots__}


def _row(line: dict[str, Any], zone: str, language: Language) -> list[Any]:
    return [_cell(line, name, zone, language) for name in COLUMNS]


def _cell(line: dict[str, Any], name: str, zone: str, language: Language) -> Any:
    value = line.get(name)
    if value is None:
        return None
    if name in AMOUNTS:
        return number(value, line["currency"])
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return language.value(value) if name in {"kind", "reason"} else value
