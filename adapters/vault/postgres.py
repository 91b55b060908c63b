"""The vault in PostgreSQL: a schema of its own, for a role or a database of its own.

Kept in the same database as the log, its backups hold both; `KEY_VAULT_URL` names another one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from psycopg import Connection

from adapters.vault.wrapping import fresh_key, unwrapped, wrapped
from application.ports import Wrapped
from domain.shared.errors import KeyIsGone, Unavailable

TABLES = """
CREATE SCHEMA IF NOT EXISTS vault;
CREATE TABLE IF NOT EXISTS vault.keks (
    version      int         PRIMARY KEY,
    key          bytea,
    made_at      timestamptz NOT NULL,
    destroyed_at timestamptz,
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
);
REVOKE ALL ON vault.keks FROM PUBLIC;
"""


class PostgresKeyVault:
    """This keeps key-encryption keys in `vault.keks`; what was read stays at hand."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: dict[int, bytes] = {}
        self._newest = 0

    def prepare(self) -> None:
        """This makes the table, where it is not there yet."""
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('vault', 0))")
            connection.execute(TABLES)

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """This is the key, wrapped by the newest version; the first use makes the first one."""
        if not self._newest:
            self.rotate(datetime.now(UTC), timedelta.max)
        return Wrapped(self._newest, wrapped(self._kek(self._newest), key, context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """This is the key again."""
        return unwrapped(self._kek(wrapped.version), wrapped.data, context)

    def rotate(self, now: datetime, every: timedelta) -> int:
        """This is the newest version, made now when the last is older than `every`."""
        with self._connected() as connection:
            connection.execute("LOCK vault.keks IN EXCLUSIVE MODE")
            row = connection.execute(
                "SELECT version, made_at FROM vault.keks ORDER BY version DESC LIMIT 1"
            ).fetchone()
            version = row[0] if row else 0
            if row is None or now - row[1] >= every:
                version += 1
                connection.execute(
                    "INSERT INTO vault.keks (version, key, made_at) VALUES (%s, %s, %s)",
                    (version, fresh_key(), now),
                )
        self._newest = version
        return version

    def destroy(self, version: int, now: datetime) -> None:
        """This empties the row; that there was a version, and until when, stays known."""
        with self._connected() as connection:
            connection.execute(
                "UPDATE vault.keks SET key = NULL, destroyed_at = %s"
                " WHERE version = %s AND key IS NOT NULL",
                (now, version),
            )
        self._known.pop(version, None)

    def versions(self) -> Mapping[int, datetime]:
        """This is every version that still has its key."""
        with self._connected() as connection:
            rows = connection.execute(
                "SELECT version, made_at FROM vault.keks WHERE key IS NOT NULL"
            ).fetchall()
        return dict(rows)

    def _kek(self, version: int) -> bytes:
        if version not in self._known:
            with self._connected() as connection:
                row = connection.execute(
                    "SELECT key FROM vault.keks WHERE version = %s", (version,)
                ).fetchone()
            if row is None or row[0] is None:
                raise KeyIsGone(f"version {version} of the key-encryption key")
            self._known[version] = bytes(row[0])
        return self._known[version]

    @contextmanager
    def _connected(self) -> "Iterator[Connection[Any]]":
        try:
            with psycopg.connect(self._url) as connection:
                yield connection
        except psycopg.OperationalError as reason:
            raise Unavailable("the key vault does not answer") from reason
