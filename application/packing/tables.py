"""Rows as files for machines: JSON, and CSV as RFC 4180 has it.

In CSV a text that a spreadsheet could take for a formula gets an apostrophe before it; the JSON
beside it has everything as it is. What is not plain stands in a cell as JSON.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a formula may begin with, in one spreadsheet or another."""

Row = Mapping[str, Any]
_JSON: Final = msgspec.json.Encoder()


def json_lines(lines: Iterable[Row]) -> Iterator[bytes]:
    """This is one JSON object a line."""
    for line in lines:
        yield _JSON.encode(line) + b"\n"


def json_object(parts: Iterable[tuple[str, Any]]) -> Iterator[bytes]:
    """This is one JSON object; a part that is an iterator becomes an array, item by item."""
    yield b"{"
    for number, (name, value) in enumerate(parts):
        yield (b",\n" if number else b"\n") + _JSON.encode(name) + b": "
        yield from _array(value) if isinstance(value, Iterator) else (_JSON.encode(value),)
    yield b"\n}\n"


def csv_table(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """This is a table with a header: UTF-8, comma, CRLF, quoted where need be."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for cells in _lines(columns, rows):
        writer.writerow(cells)
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def inert(text: str) -> str:
    """This is a text that no spreadsheet takes for a formula, whatever blanks it begins with."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def flat(row: Row) -> dict[str, Any]:
    """This is a row in which no object stands inside another: `price.minor` is `price_minor`."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found.update({f"{name}_{inner}": each for inner, each in flat(value).items()})
        else:
            found[name] = value
    return found


def _lines(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[list[str]]:
    yield list(columns)
    for row in rows:
        yield [_cell(row.get(column)) for column in columns]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return inert(value)
        case datetime() | date():
            return msgspec.json.encode(value).decode().strip('"')
        case int() | float() | Decimal():
            return str(value)
        case _:
            return _JSON.encode(value).decode()


def _array(items: Iterable[Any]) -> Iterator[bytes]:
    yield b"["
    for number, item in enumerate(items):
        yield (b",\n  " if number else b"\n  ") + _JSON.encode(item)
    yield b"]"
