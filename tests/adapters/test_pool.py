"""The connections to PostgreSQL: an outage is told in the application's words, and passes."""

import psycopg
import pytest

from adapters.postgres.pool import open_datastore
from domain.shared.errors import Unavailable


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


def _end(url: str, process: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (process,))
