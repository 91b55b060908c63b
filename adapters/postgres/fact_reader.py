"""The log as followers read it: decoded, and never stopped by a fact the code cannot read.

Rows go straight into the envelope, without the library's stored events in between: reading is
what a rebuild spends most of its time on.
"""

from collections.abc import Callable, Sequence
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import tuple_row

from adapters.bodies.codec import Unreadable
from adapters.bodies.sealing import Body, Sealing
from adapters.postgres.recorder import COLUMNS
from application.consistency import Portion
from domain.shared.event import Fact, Recorded
from domain.shared.unreadable import unreadable

_NEXT: LiteralString = (
    f"SELECT {COLUMNS} FROM log.facts WHERE notification_id > %s ORDER BY notification_id LIMIT %s"
)
_NEXT_OF: LiteralString = (
    f"SELECT {COLUMNS} FROM log.facts WHERE notification_id > %s AND topic LIKE ANY(%s)"
    " ORDER BY notification_id LIMIT %s"
)
_NEXT_OF_PORTION: LiteralString = (
    f"SELECT {COLUMNS} FROM log.facts WHERE notification_id > %s AND topic LIKE ANY(%s)"
    " AND crc32(convert_to(originator_id, 'UTF8')) %% %s = ANY(%s)"
    " ORDER BY notification_id LIMIT %s"
)
"""Partitions are counted as `partition_of` counts them, which PostgreSQL can since 18."""

_AT: LiteralString = (
    f"SELECT {COLUMNS} FROM log.facts WHERE notification_id = ANY(%s) ORDER BY notification_id"
)


class PostgresFactReader:
    """This reads facts in the order of the log; an unreadable one comes as a stand-in."""

    def __init__(self, datastore: PostgresDatastore, sealing: Sealing) -> None:
        self._datastore = datastore
        self._sealing = sealing

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""
        with self._datastore.get_connection() as connection:
            row = connection.execute("SELECT position FROM log.head").fetchone()
        return row["position"] if row else 0

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        portion: Portion | None = None,
    ) -> list[Recorded[Any]]:
        """This is the next facts behind a position, of those contexts or all, of a portion."""
        patterns = [f"{context}.%" for context in sorted(contexts or ())] or ["%"]
        if portion is not None and not portion.is_whole:
            values = (after, patterns, portion.of, sorted(portion.numbers), limit)
            return self._select(_NEXT_OF_PORTION, values)
        if contexts:
            return self._select(_NEXT_OF, (after, patterns, limit))
        return self._select(_NEXT, (after, limit))

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """This is the facts at exactly those positions, in order."""
        return self._select(_AT, (list(positions),))

    def _select(self, statement: LiteralString, values: tuple[Any, ...]) -> list[Recorded[Any]]:
        with (
            self._datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            rows = cursor.execute(statement, values, prepare=True).fetchall()
        facts = self._sealing.open([Body(row[1], row[2], row[3], row[4]) for row in rows])
        return [
            _recorded(row, _or_stand_in(row[3], fact))
            for row, fact in zip(rows, facts, strict=True)
        ]


def opener(sealing: Sealing) -> Callable[[str, int, str, bytes], Fact]:
    """This opens a body by stream, version and topic; a fact we cannot read has a stand-in."""

    def opened(stream_id: str, version: int, topic: str, body: bytes) -> Fact:
        (fact,) = sealing.open([Body(stream_id, version, topic, body)])
        return _or_stand_in(topic, fact)

    return opened


def _recorded(row: tuple[Any, ...], fact: Fact) -> Recorded[Any]:
    position, stream_id, version, _topic, _body, at, actor, ground, correlation, causation, of = row
    subjects = tuple(of)
    return Recorded(
        position, stream_id, version, fact, at, actor, ground, correlation, causation, subjects
    )


def _or_stand_in(topic: str, fact: Fact | Unreadable) -> Fact:
    return unreadable(topic)() if isinstance(fact, Unreadable) else fact
