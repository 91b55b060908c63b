"""The log in PostgreSQL as a tree that proves, at any of its sizes."""

from datetime import datetime

from eventsourcing.postgres import PostgresDatastore

from adapters.postgres.auditing.reading import RawLog
from adapters.postgres.tree import PostgresTree
from application.log_tree import TreeAtSize


class PostgresLogTree:
    """This is the log as a tree, at any of its sizes.

    Every call raises `Unavailable` when PostgreSQL does not answer, and `ProofInvalid` when leaves
    are missing, or hashes that were stored.
    """

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._tree = PostgresTree(datastore)
        self._log = RawLog(datastore)

    def newest(self) -> TreeAtSize:
        """This is the tree over all that is recorded now."""
        return self.of(self._tree.head())

    def by(self, time: datetime) -> TreeAtSize:
        """This is the tree over all that was recorded up to the instant."""
        return self.of(self._log.position_at(time))

    def of(self, size: int) -> TreeAtSize:
        """This is the tree over the first so many facts."""
        return TreeAtSize(self._tree, size)
