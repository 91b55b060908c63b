"""The log as a tree, at any of its sizes: computed from the leaves, as anybody else would."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore

from domain.privacy.terms import Tree
from domain.proof.frontier import Frontier

AT_ONCE = 50_000
_LEAVES: LiteralString = """
    SELECT notification_id AS position, leaf FROM log.facts
    WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id
"""
_BY_THEN: LiteralString = """
    SELECT notification_id AS position FROM log.facts
    WHERE notification_id = %s AND recorded_at <= %s
"""


class PostgresTreeHeads:
    """This is the root over the first so many facts."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def newest(self) -> Tree:
        """This is the tree over all that is recorded now."""
        return self.of(self._head())

    def by(self, time: datetime) -> Tree:
        """This is the tree over all that was recorded up to the instant."""
        low, high = 0, self._head()
        while low < high:
            middle = (low + high + 1) // 2
            if self._rows(_BY_THEN, (middle, time)):
                low = middle
            else:
                high = middle - 1
        return self.of(low)

    def of(self, size: int) -> Tree:
        """This is the tree over the first so many facts."""
        frontier = Frontier()
        frontier.extend(self._leaves(size))
        return Tree(size, frontier.root().hex())

    def _leaves(self, size: int) -> Iterator[bytes]:
        position = 0
        while position < size:
            for row in self._rows(_LEAVES, (position, min(position + AT_ONCE, size))):
                position = row["position"]
                yield bytes(row["leaf"])

    def _head(self) -> int:
        (row,) = self._rows("SELECT position FROM log.head", ())
        return int(row["position"])

    def _rows(self, statement: LiteralString, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        with self._datastore.get_connection() as connection:
            return connection.execute(statement, values).fetchall()
