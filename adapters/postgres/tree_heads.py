"""The log as a tree at any of its sizes: from the tree as it was signed, and the leaves behind."""

from datetime import datetime
from typing import LiteralString

from eventsourcing.postgres import PostgresDatastore

from adapters.postgres.tree import PostgresTree
from domain.privacy.terms import Tree
from domain.proof.frontier import Frontier
from domain.proof.tiles import nodes_in

AT_ONCE = 50_000
_BY_THEN: LiteralString = """
    SELECT FROM log.facts WHERE notification_id = %s AND recorded_at <= %s
"""


class PostgresTreeHeads:
    """This is the root over the first so many facts."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore
        self._tree = PostgresTree(datastore)

    def newest(self) -> Tree:
        """This is the tree over all that is recorded now."""
        return self.of(self._tree.head())

    def by(self, time: datetime) -> Tree:
        """This is the tree over all that was recorded up to the instant."""
        low, high = 0, self._tree.head()
        while low < high:
            middle = (low + high + 1) // 2
            if self._was_recorded(middle, time):
                low = middle
            else:
                high = middle - 1
        return self.of(low)

    def of(self, size: int) -> Tree:
        """This is the tree over the first so many facts."""
        signed = self._tree.latest_upto(size)
        frontier = Frontier()
        if signed is not None:
            frontier = Frontier.at(signed.size, nodes_in(signed.size, self._tree.hashes))
        while frontier.size < size:
            upto = min(frontier.size + AT_ONCE, size)
            frontier.extend(self._tree.leaves(frontier.size, upto))
        return Tree(size, frontier.root().hex())

    def _was_recorded(self, position: int, time: datetime) -> bool:
        """This is true when the fact was recorded by then; positions follow time."""
        with self._datastore.get_connection() as connection:
            return connection.execute(_BY_THEN, (position, time)).fetchone() is not None
