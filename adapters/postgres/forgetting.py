"""Fencing and destroying on PostgreSQL, and every process forgetting what it remembers.

A fence is written while the head of the log is locked: whatever was appended before it is there
to be found, and nothing personal is appended after it.
"""

import threading
import time
from collections.abc import Collection
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import structlog
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection

from adapters.postgres.keyring import REMEMBERED_SECONDS, PostgresKeyring
from domain.privacy.terms import DestroyedKey
from domain.shared.personal import Category

CHANNEL = "preceptor_erasures"
BEAT_SECONDS = 10.0
STALE = f"{int(REMEMBERED_SECONDS)} seconds"
LOOK_SECONDS = 0.02
LISTEN_SECONDS = 0.2
"""A process that ends waits so long for its listener."""

_FENCE = """
    INSERT INTO log.fences (drawer, request_id, position)
    SELECT unnest(%s::text[]), %s, head.position FROM log.head ON CONFLICT DO NOTHING
"""
_STREAMS = """
    SELECT DISTINCT originator_id FROM log.facts
    WHERE subjects <> '{}' AND subjects @> ARRAY[%s] ORDER BY originator_id
"""
_DESTROY = """
    WITH gone AS (
        DELETE FROM keys.subject_keys WHERE subject = %s AND category = ANY(%s)
        RETURNING subject, category, version, fingerprint
    )
    INSERT INTO keys.destroyed (subject, category, version, fingerprint) SELECT * FROM gone
"""
_DESTROYED = """
    SELECT category, version, fingerprint FROM keys.destroyed
    WHERE subject = %s AND category = ANY(%s) ORDER BY category, version
"""
_COUNT = "UPDATE keys.erasures SET number = number + 1 RETURNING number"
_BEHIND = f"""
    SELECT count(*) AS count FROM keys.caches
    WHERE seen < %s AND beat_at > clock_timestamp() - interval '{STALE}'
"""

log = structlog.get_logger()


class PostgresKeyDestruction:
    """This erases on the database of the log and of the keys."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def fence(
        self, person_id: str, categories: Collection[Category], request_id: str
    ) -> tuple[str, ...]:
        """This writes the fences, and answers every stream that has to forget."""
        drawers = [f"{person_id}/{category}" for category in sorted(categories)]
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT FROM log.head FOR UPDATE")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('fences', 0))")
            cursor.execute(_FENCE, (drawers, request_id))
            rows = cursor.execute(_STREAMS, (person_id,)).fetchall()
        return tuple(row["originator_id"] for row in rows)

    def destroy(self, person_id: str, categories: Collection[Category]) -> tuple[DestroyedKey, ...]:
        """This deletes the keys, and waits for every process that may remember one."""
        names = [str(category) for category in sorted(categories)]
        with self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_DESTROY, (person_id, names))
            row = cursor.execute(_COUNT).fetchone()
            assert row is not None
            cursor.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
        self._wait_until_forgotten(row["number"])
        with self._datastore.get_connection() as connection:
            rows = connection.execute(_DESTROYED, (person_id, names)).fetchall()
        return tuple(
            DestroyedKey(Category(row["category"]), row["version"], row["fingerprint"])
            for row in rows
        )

    def _wait_until_forgotten(self, number: int) -> None:
        """This returns when each cache has been emptied, or is too old to hold anything."""
        until = time.monotonic() + REMEMBERED_SECONDS
        while time.monotonic() < until:
            with self._datastore.get_connection() as connection:
                row = connection.execute(_BEHIND, (number,)).fetchone()
            if row is None or row["count"] == 0:
                return
            time.sleep(LOOK_SECONDS)


class Forgetful:
    """This empties a process's cache of keys whenever somebody is erased, in a thread of its own.

    Keys are remembered only while the cache is announced and the connection stands: else nobody
    could tell us to forget.
    """

    def __init__(self, url: str, keyring: PostgresKeyring) -> None:
        self._url = url
        self._keyring = keyring
        self._seen = -1
        self._id = uuid4()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forgetful", daemon=True)

    def start(self) -> None:
        """This begins to listen; it returns at once."""
        self._thread.start()

    def close(self) -> None:
        """This ends the thread and withdraws the announcement."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(psycopg.connect(self._url, autocommit=True)) as connection:
                    self._listen(connection)
            except psycopg.Error as reason:
                log.warning("key_cache_unwatched", error=type(reason).__name__)
                self._stopping.wait(1.0)
            finally:
                self._keyring.remember_nothing()

    def _listen(self, connection: "Connection[Any]") -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        self._announce(connection)
        self._keyring.remember()
        beaten = time.monotonic()
        while not self._stopping.is_set():
            told = list(connection.notifies(timeout=LISTEN_SECONDS, stop_after=1))
            if told or time.monotonic() - beaten > BEAT_SECONDS:
                self._announce(connection)
                beaten = time.monotonic()
        connection.execute("DELETE FROM keys.caches WHERE id = %s", (self._id,))

    def _announce(self, connection: "Connection[Any]") -> None:
        """This empties the cache up to the newest erasure, and says so."""
        row = connection.execute("SELECT number FROM keys.erasures").fetchone()
        assert row is not None
        if row[0] != self._seen:
            self._keyring.forget()
            self._seen = row[0]
        connection.execute(
            "INSERT INTO keys.caches (id, seen, beat_at) VALUES (%s, %s, clock_timestamp())"
            " ON CONFLICT (id) DO UPDATE SET seen = EXCLUDED.seen, beat_at = EXCLUDED.beat_at",
            (self._id, row[0]),
        )
