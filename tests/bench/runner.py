"""The same read model built the library's way: `ProjectionRunner`, one event at a time."""

from collections.abc import Sequence
from contextlib import closing
from time import perf_counter
from typing import Any

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Notification, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row

from adapters.postgres.pool import open_datastore
from adapters.postgres.projections.kept import KeptRows
from adapters.postgres.recorder import FactMapper, FactRecorder
from domain.shared.event import Recorded
from projections.audit_trail.projector import PROJECTION
from projections.rows import Rows
from tests.support.keys import sealing_on

WAIT_SECONDS = 600.0
URL = "BENCH_URL"


class WholeFacts(FactRecorder):
    """This gives the library's subscription our envelope as well."""

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """This is the next facts, as they lie in the log."""
        assert not topics
        assert stop is None
        first = (start or 0) + (not inclusive_of_start)
        return self.select_facts(first, limit)


class Facts(Application[str]):
    """This is our log as an application of the library: its recorder and mapper are ours."""

    name = "facts"

    def construct_mapper(self) -> Any:
        """This reads facts by topic."""
        return FactMapper(sealing_on(self.datastore))

    def construct_recorder(self) -> Any:
        """This reads the table of facts."""
        self.datastore = open_datastore(str(self.env[URL]))
        return WholeFacts(self.datastore)

    def close(self) -> None:
        """This closes the pool as well."""
        super().close()
        self.datastore.close()


class View(PostgresTrackingRecorder):
    """This keeps the rows, each event in a transaction of its own with its tracking record."""

    kept: KeptRows | None = None

    def take(self, recorded: Recorded[Any], tracking: Tracking) -> None:
        """This writes what one event changes."""
        with self.datastore.transaction(commit=True) as cursor:
            connection: psycopg.Connection[Any] = cursor.connection
            connection.row_factory = tuple_row
            try:
                if self.kept is None:
                    self.kept = KeptRows(connection, PROJECTION.name, PROJECTION.tables)
                rows = Rows(self.kept, PROJECTION.tables)
                PROJECTION.apply(rows, recorded)
                self.kept.write(rows)
            finally:
                connection.row_factory = dict_row
            self._insert_tracking(cursor, tracking)
        self.kept.remember(rows)


class AuditTrail(Projection[View]):
    """This hands each event to the view."""

    name = "bench"
    topics = ()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """This takes one event in."""
        self.view.take(domain_event, tracking)


def seconds_with_runner(url: str, events: int) -> float:
    """This is how long the runner needs for the first so many events of the log."""
    began = perf_counter()
    runner = ProjectionRunner[Facts, View](
        application_class=Facts,
        projection_class=AuditTrail,
        view_class=View,
        env=_environment(url),
    )
    with closing(runner.app), closing(runner.view.datastore):
        runner.wait(events, timeout=WAIT_SECONDS)
        took = perf_counter() - began
        runner.stop()
        runner.run_forever()
    return took


def _environment(url: str) -> Environment:
    parts = conninfo_to_dict(url)
    told = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_POOL_SIZE": "1",
        "POSTGRES_MAX_OVERFLOW": "1",
        URL: url,
    }
    names = {"dbname": "DBNAME", "host": "HOST", "port": "PORT", "user": "USER"}
    for name, variable in {**names, "password": "PASSWORD"}.items():
        told[f"POSTGRES_{variable}"] = str(parts[name])
    return Environment("bench", told)
