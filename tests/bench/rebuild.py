"""Rebuilding a read model: ours, the library's runner one event at a time, and a bare COPY.

All three fill the tables of `booking_details`: ours from the log, as `preceptor projections
rebuild` does; the runner from the same log, event by event, each with its tracking record; COPY
with the finished rows out of memory, in batches, and the indexes after it: nothing is read,
decoded or folded there, so it is what PostgreSQL alone needs.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from time import perf_counter
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections import layout
from adapters.postgres.projections.rebuild import Connect, rebuild
from adapters.postgres.projections.worker import connector
from projections.booking_details.projector import PROJECTION
from projections.rows import Table
from tests.bench.facts import FACTS_EACH, write_bookings
from tests.bench.kit import Bench, Figure, Stage, median
from tests.bench.runner import seconds_with_runner

PARTITIONS = 4
BATCH = 5_000
ROUNDS = 3


def run(stage: Stage) -> Sequence[Figure]:
    """This measures facts a second, all three ways."""
    with stage.database() as url:
        migrate(url)
        facts = write_bookings(stage, url, stage.size(10_000, 50))
        few = min(facts, stage.size(300, 10) * FACTS_EACH)
        rounds = stage.size(ROUNDS, 1)
        connect = connector(url)
        with stage.step("Building with ProjectionRunner", 1) as advance:
            _make_empty(connect, PROJECTION.name)
            with_runner = few / seconds_with_runner(url, few)
            advance(1)
        ours, copied = [], []
        with stage.step("Rebuilding", rounds) as advance:
            for _ in range(rounds):
                ours.append(_rebuilt(url, connect))
                copied.append(_copied(connect))
                advance(1)
    own, bare = facts / median(ours), facts / median(copied)
    return (
        Figure("rebuild", own, "facts/s"),
        Figure("ProjectionRunner, one event at a time", with_runner, "facts/s"),
        Figure("bare batched COPY of the same rows", bare, "facts/s"),
        Figure("against ProjectionRunner", own / with_runner, "×", aim=20, better="high"),
        Figure("against bare COPY", own / bare, "×", aim=0.5, better="high"),
    )


def _rebuilt(url: str, connect: Connect) -> float:
    with closing(connect()) as connection:
        layout.drop(connection, PROJECTION.name)
    with closing(open_datastore(url)) as datastore:
        began = perf_counter()
        rebuild(connect, PROJECTION, PostgresFactReader(datastore), PARTITIONS)
        return perf_counter() - began


def _copied(connect: Connect) -> float:
    """This copies the rows of the rebuilt tables, which are in memory by then, into new ones."""
    with closing(connect()) as connection:
        rows = {table: _rows(connection, table) for table in PROJECTION.tables}
    _make_empty(connect, "bare")
    with closing(connect()) as connection:
        types = {table: _types(connection, table) for table in PROJECTION.tables}
        began = perf_counter()
        indexes = layout.suspend_indexes(connection, "bare")
        for table in PROJECTION.tables:
            lines = iter(rows[table])
            while batch := list(islice(lines, BATCH)):
                _copy(connection, table, types[table], batch)
        for definition in indexes:
            connection.execute(definition.encode())
        return perf_counter() - began


def _make_empty(connect: Connect, schema: str) -> None:
    with closing(connect()) as connection:
        layout.make(connection, schema, PROJECTION, PARTITIONS)


def _rows(connection: "Connection[Any]", table: Table) -> list[tuple[Any, ...]]:
    statement = SQL("SELECT {} FROM {}").format(_columns(table), _name(PROJECTION.name, table))
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(statement).fetchall()


def _types(connection: "Connection[Any]", table: Table) -> list[str]:
    statement = SQL("SELECT {} FROM {} LIMIT 0").format(_columns(table), _name("bare", table))
    description = connection.execute(statement).description or ()
    return [str(column.type_display) for column in description]


def _copy(
    connection: "Connection[Any]", table: Table, types: list[str], batch: list[tuple[Any, ...]]
) -> None:
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        _name("bare", table), _columns(table)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in _adapted(types, batch):
            copy.write_row(row)


def _adapted(types: list[str], batch: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """This turns what was read as JSON into what is written as JSON."""
    documents = [place for place, name in enumerate(types) if name == "jsonb"]
    for row in batch:
        if documents:
            line = list(row)
            for place in documents:
                line[place] = Jsonb(line[place])
            yield tuple(line)
        else:
            yield row


def _columns(table: Table) -> Any:
    return SQL(", ").join(map(Identifier, table.all_columns))


def _name(schema: str, table: Table) -> Identifier:
    return Identifier(schema, table.name)


BENCH = Bench("rebuild", "projection rebuild", run)
