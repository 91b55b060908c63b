"""What the relay remembers in PostgreSQL: up to where the log is published, and to which broker."""

import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import Connection

from adapters.postgres.pool import outages
from application.consistency import Partition
from application.delivery import RelayPlace
from domain.shared.errors import Unavailable

LOG_CHANNEL = "preceptor_log"
FRESH_SECONDS = 0.3
_TABLES = """
CREATE SCHEMA IF NOT EXISTS streams;
CREATE TABLE IF NOT EXISTS streams.relay (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    position bigint  NOT NULL,
    marker   text    NOT NULL
) WITH (fillfactor = 10);
CREATE TABLE IF NOT EXISTS streams.published (
    context   text     NOT NULL,
    partition smallint NOT NULL,
    position  bigint   NOT NULL,
    PRIMARY KEY (context, partition)
) WITH (fillfactor = 50);
INSERT INTO streams.relay (position, marker) VALUES (0, '') ON CONFLICT DO NOTHING;
"""


_WAITS = """
    coalesce((SELECT extract(epoch FROM greatest(clock_timestamp() - f.recorded_at, '0'))::float8
              FROM log.facts f WHERE f.notification_id = {} + 1), 0)
"""
_HEAD = "coalesce((SELECT h.position FROM log.head h), 0)"
_PLACE = f"""
SELECT {_HEAD}, r.position, r.marker, {_WAITS.format("r.position")},
       p.context, p.partition, p.position
FROM streams.relay r LEFT JOIN streams.published p ON true
"""
_NOWHERE = f"SELECT {_HEAD}, 0, '', {_WAITS.format(0)}, NULL, NULL, NULL"
"""This is the place before the relay first ran."""


class PostgresRelayState:
    """This is the relay's place and its right to be the only relay, on one connection.

    Commits need not wait for the disk: should a crash undo one, facts are published again, and
    consumers skip what they have.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection[Any] | None = None

    def __enter__(self) -> Self:
        with outages():
            self._connection = psycopg.connect(
                self._url, autocommit=True, options="-c synchronous_commit=off"
            )
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._open().close()
        self._connection = None

    def take_over(self) -> bool:
        """This makes this process the relay, unless another one is."""
        row = self._run("SELECT pg_try_advisory_lock(hashtextextended('preceptor relay', 0))")
        if not row or not row[0][0]:
            return False
        self._run(_TABLES)
        self._run(f"LISTEN {LOG_CHANNEL}")
        return True

    def place(self) -> RelayPlace:
        """This is where the relay left off."""
        return _place(self._run(_PLACE))

    def advance(self, position: int, partitions: Mapping[Partition, int]) -> None:
        """This notes what the broker has acknowledged."""
        lines = [(*partition, at) for partition, at in partitions.items()]
        columns = [list(column) for column in zip(*lines, strict=True)] or [[], [], []]
        self._run(
            "WITH moved AS (UPDATE streams.relay SET position = %s)"
            " INSERT INTO streams.published"
            " SELECT * FROM unnest(%s::text[], %s::smallint[], %s::bigint[])"
            " ON CONFLICT (context, partition) DO UPDATE SET position = EXCLUDED.position",
            (position, *columns),
        )

    def remember_marker(self, marker: str) -> None:
        """This notes which broker now holds the facts: the one that carries the marker."""
        self._run("UPDATE streams.relay SET marker = %s", (marker,))

    def wait(self, seconds: float) -> None:
        """This returns when the log has grown, or after so many seconds."""
        with outages():
            for _ in self._open().notifies(timeout=seconds, stop_after=1):
                return

    def _open(self) -> "Connection[Any]":
        assert self._connection is not None, "use it in a with statement"
        return self._connection

    def _run(self, statement: str, values: tuple[Any, ...] | None = None) -> list[Any]:
        with outages():
            cursor = self._open().execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []


class PostgresPublished:
    """This tells followers how far the relay has come; for many threads, on one connection.

    What was read a moment ago is told again, so that many followers ask as little as one.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection[Any] | None = None
        self._lock = threading.Lock()
        self._known = RelayPlace(0, 0, {}, "")
        self._known_until = 0.0

    def look(self) -> RelayPlace:
        """This is where the relay stands now; nowhere before it first ran.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with self._lock:
            if time.monotonic() > self._known_until:
                self._known = self._read()
                self._known_until = time.monotonic() + FRESH_SECONDS
            return self._known

    def close(self) -> None:
        """This closes the connection; the next look opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self) -> RelayPlace:
        try:
            connection = self._connection
            if connection is None:
                connection = self._connection = psycopg.connect(self._url, autocommit=True)
            if connection.execute("SELECT to_regclass('streams.published')").fetchone() == (None,):
                return _place(connection.execute(_NOWHERE).fetchall())
            return _place(connection.execute(_PLACE).fetchall())
        except (psycopg.OperationalError, psycopg.InterfaceError) as reason:
            self.close()
            raise Unavailable("PostgreSQL does not answer") from reason


def _place(rows: list[Any]) -> RelayPlace:
    head, position, marker, waits = rows[0][:4]
    partitions = {Partition(context, number): at for *_, context, number, at in rows if context}
    return RelayPlace(head, position, partitions, marker, waits)
