"""The rows a projection keeps in PostgreSQL, with those used last at hand.

Only one process writes a projection, so what it read once stays true until it writes it, or
until the build's `state` tells that somebody else was there.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import psycopg
from psycopg import Connection

from adapters.postgres.projections.tables import StoredTable
from domain.shared.errors import Unavailable
from projections.rows import Key, Row, Rows, Table

AT_HAND = 10_000


class Unknown:
    """This is a row nobody has looked for yet."""


UNKNOWN = Unknown()


class RowsAtHand:
    """This remembers rows, and that there is none, of one table; the oldest half goes first."""

    def __init__(self, room: int, *, empty: bool) -> None:
        self._half = room // 2
        self._young: dict[Key, Row | None] = {}
        self._old: dict[Key, Row | None] = {}
        self.has_all = empty

    def get(self, key: Key) -> Row | Unknown | None:
        """This is a row, or that there is none, or that only the database knows."""
        if key in self._young:
            return self._young[key]
        if key in self._old:
            found = self._young[key] = self._old[key]
            return found
        return None if self.has_all else UNKNOWN

    def forget(self) -> None:
        """This remembers nothing any more."""
        self._young, self._old, self.has_all = {}, {}, False

    def put(self, key: Key, row: Row | None) -> None:
        """This remembers a row, and forgets the half not used for longest when full."""
        if len(self._young) >= self._half:
            self.has_all = self.has_all and not self._old
            self._old, self._young = self._young, {}
        self._young[key] = row


class KeptRows:
    """This finds rows at hand or in PostgreSQL, and writes what a batch has changed."""

    def __init__(
        self,
        connection: "Connection[Any]",
        schema: str,
        tables: Iterable[Table],
        room: int = AT_HAND,
    ) -> None:
        self._stored = {table: StoredTable(connection, schema, table) for table in tables}
        self._hand = {
            table: RowsAtHand(room, empty=stored.is_empty())
            for table, stored in self._stored.items()
            if not table.append_only
        }

    @property
    def has_all(self) -> bool:
        """This is true while every row there is lies at hand, as when building from nothing."""
        return all(hand.has_all for hand in self._hand.values())

    def forget(self) -> None:
        """This lets go of every row at hand: somebody else may have written it."""
        for hand in self._hand.values():
            hand.forget()

    def find(self, table: Table, key: Key) -> Row | None:
        """This is the row of that key as it is kept.

        Raises:
            Unavailable: PostgreSQL does not answer; the fact being applied is not to blame.
        """
        found = self._hand[table].get(key)
        if isinstance(found, Unknown):
            found = self._select(table, [key]).get(key)
            self._hand[table].put(key, found)
        return found

    def where(self, table: Table, equal: Mapping[str, Any]) -> list[Row]:
        """This is every kept row with those values."""
        try:
            return self._stored[table].where(equal)
        except psycopg.OperationalError as reason:
            raise Unavailable("the rows cannot be read") from reason

    def fetch(self, wanted: Mapping[Table, AbstractSet[Key]]) -> None:
        """This brings rows to hand, those of one table in one statement."""
        for table, keys in wanted.items():
            hand = self._hand[table]
            missing = [key for key in keys if hand.get(key) is UNKNOWN]
            if missing:
                found = self._select(table, missing)
                for key in missing:
                    hand.put(key, found.get(key))

    def write(self, rows: Rows) -> None:
        """This writes what changed, within the transaction of the connection."""
        for table, added in rows.added.items():
            self._stored[table].add(added)
        for table, changed in rows.changed.items():
            self._write(table, changed)

    def remember(self, rows: Rows) -> None:
        """This takes what changed to hand, once it is committed."""
        for table, changed in rows.changed.items():
            hand = self._hand[table]
            for key, row in changed.items():
                hand.put(key, row)

    def _select(self, table: Table, keys: list[Key]) -> dict[Key, Row]:
        try:
            return self._stored[table].select(keys)
        except psycopg.OperationalError as reason:
            raise Unavailable("the rows cannot be read") from reason

    def _write(self, table: Table, changed: Mapping[Key, Row | None]) -> None:
        hand, stored = self._hand[table], self._stored[table]
        new, merged, gone = [], [], []
        for key, row in changed.items():
            if row is None:
                gone.append(key)
            elif hand.get(key) is None:
                new.append(row)
            else:
                merged.append(row)
        stored.delete(gone)
        stored.merge(merged)
        stored.add(new)
