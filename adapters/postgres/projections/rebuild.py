"""Rebuilding: the next build is made beside the one in use, compared, and switched to at once.

While it is made, the running worker goes on. Then, under the lock every batch is written with,
both are brought to the same position and compared, and the schemas change names in one
transaction. Readers see the old rows or the new ones, never none. The worker's next batch
finds another `state` and goes on with the new build.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
import structlog
from psycopg import Connection

from adapters.postgres.projections import layout
from adapters.postgres.projections.layout import Difference
from adapters.postgres.projections.store import ProjectionStore
from application.delivery import FactLog, Progress, catch_up
from projections.runtime import Projection

BULK_FROM = 50_000
CLOSE_ENOUGH = 2_000
ROWS_AT_HAND = 100_000
DROP_PATIENCE = "5s"

Connect = Callable[[], "Connection[Any]"]

log = structlog.get_logger()


class AlreadyBeingRebuilt(Exception):
    """Somebody else is rebuilding this projection right now; wait for them."""


class RowsDiffer(Exception):
    """This is a strict rebuild that gave other rows; the build in use was left as it was."""

    def __init__(self, rebuilt: "Rebuilt") -> None:
        super().__init__(", ".join(found.table for found in rebuilt.differences))
        self.rebuilt = rebuilt


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """This is what came of a rebuild.

    `was_compared` is false when there was nothing of the same code to compare with.
    """

    name: str
    position: int
    was_compared: bool
    differences: tuple[Difference, ...]


def rebuild(
    connect: Connect,
    projection: Projection,
    facts: FactLog,
    partitions: int,
    *,
    say: Progress = lambda _done, _total: None,
    strict: bool = False,
) -> Rebuilt:
    """This builds the projection anew from the log and puts the result in use.

    Raises:
        AlreadyBeingRebuilt: another process is at it.
        RowsDiffer: `strict` was asked, and the rows are not what they were.
    """
    next_schema = f"{projection.name}_next"
    with closing(connect()) as connection, layout.ownership(connection, next_schema) as is_ours:
        if not is_ours:
            raise AlreadyBeingRebuilt(projection.name)
        layout.make(connection, next_schema, projection, partitions)
        following = ProjectionStore(connection, projection, partitions, next_schema, ROWS_AT_HAND)
        following.load()
        _fill(connection, following, next_schema, facts, say)
        rebuilt = _switch(connection, following, projection, facts, partitions, strict=strict)
        _drop_old(connection, projection.name)
    log.info(
        "projection_rebuilt",
        projection=rebuilt.name,
        position=rebuilt.position,
        differences=[found.table for found in rebuilt.differences],
    )
    return rebuilt


def _fill(
    connection: "Connection[Any]",
    following: ProjectionStore,
    schema: str,
    facts: FactLog,
    say: Progress,
) -> None:
    """This brings the next build close to the head; of a long log, without its indexes first."""
    is_long = facts.head() >= BULK_FROM
    indexes = layout.suspend_indexes(connection, schema) if is_long else []
    catch_up(following, facts, say)
    for definition in indexes:
        connection.execute(definition.encode())
    while facts.head() - catch_up(following, facts, say) > CLOSE_ENOUGH:
        pass


def _switch(
    connection: "Connection[Any]",
    following: ProjectionStore,
    projection: Projection,
    facts: FactLog,
    partitions: int,
    *,
    strict: bool,
) -> Rebuilt:
    name, next_schema = projection.name, f"{projection.name}_next"
    with connection.transaction():
        layout.switch_lock(connection, name)
        layout.write_lock(connection, name)
        position = catch_up(following, facts)
        compared = _in_use(connection, projection, partitions)
        found: tuple[Difference, ...] = ()
        if compared is not None:
            catch_up(compared, facts, head=position)
            found = tuple(layout.differences(connection, name, next_schema, projection))
        rebuilt = Rebuilt(name, position, compared is not None, found)
        if strict and found:
            raise RowsDiffer(rebuilt)
        layout.drop(connection, f"{name}_old")
        if layout.exists(connection, name):
            layout.rename(connection, name, f"{name}_old")
        layout.rename(connection, next_schema, name)
        layout.tell(connection, name, following.checkpoints.positions)
    return rebuilt


def _in_use(
    connection: "Connection[Any]", projection: Projection, partitions: int
) -> ProjectionStore | None:
    """This is the build in use, if it is of the same code and so must have the same rows."""
    build = layout.build_of(connection, projection.name)
    if build is None or build.digest != projection.digest(partitions):
        return None
    store = ProjectionStore(connection, projection, partitions)
    store.load()
    return store


def _drop_old(connection: "Connection[Any]", name: str) -> None:
    """This removes the build that was in use; should a reader hold it, the next rebuild does."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", (DROP_PATIENCE,))
            layout.drop(connection, f"{name}_old")
    except psycopg.errors.LockNotAvailable:
        log.info("old_build_kept", projection=name)
