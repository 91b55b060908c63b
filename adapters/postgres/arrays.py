"""Arrays in PostgreSQL's binary form: elements are encoded where they are made, joined later.

The thread that joins is the one all others wait for, so what can be done before is done before.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any, ClassVar, Final, Self

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.postgres import types
from psycopg.pq import Format

EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)

_LENGTH = Struct("!i")
_INTEGER = Struct("!ii")
_BIGINT = Struct("!iq")
_HEAD = Struct("!iiIii")
_EMPTY = Struct("!iiI")


def utf8(value: bytes) -> bytes:
    """This is an element of `Texts`, given in UTF-8."""
    return _LENGTH.pack(len(value)) + value


def text(value: str) -> bytes:
    """This is an element of `Texts`."""
    return utf8(value.encode())


def integer(value: int) -> bytes:
    """This is an element of `Integers`."""
    return _INTEGER.pack(4, value)


def bigint(value: int) -> bytes:
    """This is an element of `Bigints`."""
    return _BIGINT.pack(8, value)


def instant(value: datetime) -> bytes:
    """This is an element of `Instants`."""
    return _BIGINT.pack(8, (value - EPOCH) // TICK)


def literal(values: Iterable[str]) -> bytes:
    """This is an element of `Texts` that is an array itself, in PostgreSQL's text form."""
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


class Array(bytes):
    """This is an array as PostgreSQL receives it."""

    __slots__ = ()
    of_type: ClassVar[str]

    @classmethod
    def of(cls, elements: Collection[bytes]) -> Self:
        """This joins elements that are encoded already."""
        kind = types[cls.of_type].oid
        if not elements:
            return cls(_EMPTY.pack(0, 0, kind))
        return cls(b"".join((_HEAD.pack(1, 0, kind, len(elements), 1), *elements)))


class Texts(Array):
    """This is a `text[]`."""

    of_type = "text"


class Integers(Array):
    """This is an `int[]`."""

    of_type = "int4"


class Bigints(Array):
    """This is a `bigint[]`."""

    of_type = "int8"


class Instants(Array):
    """This is a `timestamptz[]`."""

    of_type = "timestamptz"


class _Whole(Dumper):
    """This passes an array on as it is."""

    format = Format.BINARY

    def __init__(self, cls: type[Array], context: Any = None) -> None:
        super().__init__(cls, context)
        self.oid = types[cls.of_type].array_oid

    def dump(self, obj: Array) -> Buffer:
        """This is the array."""
        return obj


def teach(connection: "psycopg.Connection[Any]") -> None:
    """This makes the connection take arrays as parameters."""
    for kind in (Texts, Integers, Bigints, Instants):
        connection.adapters.register_dumper(kind, _Whole)
