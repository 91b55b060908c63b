"""The connections to PostgreSQL: the library's datastore, opened from a URL, and outages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from eventsourcing.persistence import InterfaceError, OperationalError
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from domain.shared.errors import Unavailable

LOCK_TIMEOUT_SECONDS = 10
KNOWN = ("dbname", "host", "port", "user", "password")


class Datastore(PostgresDatastore):
    """This is the library's datastore, telling of an outage in our own words."""

    @contextmanager
    def get_connection(self) -> "Iterator[Connection[dict[str, Any]]]":
        """This is a connection from the pool, given back when the block ends.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        try:
            with super().get_connection() as connection:
                yield connection
        except (InterfaceError, OperationalError) as reason:
            raise Unavailable("PostgreSQL does not answer") from reason


def open_datastore(url: str, *, pool_size: int = 8, schema: str = "log") -> PostgresDatastore:
    """This opens a pool on the database of the URL; what libpq understands in it is kept."""
    given = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    datastore = Datastore(
        dbname=given.get("dbname", ""),
        host=given.get("host", ""),
        port=given.get("port", ""),
        user=given.get("user", ""),
        password=given.get("password", ""),
        pool_size=1,
        max_overflow=pool_size - 1,
        max_waiting=0,
        connect_timeout=30.0,
        lock_timeout=LOCK_TIMEOUT_SECONDS,
        originator_id_type="text",
        schema=schema,
    )
    extras = {key: value for key, value in given.items() if key not in KNOWN}
    known = datastore.pool.kwargs
    assert isinstance(known, dict)
    known.update(extras)
    for name in KNOWN:
        if not known[name]:
            del known[name]
    return datastore


@contextmanager
def outages() -> Iterator[None]:
    """This tells in our words that PostgreSQL does not answer."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as reason:
        raise Unavailable("PostgreSQL does not answer") from reason
