"""Replaying a read model as of then: from the facts up to a position, beside the one in use.

The rows go through the same `ProjectionStore` as those in use, into a schema that nobody reads
and that goes again. Nothing follows from them: processes work off only the lists in the schemas
of their own names. What the read model in use has not got yet, a replay compared with it leaves
out as well.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.digest import public_digest_of, table_digests
from adapters.postgres.projections.live import parked_in
from adapters.postgres.projections.rebuild import BULK_FROM, ROWS_AT_HAND, Connect
from adapters.postgres.projections.store import ProjectionStore
from application.auditing.asking import ReplayIsRunning, TableDigest
from application.consistency import Checkpoints, Positions, Reached
from application.delivery import FactLog, Progress, catch_up
from domain.shared.event import Recorded
from projections.runtime import Projection

_KEEP = SQL("COMMENT ON SCHEMA {} IS 'kept'")
_REPLAYS = (
    "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)"
    " AND (%s OR obj_description(oid, 'pg_namespace') IS DISTINCT FROM 'kept')"
)


@dataclass(frozen=True, slots=True)
class Derived:
    """This is what a replay gave; `schema` holds the rows, if they were kept."""

    tables: Sequence[TableDigest]
    public_digest: str
    parked: int
    schema: str | None


@dataclass(frozen=True, slots=True)
class Replaying:
    """This derives one read model again, or what a process keeps."""

    connect: Connect
    projection: Projection
    partitions: int

    def until(self, facts: FactLog, place: Reached, *, is_kept: bool, say: Progress) -> Derived:
        """This derives the rows from the facts up to that place.

        Raises:
            ReplayIsRunning: this read model is being replayed by somebody else.
        """
        projection = self.projection
        schema = f"{projection.name}_asof_{uuid4().hex[:8]}"
        with (
            closing(self.connect()) as connection,
            layout.ownership(connection, f"{projection.name}_asof") as is_ours,
        ):
            if not is_ours:
                raise ReplayIsRunning
            _drop(connection, projection, also_kept=False)
            try:
                layout.make(connection, schema, projection, self.partitions)
                store = ProjectionStore(
                    connection, projection, self.partitions, schema, ROWS_AT_HAND
                )
                store.load()
                _fill(connection, schema, _UpTo(store, place), facts, say)
                derived = _derived(connection, schema, projection, is_kept=is_kept)
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


def _derived(
    connection: "Connection[Any]", schema: str, projection: Projection, *, is_kept: bool
) -> Derived:
    tables = table_digests(connection, schema, projection)
    public = public_digest_of(connection, schema, projection, tables)
    parked = parked_in(connection, schema)
    if is_kept:
        connection.execute(_KEEP.format(Identifier(schema)))
    return Derived(tables, public, parked, schema if is_kept else None)


class _UpTo:
    """This lets through, to a store, the facts up to a place."""

    def __init__(self, store: ProjectionStore, place: Reached) -> None:
        self._store = store
        self.place = place

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
        """This applies what is not missing at the place."""
        missing = self.place.missing
        self._store.apply([one for one in batch if one.position not in missing], complete)


def _fill(
    connection: "Connection[Any]", schema: str, store: _UpTo, facts: FactLog, say: Progress
) -> None:
    head = store.place.position
    indexes = layout.suspend_indexes(connection, schema) if head >= BULK_FROM else []
    catch_up(store, facts, say, head=head)
    for definition in indexes:
        connection.execute(definition.encode())
