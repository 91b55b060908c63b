"""Arrays in PostgreSQL's binary form: elements are encoded where they are made, joined later.

The thread that joins is the one all others wait for, so what can be done before is done before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Final

from psycopg.postgres import types

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)

_length = Struct("!i").pack
_integer = Struct("!ii").pack
_bigint = Struct("!iq").pack
_head = Struct("!iiIii").pack
_empty = Struct("!iiI").pack

NONE: Final = _length(2) + b"{}"
"""An element of `TEXTS` that is an array of nothing."""


def utf8(value: bytes) -> bytes:
    """This is an element of `TEXTS`, given in UTF-8."""
    return _length(len(value)) + value


def text(value: str) -> bytes:
    """This is an element of `TEXTS`."""
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def integer(value: int) -> bytes:
    """This is an element of `INTEGERS`."""
    return _integer(4, value)


def bigint(value: int) -> bytes:
    """This is an element of `BIGINTS`."""
    return _bigint(8, value)


def instant(value: datetime) -> bytes:
    """This is an element of `INSTANTS`."""
    return _bigint(8, (value - EPOCH) // TICK)


def literal(values: Collection[str]) -> bytes:
    """This is an element of `TEXTS` that is an array itself, in PostgreSQL's text form."""
    if not values:
        return NONE
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


@dataclass(frozen=True, slots=True)
class Arrays:
    """This is the arrays of one type: what PostgreSQL calls the elements, and what the whole."""

    element: int
    whole: int

    def of(self, elements: Collection[bytes]) -> bytes:
        """This joins elements that are encoded already."""
        if not elements:
            return _empty(0, 0, self.element)
        return b"".join((_head(1, 0, self.element, len(elements), 1), *elements))


def _arrays(name: str) -> Arrays:
    return Arrays(types[name].oid, types[name].array_oid)


TEXTS: Final = _arrays("text")
INTEGERS: Final = _arrays("int4")
BIGINTS: Final = _arrays("int8")
INSTANTS: Final = _arrays("timestamptz")
