"""Digests of read models as they were signed: kept by one process, read by all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import tuple_row

from adapters.postgres.desk import Desk
from application.digesting import SignedDigests
from domain.proof.digests import Digests

_KEEP: LiteralString = """
    WITH kept AS (
        INSERT INTO proof.digests (position, size, signed_at, note)
        VALUES (%s, %s, %s, %s) RETURNING number
    )
    INSERT INTO proof.digest_places (projection, position, number)
    SELECT told.*, kept.number FROM kept, unnest(%s::text[], %s::bigint[]) AS told
"""
_BEFORE: LiteralString = """
    SELECT number, position, size, signed_at, note FROM proof.digests
    WHERE number < coalesce(%s, 9223372036854775807) ORDER BY number DESC LIMIT %s
"""
_NUMBER: LiteralString = """
    SELECT number, position, size, signed_at, note FROM proof.digests WHERE number = %s
"""
_OF: LiteralString = """
    SELECT d.number, d.position, d.size, d.signed_at, d.note
    FROM proof.digest_places AS told JOIN proof.digests AS d USING (number)
    WHERE told.projection = %s AND told.position = %s ORDER BY d.number
"""
_NEAR: LiteralString = """
    (SELECT position FROM proof.digest_places WHERE projection = %(name)s
        AND position <= coalesce(%(at)s, 9223372036854775807) ORDER BY position DESC LIMIT 1)
    UNION ALL
    (SELECT position FROM proof.digest_places WHERE projection = %(name)s
        AND position > %(at)s ORDER BY position LIMIT 1)
"""


class PostgresDigestDesk(Desk):
    """This keeps digests of read models."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "digests")

    def latest_digests(self) -> SignedDigests | None:
        """This is the digests that were signed last."""
        rows = self.rows(_BEFORE, (None, 1))
        return SignedDigests(*rows[0]) if rows else None

    def keep_digests(self, digests: Digests, signed_at: datetime, note: str) -> None:
        """This keeps what was signed, to be found by each read model and its position."""
        names = [one.name for one in digests.projections]
        positions = [one.position for one in digests.projections]
        self.rows(_KEEP, (digests.position, digests.size, signed_at, note, names, positions))


class PostgresDigestShelf:
    """This reads published digests through the pool of the log.

    Every call raises `Unavailable` when PostgreSQL does not answer.
    """

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def digests(self, number: int) -> SignedDigests | None:
        """This is the digests of that number."""
        found = self._signed(_NUMBER, (number,))
        return found[0] if found else None

    def digests_before(self, number: int | None, limit: int) -> Sequence[SignedDigests]:
        """This is the digests before those, or the last ones, the newest first."""
        return self._signed(_BEFORE, (number, limit))

    def digests_of(self, projection: str, position: int) -> Sequence[SignedDigests]:
        """This is every digests that tell of that read model at that position."""
        return self._signed(_OF, (projection, position))

    def told_near(self, projection: str, position: int | None) -> Sequence[int]:
        """This is where the read model was told of, below the position and above it, or last."""
        return [at for (at,) in self._rows(_NEAR, {"name": projection, "at": position})]

    def _signed(self, statement: LiteralString, values: Any) -> list[SignedDigests]:
        return [SignedDigests(*row) for row in self._rows(statement, values)]

    def _rows(self, statement: LiteralString, values: Any) -> list[tuple[Any, ...]]:
        with (
            self._datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(statement, values, prepare=True).fetchall()
