"""Replaying a read model as of then: from the facts up to a position, beside the one in use.

The rows go through the same `ProjectionStore` as those in use, into a schema that nobody reads
and that goes again. Nothing follows from them: processes work off only the lists in the schemas
of their own names. Where the read model in use stands may differ from partition to partition;
compared with it, a replay stops at exactly those places.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from psycopg import Connection, IsolationLevel
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.digest import digest_of, table_digests
from adapters.postgres.projections.rebuild import BULK_FROM, ROWS_AT_HAND, Connect
from adapters.postgres.projections.store import NotBuilt, ProjectionStore
from application.auditing.asking import ReplayIsRunning, TableDigest
from application.consistency import Checkpoints, Positions
from application.delivery import FactLog, Progress, catch_up
from domain.shared.event import Recorded
from projections.runtime import Projection

_KEEP = SQL("COMMENT ON SCHEMA {} IS 'kept'")
_REPLAYS = (
    "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"
    " AND (%s OR obj_description(oid, 'pg_namespace') IS DISTINCT FROM 'kept')"
)


@dataclass(frozen=True, slots=True)
class Live:
    """This is where the read model in use stands, and its digest there."""

    positions: Positions
    digest: str


@dataclass(frozen=True, slots=True)
class Derived:
    """This is what a replay gave; `schema` holds the rows, if they were kept."""

    tables: Sequence[TableDigest]
    parked: int
    schema: str | None


def live(connect: Connect, projection: Projection, partitions: int) -> Live:
    """This is where the read model in use stands, and its digest, both of one moment.

    Raises:
        NotBuilt: none of this code is in use.
    """
    with closing(connect()) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            build = layout.build_of(connection, projection.name)
            if build is None or build.digest != projection.digest(partitions):
                raise NotBuilt(projection.name)
            positions = layout.positions_in(connection, projection.name)
            return Live(positions, digest_of(connection, projection.name, projection))


def replay_until(
    connect: Connect,
    projection: Projection,
    facts: FactLog,
    until: Positions,
    *,
    is_kept: bool,
    say: Progress,
) -> Derived:
    """This derives the rows from the facts up to those places, one for each partition.

    Raises:
        ReplayIsRunning: this read model is being replayed by somebody else.
    """
    partitions = len({number for _context, number in until})
    schema = f"{projection.name}_asof_{uuid4().hex[:8]}"
    with (
        closing(connect()) as connection,
        layout.ownership(connection, f"{projection.name}_asof") as is_ours,
    ):
        if not is_ours:
            raise ReplayIsRunning
        _drop(connection, projection, also_kept=False)
        try:
            layout.make(connection, schema, projection, partitions)
            _fill(connection, schema, projection, facts, until, say)
            derived = Derived(
                table_digests(connection, schema, projection),
                _parked(connection, schema),
                schema if is_kept else None,
            )
            if is_kept:
                connection.execute(_KEEP.format(Identifier(schema)))
        except BaseException:
            is_kept = False
            raise
        finally:
            if not is_kept:
                layout.drop(connection, schema)
    return derived


def drop_replays(connection: "Connection[Any]", projection: Projection) -> int:
    """This removes every replay of the read model, also those kept, and answers how many.

    Raises:
        ReplayIsRunning: one is being made just now.
    """
    with layout.ownership(connection, f"{projection.name}_asof") as is_ours:
        if not is_ours:
            raise ReplayIsRunning
        return _drop(connection, projection, also_kept=True)


def _drop(connection: "Connection[Any]", projection: Projection, *, also_kept: bool) -> int:
    """This removes what replays left behind that were killed, and those kept if it is asked to."""
    found = connection.execute(_REPLAYS, (f"{projection.name}_asof_", also_kept)).fetchall()
    for (schema,) in found:
        layout.drop(connection, schema)
    return len(found)


def _fill(
    connection: "Connection[Any]",
    schema: str,
    projection: Projection,
    facts: FactLog,
    until: Positions,
    say: Progress,
) -> None:
    partitions = len({number for _context, number in until})
    store = ProjectionStore(connection, projection, partitions, schema, ROWS_AT_HAND)
    store.load()
    head = max(until.values(), default=0)
    indexes = layout.suspend_indexes(connection, schema) if head >= BULK_FROM else []
    catch_up(_UpTo(store, until), facts, say, head=head)
    for definition in indexes:
        connection.execute(definition.encode())


def _parked(connection: "Connection[Any]", schema: str) -> int:
    statement = SQL("SELECT count(*) FROM {}").format(Identifier(schema, "parked"))
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])


class _UpTo:
    """This lets through, to a store, the facts up to the place of their partition."""

    def __init__(self, store: ProjectionStore, until: Positions) -> None:
        self._store = store
        self._until = until

    @property
    def name(self) -> str:
        """This is what the projection is called."""
        return self._store.name

    @property
    def contexts(self) -> frozenset[str]:
        """This is the contexts it follows."""
        return self._store.contexts

    @property
    def checkpoints(self) -> Checkpoints:
        """This is how far it has come."""
        return self._store.checkpoints

    def apply(self, batch: Sequence[Recorded[Any]], complete: Positions) -> None:
        """This applies what lies before the places."""
        place = self._store.checkpoints.partition
        wanted = [one for one in batch if one.position <= self._until[place(one)]]
        self._store.apply(wanted, complete)
