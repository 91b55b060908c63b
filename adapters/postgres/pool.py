"""The connections to PostgreSQL: the library's datastore, opened from a URL."""

from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

LOCK_TIMEOUT_SECONDS = 10
KNOWN = ("dbname", "host", "port", "user", "password")


def open_datastore(url: str, *, pool_size: int = 8, schema: str = "log") -> PostgresDatastore:
    """This opens a pool on the database of the URL; what libpq understands in it is kept."""
    given = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    datastore = PostgresDatastore(
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
