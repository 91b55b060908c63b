"""The rows of the log as they lie there: nothing decoded, nothing opened."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from eventsourcing.postgres import PostgresDatastore
from psycopg.rows import tuple_row

from domain.proof.record import Stored

COLUMNS: LiteralString = (
    "notification_id, originator_id, originator_version, topic, state, recorded_at,"
    " actor, ground, correlation_id, causation_id, subjects"
)
AT_ONCE = 5_000
_AFTER: LiteralString = (
    f"SELECT {COLUMNS}, leaf FROM log.facts WHERE notification_id > %s AND notification_id <= %s"
    " ORDER BY notification_id LIMIT %s"
)
_AT: LiteralString = (
    f"SELECT {COLUMNS} FROM log.facts WHERE notification_id = ANY(%s) ORDER BY notification_id"
)
_AT_TIME: LiteralString = "SELECT log.position_before(%s + interval '1 microsecond')"


class Row(NamedTuple):
    """This is a fact as it lies in the log, and the leaf that was kept with it."""

    kept: Stored
    leaf: bytes


class RawLog:
    """This reads `log.facts`."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def rows(self, statement: LiteralString, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """This is whatever a statement finds, by column."""
        with (
            self._datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row, binary=True) as cursor,
        ):
            return cursor.execute(statement, values, prepare=True).fetchall()

    def head(self) -> int:
        """This is where the log says that it stands."""
        ((position,),) = self.rows("SELECT position FROM log.head")
        return int(position)

    def newest(self) -> int:
        """This is the position of the last fact there is, 0 in an empty log."""
        ((position,),) = self.rows("SELECT coalesce(max(notification_id), 0) FROM log.facts")
        return int(position)

    def at(self, positions: list[int]) -> list[Stored]:
        """This is the facts at those positions, in order."""
        return [Stored._make(row) for row in self.rows(_AT, (positions,))]

    def position_at(self, time: datetime) -> int:
        """This is the position of the last fact recorded by then, else 0."""
        ((position,),) = self.rows(_AT_TIME, (time,))
        return int(position)

    def batches(self, after: int, until: int, size: int = AT_ONCE) -> Iterator[list[Row]]:
        """This is the facts of a stretch, a batch at a time; the next is read meanwhile."""
        with ThreadPoolExecutor(1, "audit-read") as reader:
            reading = reader.submit(self.rows, _AFTER, (after, until, size))
            while found := reading.result():
                if len(found) == size:
                    reading = reader.submit(self.rows, _AFTER, (found[-1][0], until, size))
                yield [Row(Stored._make(row[:-1]), row[-1]) for row in found]
                if len(found) < size:
                    return


def event_id_of(stored: Stored) -> str:
    """This identifies the fact for ever: its stream and its version there."""
    return f"{stored.stream}@{stored.version}"
