"""The tree in PostgreSQL: leaves in the log, the hashes of tiles above them, and what was signed.

Hashes of level 0 are read from `log.facts`, where they lie since the append; they are not stored
a second time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.rows import tuple_row

from application.notarising import SignedCheckpoint
from domain.proof.merkle import HASH_BYTES
from domain.proof.record import Stored
from domain.proof.tiles import WIDTH, Tile

_LATEST: LiteralString = """
    SELECT number, size, root, signed_at, note FROM proof.checkpoints ORDER BY number DESC LIMIT 1
"""
_LATEST_UPTO: LiteralString = """
    SELECT number, size, root, signed_at, note FROM proof.checkpoints WHERE size <= %s
    ORDER BY size DESC, number DESC LIMIT 1
"""
_SIGNED: LiteralString = """
    SELECT number, size, root, signed_at, note FROM proof.checkpoints
    WHERE size > %s AND size <= %s ORDER BY size, number
"""
_COSIGNATURES: LiteralString = """
    SELECT line FROM proof.cosignatures WHERE checkpoint = %s ORDER BY made_at, line
"""
_LEAVES: LiteralString = """
    SELECT string_agg(leaf, ''::bytea ORDER BY notification_id) FROM log.facts
    WHERE notification_id > %s AND notification_id <= %s
"""
_HASHES: LiteralString = """
    SELECT string_agg(hash, ''::bytea ORDER BY index) FROM proof.tile_hashes
    WHERE level = %s AND index >= %s AND index < %s
"""
_STORED: LiteralString = """
    SELECT notification_id, originator_id, originator_version, topic, state, recorded_at,
        actor, ground, correlation_id, causation_id, subjects
    FROM log.facts WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id
"""


class TreeRows:
    """This reads the tree through one connection."""

    def __init__(self, connection: "Connection[Any]") -> None:
        self._connection = connection

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""
        rows = self._rows(_LATEST, ())
        return SignedCheckpoint(*rows[0]) if rows else None

    def latest_upto(self, size: int) -> SignedCheckpoint | None:
        """This is what was signed last of no more than so many facts."""
        rows = self._rows(_LATEST_UPTO, (size,))
        return SignedCheckpoint(*rows[0]) if rows else None

    def signed(self, after: int, upto: int) -> list[SignedCheckpoint]:
        """This is what was signed of sizes behind one, up to another, in order."""
        return [SignedCheckpoint(*row) for row in self._rows(_SIGNED, (after, upto))]

    def cosignatures(self, checkpoint: int) -> list[str]:
        """This is the signature lines of witnesses under a checkpoint."""
        return [line for (line,) in self._rows(_COSIGNATURES, (checkpoint,))]

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""
        first = tile.index * WIDTH
        last = first + tile.width
        if tile.level == 0:
            return self._joined(_LEAVES, (first, last))
        return self._joined(_HASHES, (tile.level, first, last))

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""
        found = self._joined(_LEAVES, (after, upto))
        return [found[at : at + HASH_BYTES] for at in range(0, len(found), HASH_BYTES)]

    def stored(self, after: int, upto: int) -> list[Stored]:
        """This is the facts behind one position, up to another, column by column."""
        return [Stored(*row) for row in self._rows(_STORED, (after, upto))]

    def _joined(self, statement: LiteralString, values: tuple[Any, ...]) -> bytes:
        return self._rows(statement, values)[0][0] or b""

    def _rows(self, statement: LiteralString, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._connection.cursor(row_factory=tuple_row, binary=True) as cursor:
            return cursor.execute(statement, values, prepare=True).fetchall()


class PostgresTree:
    """This reads the tree through the pool of the log.

    Every call raises `Unavailable` when PostgreSQL does not answer.
    """

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""
        with self._reading() as rows:
            return rows.latest()

    def cosignatures(self, checkpoint: int) -> list[str]:
        """This is the signature lines of witnesses under a checkpoint."""
        with self._reading() as rows:
            return rows.cosignatures(checkpoint)

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""
        with self._reading() as rows:
            return rows.hashes(tile)

    def latest_upto(self, size: int) -> SignedCheckpoint | None:
        """This is what was signed last of no more than so many facts."""
        with self._reading() as rows:
            return rows.latest_upto(size)

    def head(self) -> int:
        """This is how many leaves the log has."""
        with self._datastore.get_connection() as connection:
            row = connection.execute("SELECT position FROM log.head").fetchone()
        return row["position"] if row else 0

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""
        with self._reading() as rows:
            return rows.leaves(after, upto)

    def signed(self, after: int, upto: int) -> list[SignedCheckpoint]:
        """This is what was signed of sizes behind one, up to another, in order."""
        with self._reading() as rows:
            return rows.signed(after, upto)

    def stored(self, after: int, upto: int) -> list[Stored]:
        """This is the facts behind one position, up to another, column by column."""
        with self._reading() as rows:
            return rows.stored(after, upto)

    @contextmanager
    def _reading(self) -> Iterator[TreeRows]:
        with self._datastore.get_connection() as connection:
            yield TreeRows(connection)
