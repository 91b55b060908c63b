"""A connection on which one process works for long: the right to be the only one, and a bell."""

from types import TracebackType
from typing import Any, LiteralString, Self

import psycopg
from psycopg import Connection

from adapters.postgres.pool import outages
from adapters.postgres.tree import TreeRows
from application.notarising import SignedCheckpoint
from domain.proof.record import Stored
from domain.proof.tiles import Tile

_TAKE_OVER: LiteralString = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_HEAD: LiteralString = "SELECT position FROM log.head"
_ALARM: LiteralString = """
    INSERT INTO proof.alarms (source, sentence, raised_at) VALUES (%s, %s, clock_timestamp())
    ON CONFLICT (source) DO UPDATE SET sentence = EXCLUDED.sentence
"""


class Desk:
    """This reads the log and its tree, for the only one who does this kind of work.

    Every call raises `Unavailable` when PostgreSQL does not answer.
    """

    def __init__(self, url: str, work: str) -> None:
        self._url = url
        self._work = work
        self._connection: Connection[Any] | None = None

    def __enter__(self) -> Self:
        with outages():
            self._connection = psycopg.connect(self._url, autocommit=True)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        self._connection = None

    @property
    def connection(self) -> "Connection[Any]":
        """This is the connection, while it is open."""
        assert self._connection is not None, "use it in a with statement"
        return self._connection

    def take_over(self) -> bool:
        """This gives this process the work, unless another one has it."""
        return bool(self.rows(_TAKE_OVER, (f"preceptor {self._work}",))[0][0])

    def head(self) -> int:
        """This is how many leaves the log has."""
        return int(self.rows(_HEAD)[0][0])

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""
        with outages():
            return TreeRows(self.connection).latest()

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""
        with outages():
            return TreeRows(self.connection).hashes(tile)

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""
        with outages():
            return TreeRows(self.connection).leaves(after, upto)

    def stored(self, after: int, upto: int) -> list[Stored]:
        """This is the facts behind one position, up to another, column by column."""
        with outages():
            return TreeRows(self.connection).stored(after, upto)

    def signed(self, after: int, upto: int) -> list[SignedCheckpoint]:
        """This is what was signed of sizes behind one, up to another, in order."""
        with outages():
            return TreeRows(self.connection).signed(after, upto)

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""
        self.rows(_ALARM, (source, sentence))

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""
        self.rows("DELETE FROM proof.alarms WHERE source = %s", (source,))

    def rows(self, statement: LiteralString, values: tuple[Any, ...] = ()) -> list[Any]:
        """This is what the statement finds, if it looks for something."""
        with outages(), self.connection.cursor(binary=True) as cursor:
            cursor.execute(statement, values, prepare=True)
            return cursor.fetchall() if cursor.description else []
