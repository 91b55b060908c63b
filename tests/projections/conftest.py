"""Read models in PostgreSQL, for tests of what the queries answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from adapters.postgres.projections import layout
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from adapters.postgres.reader import PostgresReader
from domain.shared.event import Recorded
from projections.reading import Reader
from projections.rows import Row, Table
from projections.runtime import Projection
from tests.support.laws import PARTITIONS, folded

Show = Callable[[Projection, Sequence[Recorded[Any]]], Reader]


@pytest.fixture
def show(database_url: str) -> Iterator[Show]:
    """This builds a projection from facts in PostgreSQL, and gives what its queries read with.

    On the way it holds the stored rows against those of the same fold without a database.
    """
    with (
        closing(connector(database_url)()) as connection,
        closing(PostgresReader(database_url, pool_size=2)) as reader,
    ):

        def build(projection: Projection, facts: Sequence[Recorded[Any]]) -> Reader:
            layout.make(connection, projection.name, projection, PARTITIONS)
            store = ProjectionStore(connection, projection, PARTITIONS)
            middle = len(facts) // 2
            store.apply(facts[:middle], {})
            store.apply(facts[middle:], {})
            assert stored(connection, projection) == folded(projection, facts)
            return reader

        yield build


def stored(connection: "Connection[Any]", projection: Projection) -> dict[str, list[Row]]:
    """This is all rows of all tables, ordered by key."""
    return {table.name: _rows(connection, projection.name, table) for table in projection.tables}


def _rows(connection: "Connection[Any]", schema: str, table: Table) -> list[Row]:
    columns = SQL(", ").join(map(Identifier, table.all_columns))
    statement = SQL("SELECT {} FROM {}").format(columns, Identifier(schema, table.name))
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement).fetchall()
    return sorted(rows, key=lambda row: repr(tuple(row[column] for column in table.key)))
