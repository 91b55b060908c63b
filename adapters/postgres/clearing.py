"""Clearing what is derived of an erased person: rows first seen gone, then the bytes behind them.

A read model blanks the person's columns when the erasure in the stream reaches it. This waits for
that, counts what each table still holds, and rewrites the tables, because PostgreSQL leaves the
bytes of a row where they were until something else is written over them.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composed, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.asof import drop_replays
from application.auditing.asking import ReplayIsRunning
from domain.privacy.terms import ClearedStore
from domain.shared.errors import Unavailable
from projections.rows import Table
from projections.runtime import Projection

PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.05
LOCK_PATIENCE = "5s"
SNAPSHOTS = """
    DELETE FROM log.snapshots WHERE originator_id IN (
        SELECT originator_id FROM log.facts WHERE subjects <> '{}' AND subjects @> ARRAY[%s]
    )
"""


class DerivedStores:
    """This is every store of PostgreSQL in which something personal is kept in the clear."""

    def __init__(self, url: str, projections: Iterable[Projection]) -> None:
        self._url = url
        self._projections = tuple(projections)

    def clear(self, person_id: str) -> Iterator[ClearedStore]:
        """This tells of each store what became of it; it may be asked again at any time.

        Raises:
            Unavailable: a read model has not caught up, or is being read for too long, or replayed.
        """
        with closing(psycopg.connect(self._url, autocommit=True)) as connection:
            row = connection.execute("SELECT position FROM log.head").fetchone()
            assert row is not None
            yield _snapshots(connection, person_id)
            for projection in self._projections:
                if any(table.personal for table in projection.tables):
                    _await(connection, projection, row[0])
                    yield _cleared(connection, projection, person_id)
                    yield from _replays(connection, projection)


def _snapshots(connection: "Connection[Any]", person_id: str) -> ClearedStore:
    gone = connection.execute(SNAPSHOTS, (person_id,)).rowcount
    if gone:
        _rewrite(connection, Identifier("log", "snapshots"))
    return ClearedStore("log.snapshots", gone, gone, 0)


def _cleared(connection: "Connection[Any]", projection: Projection, person_id: str) -> ClearedStore:
    matched = remaining = 0
    for table in projection.tables:
        if table.personal:
            name = Identifier(projection.name, table.name)
            matched += _count(connection, name, _theirs(table), person_id)
            remaining += _count(connection, name, _held(table), person_id)
            _rewrite(connection, name)
    return ClearedStore(projection.name, matched, matched - remaining, remaining)


def _replays(connection: "Connection[Any]", projection: Projection) -> Iterator[ClearedStore]:
    """This removes what auditors derived again and kept: no erasure in the stream reaches it."""
    try:
        gone = drop_replays(connection, projection)
    except ReplayIsRunning as reason:
        raise Unavailable(f"{projection.name} is being replayed") from reason
    if gone:
        yield ClearedStore(f"{projection.name}, as of then", gone, gone, 0)


def _theirs(table: Table) -> Composed:
    """This is true of rows that belong to the person in any of the ways that the table knows."""
    owners = sorted(set(table.personal.values()))
    return SQL(" OR ").join(SQL("{} = %(person)s").format(Identifier(owner)) for owner in owners)


def _held(table: Table) -> Composed:
    """This is true of rows that still hold something of theirs."""
    return SQL(" OR ").join(
        SQL("({} = %(person)s AND {} IS NOT NULL)").format(Identifier(owner), Identifier(column))
        for column, owner in sorted(table.personal.items())
    )


def _count(
    connection: "Connection[Any]", name: Identifier, condition: Composed, person_id: str
) -> int:
    statement = SQL("SELECT count(*) FROM {} WHERE {}").format(name, condition)
    row = connection.execute(statement, {"person": person_id}).fetchone()
    assert row is not None
    return int(row[0])


def _await(connection: "Connection[Any]", projection: Projection, position: int) -> None:
    """This returns when the read model has all that was recorded up to the position."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        positions = layout.positions_in(connection, projection.name).values()
        if min(positions, default=0) >= position:
            return
        time.sleep(LOOK_SECONDS)
    raise Unavailable(f"{projection.name} has not caught up")


def _rewrite(connection: "Connection[Any]", name: Identifier) -> None:
    """This writes the table and its indexes anew, so that what was deleted is in no file."""
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (LOCK_PATIENCE,))
    try:
        connection.execute(SQL("VACUUM (FULL, ANALYZE) {}").format(name))
    except psycopg.errors.LockNotAvailable as reason:
        raise Unavailable("a table is being read for too long") from reason
