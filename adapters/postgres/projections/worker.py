"""A projection as a follower of facts, by itself or with a portion; built before it starts."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from psycopg import Connection

from adapters.postgres.pool import outages
from adapters.postgres.projections import layout
from adapters.postgres.projections.rebuild import AlreadyBeingRebuilt, Connect, rebuild
from adapters.postgres.projections.store import ProjectionStore
from application.consistency import Checkpoints, Portion, Positions
from application.delivery import FactLog
from domain.shared.event import Recorded
from projections.runtime import Projection

log = structlog.get_logger()


def connector(url: str) -> Connect:
    """This opens connections that suit the work on projections."""

    def connect() -> "Connection[Any]":
        return psycopg.connect(url, autocommit=True, options=layout.WORKER_SETTINGS)

    return connect


class NewerBuildInUse(Exception):
    """The projection was built by newer code than ours; start this process with that code."""


class ProjectionWorker:
    """This runs one projection: a `Sink` whose rows and place lie in PostgreSQL."""

    def __init__(
        self, connect: Connect, projection: Projection, facts: FactLog, partitions: int
    ) -> None:
        self._connect = connect
        self._projection = projection
        self._facts = facts
        self._partitions = partitions
        self._connection: Connection[Any] | None = None
        self._store: ProjectionStore | None = None
        self._nowhere = Checkpoints.at_start(projection.contexts, partitions)

    @property
    def name(self) -> str:
        """This is what the projection is called."""
        return self._projection.name

    @property
    def contexts(self) -> frozenset[str]:
        """This is the contexts it follows."""
        return self._projection.contexts

    @property
    def checkpoints(self) -> Checkpoints:
        """This is how far it has come."""
        return self._store.checkpoints if self._store else self._nowhere

    def open(self, portion: Portion | None = None) -> bool:
        """This takes on a portion of the projection, or all of it unless another process has that.

        It is built first when its code is new; while another process builds it this says no.

        Raises:
            NewerBuildInUse: our code is older than what is in use.
            Unavailable: PostgreSQL does not answer.
        """
        with outages():
            connection = self._connection = self._connect()
            is_ours = portion is not None or layout.take_ownership(connection, self.name)
            if not is_ours or not self._is_built(connection):
                self.close()
                return False
            self._store = ProjectionStore(
                connection, self._projection, self._partitions, portion=portion
            )
            self._store.load()
        return True

    def apply(self, batch: Sequence[Recorded[Any]], complete: Positions) -> None:
        """This writes what is new of the batch, and the places reached, in one transaction.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        assert self._store is not None
        with outages():
            self._store.apply(batch, complete)

    def close(self) -> None:
        """This gives the projection up, so that another process may take it on."""
        self._store = None
        if self._connection is not None:
            # Closing alone would free the lock too, but only when the server notices.
            with suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock_all()")
            self._connection.close()
            self._connection = None

    def _is_built(self, connection: "Connection[Any]") -> bool:
        """This builds the projection if need be, and is false while another process does."""
        build = layout.build_of(connection, self.name)
        if build is not None and build.digest == self._projection.digest(self._partitions):
            return True
        if build is not None and build.version > self._projection.version:
            raise NewerBuildInUse(self.name)
        log.info("projection_being_built", projection=self.name)
        with suppress(AlreadyBeingRebuilt):
            rebuild(self._connect, self._projection, self._facts, self._partitions)
            return True
        return False
