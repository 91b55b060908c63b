"""One projection at work on PostgreSQL: a batch of facts in, its rows and its place written.

Two things keep processes from mixing their rows. Each batch is written under a lock that a replay
or a switch takes too. And `build.state` tells whether somebody else wrote in between: then all that
is remembered is read again, places and rows. So any number may work on one projection, each on its
portion of the partitions, and nothing rests on their agreeing whose a partition is: what one has
taken in the other skips, because it reads the place before it writes.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import structlog
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.kept import AT_HAND, KeptRows
from application.consistency import Checkpoints, Portion, Positions
from domain.shared.event import Recorded
from projections.rows import Rows, UnfitRow
from projections.runtime import Parked, Projection, complete, described, fold, rows_of

log = structlog.get_logger()


class NotBuilt(Exception):
    """This is a projection whose schema is not there, or belongs to other code."""


class ProjectionStore:
    """This applies facts to the rows in one schema: those of a projection, or of its next build.

    It must be used by one thread. `schema` is the projection's name unless a next one is built;
    `room` is how many rows of each table it remembers, `portion` what of the facts it takes in.
    """

    def __init__(
        self,
        connection: "Connection[Any]",
        projection: Projection,
        partitions: int,
        schema: str | None = None,
        room: int = AT_HAND,
        portion: Portion | None = None,
    ) -> None:
        self._connection = connection
        self._projection = projection
        self._partitions = partitions
        self._schema = schema or projection.name
        self._room = room
        self._portion = portion
        self._state: UUID | None = None
        self._kept: KeptRows | None = None
        self._parked: set[str] = set()
        self.checkpoints = Checkpoints.at_start(projection.contexts, partitions)
        checkpoint = Identifier(self._schema, "checkpoint")
        self._advance = SQL(
            "INSERT INTO {} AS old SELECT * FROM unnest(%s::text[], %s::smallint[], %s::bigint[])"
            " ON CONFLICT (context, partition)"
            " DO UPDATE SET position = greatest(old.position, EXCLUDED.position)"
        ).format(checkpoint)
        build = Identifier(self._schema, "build")
        self._read_state = SQL("SELECT state FROM {}").format(build)
        self._change_state = SQL(
            "WITH before AS (SELECT state FROM {0})"
            " UPDATE {0} SET state = %s FROM before RETURNING before.state"
        ).format(build)

    @property
    def name(self) -> str:
        """This is what the projection is called."""
        return self._projection.name

    @property
    def contexts(self) -> frozenset[str]:
        """This is the contexts it follows."""
        return self._projection.contexts

    def load(self) -> None:
        """This reads where the schema stands.

        Raises:
            NotBuilt: there is nothing of this projection's code in it.
        """
        build = layout.build_of(self._connection, self._schema)
        if build is None or build.digest != self._projection.digest(self._partitions):
            raise NotBuilt(self._schema)
        self._state = build.state
        if self._kept is None:
            tables = self._projection.tables
            self._kept = KeptRows(self._connection, self._schema, tables, self._room)
        else:
            self._kept.forget()
        parked = SQL("SELECT DISTINCT stream_id FROM {}").format(self._parked_table)
        self._parked = {stream_id for (stream_id,) in self._connection.execute(parked)}
        positions = layout.positions_in(self._connection, self._schema)
        checkpoints = Checkpoints(positions, self._partitions)
        self.checkpoints = checkpoints.within(self._portion) if self._portion else checkpoints

    def apply(self, batch: Sequence[Recorded[Any]], complete: Positions) -> None:
        """This writes what is new of the batch, and the places reached, in one transaction.

        A fact whose rows PostgreSQL will not take is found by halving the batch, and parked.
        """
        try:
            self._write(batch, complete)
        except (UnfitRow, psycopg.DataError, psycopg.IntegrityError) as reason:
            if len(batch) <= 1:
                self._write(batch, complete, reason)
                return
            middle = len(batch) // 2
            self.apply(batch[:middle], {})
            self.apply(batch[middle:], complete)

    def _write(
        self, batch: Sequence[Recorded[Any]], reached: Positions, bad: Exception | None = None
    ) -> None:
        with self._connection.transaction():
            state, kept = self._enter(uuid4() if batch else None)
            checkpoints = self.checkpoints.copy()
            fresh = checkpoints.take(batch, reached)
            rows = Rows(kept, self._projection.tables)
            if bad is not None:
                waiting = [Parked(one.stream_id, one.position, described(bad)) for one in fresh]
            else:
                waiting = self._fold(kept, rows, fresh)
                kept.write(rows)
            self._park(waiting)
            self._note(checkpoints)
        self._state = state
        self.checkpoints = checkpoints
        self._parked.update(parked.stream_id for parked in waiting)
        kept.remember(rows)
        for parked in waiting:
            if parked.error:
                self._tell(parked)

    def _enter(self, next_state: UUID | None) -> tuple[UUID | None, KeptRows]:
        """This waits for whoever is writing, and reads anew what they have changed.

        What is about to be changed is told to them by another state.
        """
        layout.write_lock(self._connection, self._schema)
        if next_state is None:
            row = self._connection.execute(self._read_state).fetchone()
        else:
            row = self._connection.execute(self._change_state, (next_state,)).fetchone()
        if self._kept is None or row is None or row[0] != self._state:
            self.load()
        assert self._kept is not None
        return next_state or self._state, self._kept

    def _fold(self, kept: KeptRows, rows: Rows, fresh: Sequence[Recorded[Any]]) -> list[Parked]:
        if not kept.has_all:
            kept.fetch(rows_of(self._projection, fresh))
        waiting = fold(self._projection, rows, fresh, self._parked)
        complete(self._projection, rows)
        return waiting

    def _park(self, waiting: Sequence[Parked]) -> None:
        if waiting:
            statement = SQL(
                "INSERT INTO {} (stream_id, position, error)"
                " SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[])"
            ).format(self._parked_table)
            lines = [(parked.stream_id, parked.position, parked.error) for parked in waiting]
            self._connection.execute(
                statement, [list(column) for column in zip(*lines, strict=True)]
            )

    def _note(self, checkpoints: Checkpoints) -> None:
        moved = checkpoints.since(self.checkpoints)
        if moved:
            lines = [(*partition, position) for partition, position in moved.items()]
            columns = [list(column) for column in zip(*lines, strict=True)]
            self._connection.execute(self._advance, columns)
            layout.tell(self._connection, self._schema, moved)

    def _tell(self, parked: Parked) -> None:
        log.error(
            "fact_parked",
            projection=self.name,
            stream_id=parked.stream_id,
            position=parked.position,
            error=parked.error,
        )

    @property
    def _parked_table(self) -> Identifier:
        return Identifier(self._schema, "parked")
