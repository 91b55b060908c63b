"""An answer as a sheet: CSV for whoever would rather have that, in the language they read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from api.words import language_of, weights_in
from application.packing.tables import csv_table

MEDIA_TYPE: Final = "text/csv"
DOCUMENTED: Final[Mapping[str, Any]] = {MEDIA_TYPE: {"schema": {"type": "string"}}}


@dataclass(frozen=True, slots=True)
class Sheet:
    """This is a table with a name, its cells as they are: `csv_table` makes formulas harmless."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


AsSheet = Callable[[Any, str], Sheet]
"""An answer, and the language it is told in, as a sheet."""


def is_wanted(request: Request) -> bool:
    """This is true for whoever accepts CSV rather than JSON (RFC 9110)."""
    weights = weights_in(request.headers.get("accept", ""))
    json = weights.get("application/json", weights.get("application/*", weights.get("*/*", 0.0)))
    return weights.get(MEDIA_TYPE, weights.get("text/*", 0.0)) > json


def written(as_sheet: AsSheet, found: Any, request: Request) -> tuple[bytes, dict[str, str]]:
    """This is the answer as CSV, and what its headers say."""
    said = language_of(request.headers.get("accept-language", ""))
    sheet = as_sheet(found, said)
    rows = (dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows)
    headers = {
        "Content-Disposition": f'attachment; filename="{sheet.name}.csv"',
        "Content-Language": said,
        "Vary": "Authorization, Accept, Accept-Language",
    }
    return b"".join(csv_table(sheet.columns, rows)), headers
