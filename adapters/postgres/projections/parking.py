"""Parked facts: what waits in each projection, and applying it again once the cause is mended."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.kept import KeptRows
from adapters.postgres.projections.rebuild import Connect
from application.delivery import FactLog
from domain.shared.event import Recorded
from projections.rows import Rows, UnfitRow
from projections.runtime import Projection, complete, described, fold


@dataclass(frozen=True, slots=True)
class ParkedStream:
    """This is a stream that waits: from which position, how many facts, and why."""

    stream_id: str
    position: int
    facts: int
    error: str
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class Replayed:
    """This is what came of a replay; `error` says why the rest still waits, if any does."""

    applied: int
    waiting: int
    error: str | None


def parked_streams(connection: "Connection[Any]", name: str) -> list[ParkedStream]:
    """This is every stream that waits in a projection, the one that waits longest first."""
    statement = SQL(
        "SELECT stream_id, min(position) AS position, count(*)::int AS facts,"
        " coalesce(max(error), '') AS error, min(parked_at) AS parked_at"
        " FROM {} GROUP BY stream_id ORDER BY min(position)"
    ).format(Identifier(name, "parked"))
    with connection.cursor(row_factory=class_row(ParkedStream)) as cursor:
        return cursor.execute(statement).fetchall()


def replay(connect: Connect, projection: Projection, facts: FactLog, stream_id: str) -> Replayed:
    """This applies what waits of one stream, in order, up to the first that still fails.

    All of it happens in one transaction, under the lock that batches are written with, so that
    the stream's next fact finds either everything applied or the queue as it was.
    """
    with closing(connect()) as connection:
        return _Replay(connection, projection, stream_id).run(facts)


class _Replay:
    """This is one replay, on one connection."""

    def __init__(
        self, connection: "Connection[Any]", projection: Projection, stream_id: str
    ) -> None:
        self._connection = connection
        self._projection = projection
        self._stream_id = stream_id
        self._table = Identifier(projection.name, "parked")

    def run(self, facts: FactLog) -> Replayed:
        with self._connection.transaction():
            layout.write_lock(self._connection, self._projection.name)
            kept = KeptRows(self._connection, self._projection.name, self._projection.tables)
            waiting = facts.read_positions(self._positions())
            applied, error = 0, None
            for recorded in waiting:
                error = self._apply(kept, recorded)
                if error is not None:
                    self._still_fails(recorded, error)
                    break
                applied += 1
                self._unpark(recorded)
            layout.touch(self._connection, self._projection.name)
        return Replayed(applied, len(waiting) - applied, error)

    def _positions(self) -> list[int]:
        statement = SQL("SELECT position FROM {} WHERE stream_id = %s ORDER BY position")
        found = self._connection.execute(statement.format(self._table), (self._stream_id,))
        return [position for (position,) in found]

    def _apply(self, kept: KeptRows, recorded: Recorded[Any]) -> str | None:
        """This applies one fact, or answers why it cannot be."""
        rows = Rows(kept, self._projection.tables)
        failed = fold(self._projection, rows, [recorded], frozenset())
        if failed:
            return failed[0].error
        try:
            with self._connection.transaction():
                complete(self._projection, rows)
                kept.write(rows)
        except (UnfitRow, psycopg.DataError, psycopg.IntegrityError) as reason:
            return described(reason)
        kept.remember(rows)
        return None

    def _unpark(self, recorded: Recorded[Any]) -> None:
        statement = SQL("DELETE FROM {} WHERE stream_id = %s AND position = %s")
        place = (self._stream_id, recorded.position)
        self._connection.execute(statement.format(self._table), place)

    def _still_fails(self, recorded: Recorded[Any], error: str) -> None:
        statement = SQL("UPDATE {} SET error = %s WHERE stream_id = %s AND position = %s")
        values = (error, self._stream_id, recorded.position)
        self._connection.execute(statement.format(self._table), values)
