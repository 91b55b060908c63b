"""Rebuilding a read model, next to what else could have filled the same table.

The read model is `audit_trail`, one row a fact, five indexes. It is built from the log

- by `rebuild`, as `preceptor projections rebuild` does: folded, in batches, with places, parking
  and comparing;
- by the library's `ProjectionRunner`: one event, one transaction, one tracking record;
- by hand: read, decode, COPY in batches, and nothing else that a projection needs;
- by COPY alone, of the finished rows out of memory: what PostgreSQL itself takes.

Each but the runner writes without the indexes first and makes them afterwards.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from itertools import islice
from time import perf_counter
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections import layout
from adapters.postgres.projections.rebuild import Connect, rebuild
from adapters.postgres.projections.worker import connector
from domain.shared.event import Recorded
from domain.shared.personal import people_in
from projections.audit_trail.projector import ENTRIES, PROJECTION
from tests.bench.facts import FACTS_EACH, write_bookings
from tests.bench.kit import Bench, Figure, Stage, median
from tests.bench.runner import seconds_with_runner
from tests.support.keys import sealing_on

PARTITIONS = 4
BATCH = 5_000
ROUNDS = 3
BARE = "bare"
TYPES = (
    *("bigint", "text", "integer", "text", "timestamptz", "text", "text", "text", "text", "text"),
    *("text[]", "text[]"),
)
Line = tuple[Any, ...]


def run(stage: Stage) -> Sequence[Figure]:
    """This measures facts a second, each way."""
    with stage.database() as url:
        migrate(url)
        facts = write_bookings(stage, url, stage.size(6_000, 50))
        few = min(facts, stage.size(300, 10) * FACTS_EACH)
        connect = connector(url)
        with stage.step("Building with ProjectionRunner", 1) as advance:
            make_empty(connect, PROJECTION.name)
            with_runner = few / seconds_with_runner(url, few)
            advance(1)
        ways = (_rebuilt, _by_hand, _copied)
        rounds = stage.size(ROUNDS, 1)
        seconds: dict[Any, list[float]] = {way: [] for way in ways}
        with stage.step("Rebuilding", rounds * len(ways)) as advance:
            for way in ways * rounds:
                seconds[way].append(way(url, connect))
                advance(1)
    ours, by_hand, copied = (facts / median(seconds[way]) for way in ways)
    return (
        Figure("rebuild", ours, "facts/s"),
        Figure("ProjectionRunner, one event at a time", with_runner, "facts/s"),
        Figure("by hand: read, decode, batched COPY", by_hand, "facts/s"),
        Figure("batched COPY alone, rows in memory", copied, "facts/s"),
        Figure("against ProjectionRunner", ours / with_runner, "×", aim=20, better="high"),
        Figure("against by hand", ours / by_hand, "×", aim=0.5, better="high"),
        Figure("against COPY alone", ours / copied, "×", aim=0.5, better="high"),
    )


def _rebuilt(url: str, connect: Connect) -> float:
    with closing(connect()) as connection:
        layout.drop(connection, PROJECTION.name)
    with closing(open_datastore(url)) as datastore:
        return _seconds(
            lambda: rebuild(
                connect,
                PROJECTION,
                PostgresFactReader(datastore, sealing_on(datastore)),
                PARTITIONS,
            )
        )


def _by_hand(url: str, connect: Connect) -> float:
    make_empty(connect, BARE)
    with closing(open_datastore(url)) as datastore, closing(connect()) as connection:
        facts = PostgresFactReader(datastore, sealing_on(datastore))

        def build() -> None:
            reached = 0
            while batch := facts.read(reached, BATCH):
                copy(connection, map(_line, batch))
                reached = batch[-1].position

        return _seconds(lambda: _with_indexes_last(connection, build))


def _copied(url: str, connect: Connect) -> float:
    with closing(open_datastore(url)) as datastore:
        facts = PostgresFactReader(datastore, sealing_on(datastore))
        lines = [_line(recorded) for recorded in facts.read(0, facts.head())]
    make_empty(connect, BARE)
    with closing(connect()) as connection:
        rest = iter(lines)

        def build() -> None:
            while batch := list(islice(rest, BATCH)):
                copy(connection, batch)

        return _seconds(lambda: _with_indexes_last(connection, build))


def _seconds(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def _with_indexes_last(connection: "Connection[Any]", build: Callable[[], None]) -> None:
    indexes = layout.suspend_indexes(connection, BARE)
    build()
    for definition in indexes:
        connection.execute(definition.encode())


def make_empty(connect: Connect, schema: str) -> None:
    """This makes the tables of the read model anew in that schema."""
    with closing(connect()) as connection:
        layout.make(connection, schema, PROJECTION, PARTITIONS)


def _line(recorded: Recorded[Any]) -> Line:
    return (
        recorded.position,
        recorded.stream_id,
        recorded.version,
        recorded.fact.TOPIC,
        recorded.recorded_at,
        recorded.actor,
        recorded.ground,
        recorded.correlation_id,
        recorded.causation_id,
        None,
        list(people_in(recorded.fact)),
        list(recorded.subjects),
    )


def copy(connection: "Connection[Any]", lines: Iterable[Line]) -> None:
    """This writes lines into the bare table."""
    statement = SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        Identifier(BARE, ENTRIES.name), SQL(", ").join(map(Identifier, ENTRIES.all_columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(TYPES)
        for line in lines:
            copy.write_row(line)


BENCH = Bench("rebuild", "projection rebuild", run)
