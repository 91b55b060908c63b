"""The connections to PostgreSQL: an outage is told in the application's words, and passes."""

import psycopg
import pytest

from adapters.memory.event_log import InMemoryEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections.worker import ProjectionWorker, connector
from adapters.postgres.relay_state import PostgresRelayState
from domain.shared.errors import Unavailable
from projections.directory.projector import PROJECTION as DIRECTORY

NOWHERE = "postgresql://127.0.0.1:1/none"


class TestADatastore:
    def test_says_that_postgresql_is_away_and_goes_on_after(self, database_url: str) -> None:
        datastore = open_datastore(database_url)
        try:
            with datastore.get_connection() as connection:
                process = connection.info.backend_pid
            _end(database_url, process)
            with pytest.raises(Unavailable), datastore.get_connection() as connection:
                connection.execute("SELECT 1")
            with datastore.get_connection() as connection:
                row = connection.execute("SELECT 1 AS one").fetchone()
            assert row == {"one": 1}
        finally:
            datastore.close()


class TestAConnectionOfOnesOwn:
    @pytest.mark.io
    def test_says_that_postgresql_is_away(self) -> None:
        worker = ProjectionWorker(connector(NOWHERE), DIRECTORY, InMemoryEventLog(), 1)
        with pytest.raises(Unavailable):
            worker.open()
        with pytest.raises(Unavailable), PostgresRelayState(NOWHERE):
            pass

    def test_says_that_it_was_lost(self, database_url: str) -> None:
        migrate(database_url)
        with PostgresRelayState(database_url) as state:
            assert state.take_over()
            _end(database_url)
            with pytest.raises(Unavailable):
                state.wait(10)
            with pytest.raises(Unavailable):
                state.place()


def _end(url: str, process: int | None = None) -> None:
    """This ends that connection to the database, or every other one."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND pid = coalesce(%s, pid)",
            (process,),
        )
