"""The tables of a projection in SQL: rows of a batch are read and written in one statement each.

Rows travel as one JSON document: PostgreSQL turns each value into its column's type, so that
arrays, vectors and JSON need no care here. Rows known to be new go in by COPY, which is faster.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import orjson
import psycopg
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.sql import SQL, Composable, Composed, Identifier

from projections.rows import Key, Row, Table, UnfitRow

COPIED_FROM = 50
_COPIED_TYPES = frozenset(
    (
        "text",
        "text[]",
        "bigint",
        "integer",
        "smallint",
        "boolean",
        "double precision",
        "date",
        "timestamp with time zone",
    )
)


class StoredTable:
    """This reads and writes the rows of one table."""

    def __init__(self, connection: "Connection[Any]", schema: str, table: Table) -> None:
        self.table = table
        self._connection = connection
        self._name = Identifier(schema, table.name)
        self._types = self._column_types()
        self._values = _getter(table.all_columns)
        self._can_copy = _COPIED_TYPES.issuperset(self._types.values())
        self._select = self._select_statement()
        self._merge = self._insert_statement() + self._on_conflict()
        self._insert = self._insert_statement()
        self._copy = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
            self._name, _names(table.all_columns)
        )

    def select(self, keys: Collection[Key]) -> dict[Key, Row]:
        """This is the rows of those keys that exist."""
        names = self.table.key
        asked = _document([dict(zip(names, key, strict=True)) for key in keys])
        key_of = _getter(names)
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return {key_of(row): row for row in cursor.execute(self._select, (asked,))}

    def where(self, equal: Mapping[str, Any]) -> list[Row]:
        """This is the rows with those values."""
        tests = SQL(" AND ").join(
            SQL("{} IS NULL" if value is None else "{} = {}").format(Identifier(column), value)
            for column, value in equal.items()
        )
        statement = SQL("SELECT {} FROM {} WHERE {}").format(
            _names(self.table.all_columns), self._name, tests
        )
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement).fetchall()

    def is_empty(self) -> bool:
        """This is true when there is no row at all."""
        statement = SQL("SELECT NOT EXISTS (SELECT FROM {})").format(self._name)
        found = self._connection.execute(statement).fetchone()
        return found is not None and bool(found[0])

    def merge(self, rows: Collection[Row]) -> None:
        """This writes rows over those with their keys, if there are any."""
        if rows:
            self._connection.execute(self._merge, (_document(rows),))

    def add(self, rows: Collection[Row]) -> None:
        """This writes rows that are known to be new."""
        if len(rows) < COPIED_FROM or not self._can_copy:
            if rows:
                self._connection.execute(self._insert, (_document(rows),))
            return
        with self._connection.cursor() as cursor, cursor.copy(self._copy) as copy:
            copy.set_types([self._types[column] for column in self.table.all_columns])
            self._copy_rows(copy.write_row, rows)

    def delete(self, keys: Collection[Key]) -> None:
        """This removes the rows of those keys."""
        if keys:
            names = self.table.key
            asked = _document([dict(zip(names, key, strict=True)) for key in keys])
            statement = SQL("DELETE FROM {} AS kept USING {} WHERE {}").format(
                self._name, self._asked(), self._same_key()
            )
            self._connection.execute(statement, (asked,))

    def _copy_rows(self, write: Callable[[Sequence[Any]], None], rows: Collection[Row]) -> None:
        values = self._values
        try:
            for row in rows:
                write(values(row))
        except psycopg.Error:
            raise
        except Exception as reason:
            raise UnfitRow("a value does not fit its column") from reason

    def _column_types(self) -> dict[str, str]:
        found = self._connection.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            (self._name.as_string(self._connection),),
        ).fetchall()
        types = dict(found)
        missing = [name for name in self.table.all_columns if name not in types]
        if missing:
            raise UnfitRow(f"{self.table.name} has no column {', '.join(missing)}")
        return {name: types[name] for name in self.table.all_columns}

    def _select_statement(self) -> Composed:
        # LATERAL … LIMIT 1 asks the primary key once for each key, however the planner feels.
        columns = SQL(", ").join(Identifier("kept", name) for name in self.table.all_columns)
        return SQL(
            "SELECT found.* FROM {} CROSS JOIN LATERAL"
            " (SELECT {} FROM {} AS kept WHERE {} LIMIT 1) AS found"
        ).format(self._asked(), columns, self._name, self._same_key())

    def _asked(self) -> Composed:
        columns = SQL(", ").join(
            SQL("{} {}").format(Identifier(name), SQL(self._types[name])) for name in self.table.key
        )
        return SQL("json_to_recordset(%s::json) AS asked({})").format(columns)

    def _same_key(self) -> Composed:
        return SQL(" AND ").join(
            SQL("{} = {}").format(Identifier("kept", name), Identifier("asked", name))
            for name in self.table.key
        )

    def _insert_statement(self) -> Composed:
        columns = _names(self.table.all_columns)
        return SQL(
            "INSERT INTO {0} ({1}) SELECT {1} FROM json_populate_recordset(NULL::{0}, %s::json)"
        ).format(self._name, columns)

    def _on_conflict(self) -> Composed:
        sets: list[Composable] = [
            SQL("{0} = EXCLUDED.{0}").format(Identifier(name)) for name in self.table.columns
        ]
        deed = SQL("UPDATE SET ") + SQL(", ").join(sets) if sets else SQL("NOTHING")
        return SQL(" ON CONFLICT ({}) DO {}").format(_names(self.table.key), deed)


def _names(columns: Iterable[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))


def _getter(columns: tuple[str, ...]) -> Any:
    if len(columns) == 1:
        name = columns[0]
        return lambda row: (row[name],)
    return itemgetter(*columns)


def _document(rows: Collection[Row]) -> str:
    try:
        return orjson.dumps(rows, default=str, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    except TypeError as reason:
        raise UnfitRow("a value cannot be written as JSON") from reason
