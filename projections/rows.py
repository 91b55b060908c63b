"""The rows of a projection while facts change them: plain dicts, no database.

A batch of facts changes rows here; what is kept below is read on demand and is written once,
when the batch is over. What one fact changed can be taken back if the fact turns out bad.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any, Protocol, TypeAlias

Row: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[Any, ...]
RowKey: TypeAlias = "tuple[Table, Key]"

_PLAIN = frozenset((str, int, bool, float, type(None), datetime, date, Decimal))


@dataclass(frozen=True, eq=False)
class Table:
    """This is a table of a projection, as `schema.sql` makes it; generated columns left out.

    Attributes:
        name: its name there.
        key: the columns that identify a row: its primary key.
        columns: all others that the projector writes.
        blank: what a row holds in columns nobody has set yet; nothing (`None`) when absent.
        append_only: rows are only ever added, with `rows.add`, and never read.
        personal: each column that holds somebody's own words or address, in plain text or
            derived from it, with the column that says whose.
        mixed: further columns that something of that is in, among other things; all of them
            where a row is there only while somebody's words are.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    blank: Mapping[str, Any] = field(default_factory=dict)
    append_only: bool = False
    personal: Mapping[str, str] = field(default_factory=dict)
    mixed: frozenset[str] = frozenset()

    @cached_property
    def all_columns(self) -> tuple[str, ...]:
        """This is every column the projector writes, the key first."""
        return self.key + self.columns

    @cached_property
    def public_columns(self) -> tuple[str, ...]:
        """This is the columns that hold the same, whoever is erased; none where a row may go."""
        if self.mixed.intersection(self.key):
            return ()
        unlike = self.mixed | self.personal.keys()
        return tuple(column for column in self.all_columns if column not in unlike)

    @cached_property
    def template(self) -> Row:
        """This is a row nobody has written to, not even its key."""
        return {**dict.fromkeys(self.all_columns), **self.blank}

    def new_row(self, key: Key) -> Row:
        """This is a row of that key that nobody has written to yet."""
        return {**self.template, **dict(zip(self.key, map(_plain, key), strict=True))}


class NoSuchColumn(Exception):
    """This is a projector writing a column that its table does not declare."""


class UnfitRow(Exception):
    """This is a row that cannot be kept as it is: a value has no place in its column."""


class Kept(Protocol):
    """This is where rows are kept between batches."""

    def find(self, table: Table, key: Key) -> Row | None:
        """This is the row of that key as it is kept."""

    def where(self, table: Table, equal: Mapping[str, Any]) -> list[Row]:
        """This is every kept row with those values."""


class Rows:
    """This is what a projector reads and writes. Rows that it reads are not to be changed in place.

    Attributes:
        changed: rows put or deleted (`None`) in this batch.
        added: rows added to append-only tables in this batch.
    """

    __slots__ = ("_kept", "_undo", "added", "changed")

    def __init__(self, kept: Kept, tables: Iterable[Table]) -> None:
        self._kept = kept
        self._undo: list[tuple[Table, Key | None, Row | None, bool]] = []
        self.changed: dict[Table, dict[Key, Row | None]] = {}
        self.added: dict[Table, list[Row]] = {}
        for table in tables:
            if table.append_only:
                self.added[table] = []
            else:
                self.changed[table] = {}

    def get(self, table: Table, /, *key: Any) -> Row | None:
        """This is the row of that key, if there is one."""
        changed = self.changed[table]
        if key in changed:
            return changed[key]
        return self._kept.find(table, key)

    def put(self, table: Table, row: Mapping[str, Any], /) -> None:
        """This writes a whole row; columns left out hold their blank."""
        self._set(table, _key(table, row), _filled(table, table.template, row))

    def change(self, table: Table, /, *key: Any, **values: Any) -> None:
        """This sets some columns of a row; one that is not there yet is made.

        Making it is what keeps the rows independent of the order in which streams arrive.
        """
        row = self.get(table, *key) or table.new_row(key)
        self._set(table, key, _filled(table, row, values))

    def increase(self, table: Table, /, *key: Any, **by: int) -> None:
        """This adds to number columns of a row; one that is not there yet starts at nothing."""
        row = self.get(table, *key) or table.new_row(key)
        more = {column: (row[column] or 0) + count for column, count in by.items()}
        self._set(table, key, _filled(table, row, more))

    def delete(self, table: Table, /, *key: Any) -> None:
        """This removes the row, if there is one."""
        if self.get(table, *key) is not None:
            self._set(table, key, None)

    def where(self, table: Table, /, **equal: Any) -> list[Row]:
        """This is every row with those values: a search of the table, so for rare facts only."""
        changed = self.changed[table]
        wanted = {column: _plain(value) for column, value in equal.items()}
        found = {_key(table, row): row for row in self._kept.where(table, wanted)}
        untouched = [row for key, row in found.items() if key not in changed]
        return untouched + [
            row
            for row in changed.values()
            if row is not None and all(row[column] == value for column, value in wanted.items())
        ]

    def add(self, table: Table, row: Mapping[str, Any], /) -> None:
        """This adds a row to an append-only table."""
        self.added[table].append(_filled(table, table.template, row))
        self._undo.append((table, None, None, False))

    def touched(self, table: Table, /) -> list[Row]:
        """This is every row of the table that this batch has written, for `complete` hooks."""
        return [row for row in self.changed[table].values() if row is not None]

    def settle(self) -> None:
        """This makes what the last fact did part of the batch."""
        self._undo.clear()

    def restore(self) -> None:
        """This takes back what was done since the batch was last settled."""
        for table, key, row, was_changed in reversed(self._undo):
            if key is None:
                self.added[table].pop()
            elif was_changed:
                self.changed[table][key] = row
            else:
                del self.changed[table][key]
        self._undo.clear()

    def _set(self, table: Table, key: Key, row: Row | None) -> None:
        changed = self.changed[table]
        self._undo.append((table, key, changed.get(key), key in changed))
        changed[key] = row


class InMemoryRows:
    """This keeps rows in dicts, for tests without a database."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.tables: dict[Table, dict[Key, Row]] = {table: {} for table in tables}

    def find(self, table: Table, key: Key) -> Row | None:
        """This is the row of that key as it is kept."""
        return self.tables[table].get(key)

    def where(self, table: Table, equal: Mapping[str, Any]) -> list[Row]:
        """This is every kept row with those values."""
        return [
            row
            for row in self.tables[table].values()
            if all(row[column] == value for column, value in equal.items())
        ]

    def keep(self, rows: Rows) -> None:
        """This takes over what a batch has changed."""
        for table, changed in rows.changed.items():
            for key, row in changed.items():
                if row is None:
                    self.tables[table].pop(key, None)
                else:
                    self.tables[table][key] = row
        for table, added in rows.added.items():
            self.tables[table].update((_key(table, row), row) for row in added)

    def contents(self) -> dict[str, list[Row]]:
        """This is all rows of all tables, ordered by key."""
        return {
            table.name: [rows[key] for key in sorted(rows, key=repr)]
            for table, rows in self.tables.items()
        }


def _filled(table: Table, row: Row, values: Mapping[str, Any]) -> Row:
    filled = {**row, **values}
    if len(filled) != len(row):
        raise NoSuchColumn(f"{table.name}: {', '.join(sorted(filled.keys() - row.keys()))}")
    if not _PLAIN.issuperset(map(type, values.values())):
        for column, value in values.items():
            if type(value) not in _PLAIN:
                filled[column] = _plain(value)
    return filled


def _plain(value: Any) -> Any:
    """This is the value as it would come back from the database: no enum, no tuple."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value


def _key(table: Table, row: Mapping[str, Any]) -> Key:
    return tuple([row[column] for column in table.key])
