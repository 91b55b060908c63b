"""What models have learnt, as bytes in PostgreSQL: a backup of the log has them with it."""

from typing import LiteralString

from eventsourcing.postgres import PostgresDatastore

from adapters.postgres.pool import outages

_KEEP: LiteralString = """
    INSERT INTO models.files (digest, contents) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING
"""
_FIND: LiteralString = "SELECT contents FROM models.files WHERE digest = %s"


class PostgresModelFiles:
    """This keeps what models have learnt, under the digest of it."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def keep(self, digest: str, contents: bytes) -> None:
        """This keeps it; the same again changes nothing.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with outages(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(_KEEP, (digest, contents))

    def find(self, digest: str) -> bytes | None:
        """This is what is kept under the digest.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with outages(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(_FIND, (digest,))
            found = cursor.fetchone()
        return None if found is None else bytes(found["contents"])
