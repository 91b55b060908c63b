"""What models have learnt, as bytes in PostgreSQL: a backup of the log has them with it."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import LiteralString

from eventsourcing.postgres import PostgresDatastore

from adapters.postgres.pool import outages

_KEEP: LiteralString = """
    INSERT INTO models.files (digest, contents, kept_at) VALUES (%s, %s, %s)
    ON CONFLICT (digest) DO UPDATE SET kept_at = greatest(files.kept_at, excluded.kept_at)
"""
_FIND: LiteralString = "SELECT contents FROM models.files WHERE digest = %s"
_REMOVE: LiteralString = (
    "DELETE FROM models.files WHERE kept_at < %s AND NOT digest = ANY(%s) RETURNING digest"
)


class PostgresModelFiles:
    """This keeps what models have learnt, under the digest of it."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def keep(self, digest: str, contents: bytes, now: datetime) -> None:
        """This keeps it; of the same again it is known that it was learnt anew.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with outages(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_KEEP, (digest, contents, now))

    def find(self, digest: str) -> bytes | None:
        """This is what is kept under the digest.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with outages(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(_FIND, (digest,))
            found = cursor.fetchone()
        return None if found is None else bytes(found["contents"])

    def remove(self, before: datetime, needed: AbstractSet[str]) -> AbstractSet[str]:
        """This removes what is not needed, and was last learnt before that time.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with outages(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_REMOVE, (before, list(needed)))
            return {row["digest"] for row in cursor.fetchall()}
