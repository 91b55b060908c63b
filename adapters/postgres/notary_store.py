"""The tree as the notary extends it, on one connection that also makes it the only notary."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import Connection
from psycopg.errors import UniqueViolation

from adapters.postgres.tree import TreeRows
from application.notarising import DoesNotContinue, SignedCheckpoint
from domain.proof.checkpoint import Checkpoint
from domain.proof.growth import TileHash
from domain.proof.tiles import Tile
from domain.shared.errors import Unavailable

_TAKE_OVER: LiteralString = "SELECT pg_try_advisory_lock(hashtextextended('preceptor notary', 0))"
_HEAD: LiteralString = "SELECT position FROM log.head"
_KEEP_HASHES: LiteralString = """
    INSERT INTO proof.tile_hashes (level, index, hash)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])
"""
_KEEP: LiteralString = """
    INSERT INTO proof.checkpoints (size, root, signed_at, note) VALUES (%s, %s, %s, %s)
    RETURNING number, size, root, signed_at, note
"""
_ALARM: LiteralString = """
    INSERT INTO proof.alarms (source, sentence, raised_at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (source) DO UPDATE SET sentence = EXCLUDED.sentence
"""


class PostgresNotaryStore:
    """This keeps checkpoints, and the right to be the only one who makes them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection[Any] | None = None

    def __enter__(self) -> Self:
        with _outages():
            self._connection = psycopg.connect(self._url, autocommit=True)
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
        """This makes this process the notary, unless another one is."""
        return bool(self._rows(_TAKE_OVER)[0][0])

    def head(self) -> int:
        """This is how many leaves the log has."""
        return int(self._rows(_HEAD)[0][0])

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""
        with _outages():
            return TreeRows(self._open()).latest()

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""
        with _outages():
            return TreeRows(self._open()).hashes(tile)

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""
        with _outages():
            return TreeRows(self._open()).leaves(after, upto)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """This lets what is kept within be kept together, or not at all."""
        with _outages(), self._open().transaction():
            yield

    def keep_hashes(self, hashes: Sequence[TileHash]) -> None:
        """This keeps hashes of tiles."""
        lines = [(each.level, each.index, each.hash) for each in hashes]
        if not lines:
            return
        try:
            self._rows(_KEEP_HASHES, tuple(list(column) for column in zip(*lines, strict=True)))
        except UniqueViolation as reason:
            raise DoesNotContinue("Hashes of tiles stand where nothing was signed yet.") from reason

    def keep(self, checkpoint: Checkpoint, signed_at: datetime, note: str) -> SignedCheckpoint:
        """This keeps what was signed."""
        values = (checkpoint.size, checkpoint.root, signed_at, note)
        return SignedCheckpoint(*self._rows(_KEEP, values)[0])

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""
        self._rows(_ALARM, (source, sentence))

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""
        self._rows("DELETE FROM proof.alarms WHERE source = %s", (source,))

    def _open(self) -> "Connection[Any]":
        assert self._connection is not None, "use it in a with statement"
        return self._connection

    def _rows(self, statement: LiteralString, values: tuple[Any, ...] = ()) -> list[Any]:
        with _outages(), self._open().cursor(binary=True) as cursor:
            cursor.execute(statement, values, prepare=True)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as reason:
        raise Unavailable("PostgreSQL does not answer") from reason
