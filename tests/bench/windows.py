"""Counting in windows with Faust, next to a bare consumer of the same messages.

The facts lie on the broker when the clock starts. The bare one reads them all with `kafka-python`,
which looks at nothing in them; ours is a process of its own, in which they are read, folded, put
into Faust's table, told and kept. Its clock runs from the first figures that are kept, so that its
start weighs nothing.
"""

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from eventsourcing.postgres import PostgresDatastore
from kafka import KafkaConsumer, TopicPartition

from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from streams.relay import Relay
from tests.bench.facts import write_bookings
from tests.bench.kit import Bench, Figure, Stage
from tests.support.counting import counting
from tests.support.road import Road

PARTITIONS = 4
LOOK_SECONDS = 0.05
CONTEXTS = ("booking", "payment")
_COUNTED: LiteralString = """
    SELECT coalesce(sum(value), 0)::bigint FROM analytics.windows
    WHERE period = 'day' AND currency = ''
"""
_BEHIND: LiteralString = """
    SELECT count(*) FROM streams.published AS sent LEFT JOIN analytics.places AS had
        USING (context, partition)
    WHERE sent.context = ANY(%s) AND had.position IS DISTINCT FROM sent.position
"""


def run(stage: Stage) -> Sequence[Figure]:
    """This measures facts a second, both ways."""
    with stage.database() as url:
        migrate(url)
        facts = write_bookings(stage, url, stage.size(4_000, 50))
        with closing(open_datastore(url)) as datastore:
            road = _road(stage, url, datastore)
            _publish(road, facts)
            bare = facts / _read(road, facts)
            with stage.step("Counting in windows", 1), counting(road):
                ours = facts / _counted(url)
    return (
        Figure("windows", ours, "facts/s"),
        Figure("a bare consumer", bare, "messages/s"),
        Figure("against the bare consumer", ours / bare, "×", better="high"),
    )


def _road(stage: Stage, url: str, datastore: PostgresDatastore) -> Road:
    kafka = str(stage.servers.settings.kafka_bootstrap_servers)
    return Road(url, datastore, kafka, PARTITIONS, prefix=f"b{uuid4().hex[:8]}.")


def _publish(road: Road, facts: int) -> None:
    """This brings all of it to the broker."""
    relay = Relay(road.stored, road.publisher(), road.relay_state, road.partitions, road.refill)
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    with closing(road.published()) as published:
        while published.look().position < facts:
            time.sleep(LOOK_SECONDS)
    stop.set()
    thread.join()


def _read(road: Road, facts: int) -> float:
    lines = [
        TopicPartition(f"{road.prefix}{context}", number)
        for context in CONTEXTS
        for number in range(road.partitions)
    ]
    with closing(KafkaConsumer(bootstrap_servers=road.kafka)) as consumer:
        consumer.assign(lines)
        consumer.seek_to_beginning()
        began, read = time.perf_counter(), 0
        while read < facts:
            read += sum(map(len, consumer.poll(1_000).values()))
        return time.perf_counter() - began


def _counted(url: str) -> float:
    """This is the seconds all of it takes, from how long most of it took once it had begun."""
    with psycopg.connect(url, autocommit=True) as connection:

        def told(statement: LiteralString, *values: Any) -> int:
            row = connection.execute(statement, values).fetchone()
            return int(row[0]) if row else 0

        while not (first := told(_COUNTED)):
            time.sleep(LOOK_SECONDS)
        began = time.perf_counter()
        while told(_BEHIND, list(CONTEXTS)):
            time.sleep(LOOK_SECONDS)
        seconds, all_of_it = time.perf_counter() - began, told(_COUNTED)
    return seconds * all_of_it / (all_of_it - first)


BENCH = Bench("windows", "Facts counted in windows of time", run)
