"""The one call that writes: `log.append_group`, over a connection of its own.

The whole round trip is one call into libpq. A driver that looks after each packet by itself has
to wait for the interpreter after each of them, in line with every other thread.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGconn, PGresult

from adapters.postgres.entry import APPENDED, TYPES, Entry, Verdict, parameters

NAME: Final = b"append_group"
PLACES: Final = ", ".join(f"${number}" for number in range(1, len(TYPES) + 1))
CALL: Final = f"SELECT * FROM log.append_group({PLACES})".encode()
FORMATS: Final = [Format.BINARY] * len(TYPES)


class GroupAppends:
    """This appends groups; where there is no connection, or none any more, it opens one."""

    def __init__(self, connect: Callable[[], "psycopg.Connection[Any]"]) -> None:
        self._connect = connect
        self._connection: psycopg.Connection[Any] | None = None

    def __call__(self, group: Sequence[Entry]) -> list[Verdict]:
        """This is the verdict of each entry.

        Raises:
            OperationalError: the connection was lost, and nobody knows what became of the group.
            Error: PostgreSQL refuses the group, of which nothing was written.
        """
        try:
            result = self._call(parameters(group))
        except psycopg.OperationalError:
            self.close()
            raise
        verdicts = dict(_verdict(result, row) for row in range(result.ntuples))
        return [verdicts[number] for number in range(1, len(group) + 1)]

    def close(self) -> None:
        """This gives the connection up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _call(self, given: Sequence[bytes]) -> PGresult:
        if self._connection is None:
            self._connection = self._connect()
            libpq = self._connection.pgconn
            _check(libpq, libpq.prepare(NAME, CALL, TYPES), ExecStatus.COMMAND_OK)
        libpq = self._connection.pgconn
        result = libpq.exec_prepared(NAME, given, FORMATS, Format.BINARY)
        return _check(libpq, result, ExecStatus.TUPLES_OK)


def _check(libpq: PGconn, result: PGresult, wanted: ExecStatus) -> PGresult:
    if result.status == wanted:
        return result
    if libpq.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is lost")
    raise error_from_result(result)


def _verdict(result: PGresult, row: int) -> tuple[int, Verdict]:
    """This is one row of the answer: whose it is, and what it says."""
    value = result.get_value
    first, last = _number(value(row, 2)), _number(value(row, 3))
    kind = _text(value(row, 1)) or ""
    if kind == APPENDED:
        verdict = Verdict(kind, first, last)
    else:
        texts = (_text(value(row, column)) for column in range(4, 7))
        verdict = Verdict(kind, first, last, *texts)
    return _number(value(row, 0)) or 0, verdict


def _number(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
