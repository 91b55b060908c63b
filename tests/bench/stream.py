"""The stream, next to the bare clients: facts brought to the broker, and from it into rows.

The relay is held against an idempotent producer with the same settings that is handed the same
messages, ready made. The projector runs `audit_trail`, one row a fact, five indexes; beside it a
consumer copies what the headers say into the same table, opens no body and keeps no place.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import count
from time import perf_counter
from typing import Any

import psycopg
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from adapters.kafka.clients import connecting
from adapters.kafka.consumer import Brokers, KafkaFactStream
from adapters.kafka.envelope import Message, to_message
from adapters.kafka.producer import PRODUCING
from adapters.memory.event_log import InMemoryEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections import layout
from adapters.postgres.projections.worker import ProjectionWorker, connector
from application.consistency import Partition, Portion, all_partitions, partition_of
from application.delivery import Outgoing, RelayPlace
from domain.shared.event import context_of
from projections.audit_trail.projector import PROJECTION
from streams.follow import Following
from streams.reading import Inbox, Reading
from streams.relay import Relay
from tests.bench.facts import write_bookings
from tests.bench.kit import Bench, Figure, Stage, median
from tests.bench.rebuild import BARE, Line, copy, make_empty
from tests.support.keys import opener_on
from tests.support.road import Road

PARTITIONS = 4
AT_ONCE = 5_000
ROUNDS = 3
AIM = 0.5
LOOK_SECONDS = 0.01


def run(stage: Stage) -> Sequence[Figure]:
    """This measures facts a second, each way."""
    with stage.database() as url:
        migrate(url)
        facts = write_bookings(stage, url, stage.size(6_000, 50))
        with closing(open_datastore(url)) as datastore:
            kafka = str(stage.servers.settings.kafka_bootstrap_servers)
            work = _Work(Road(url, datastore, kafka, PARTITIONS, refill=0))
            ways = (work.produced, work.relayed, work.copied, work.projected)
            rounds = stage.size(ROUNDS, 1)
            seconds: dict[Any, list[float]] = {way: [] for way in ways}
            with stage.step("Streaming", rounds * len(ways)) as advance:
                for way in ways * rounds:
                    seconds[way].append(way())
                    advance(1)
    produced, relayed, copied, projected = (facts / median(seconds[way]) for way in ways)
    return (
        Figure("a bare idempotent producer", produced, "facts/s"),
        Figure("the relay: log → Kafka, acknowledged", relayed, "facts/s"),
        Figure("the relay ÷ a bare producer of the same", relayed / produced, "×", AIM, "high"),
        Figure("a bare consumer and COPY", copied, "facts/s"),
        Figure("the projector: Kafka → rows", projected, "facts/s"),
        Figure("the projector ÷ a bare consumer and COPY", projected / copied, "×", AIM, "high"),
    )


class _Work:
    """This is each way, over one log; what is published has topics of its own every time."""

    def __init__(self, road: Road) -> None:
        self._base = road
        self._road = road
        self._rounds = count()
        self._messages = list(_messages(road))

    def produced(self) -> float:
        """This is how long a producer takes that is handed the messages."""
        road = self._fresh_road()
        with closing(KafkaProducer(**connecting([road.kafka]), **PRODUCING)) as producer:
            return _seconds(lambda: _produce(producer, road.prefix, self._messages))

    def relayed(self) -> float:
        """This is how long the relay takes, from its start to the last fact acknowledged."""
        road = self._road = self._fresh_road()
        with psycopg.connect(road.database_url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA IF EXISTS streams CASCADE")
        relay = Relay(road.stored, road.publisher(), road.relay_state, PARTITIONS, road.refill)
        with closing(road.published()) as published:
            return _until(relay.run, lambda: published._read().position == len(self._messages))

    def copied(self) -> float:
        """This is how long it takes to read what the relay has published, and to copy it."""
        connect = connector(self._road.database_url)
        make_empty(connect, BARE)
        with closing(connect()) as connection, closing(_consumer(self._road)) as consumer:
            return _seconds(lambda: _copy_all(consumer, connection, len(self._messages)))

    def projected(self) -> float:
        """This is how long the projector takes for the same."""
        connect = connector(self._road.database_url)
        with closing(connect()) as connection:
            layout.drop(connection, PROJECTION.name)
        nothing = InMemoryEventLog()
        follower = ProjectionWorker(connect, PROJECTION, nothing, PARTITIONS)
        inbox = _Unbroken(follower.contexts, room=len(self._messages))
        following = Following(follower, nothing, inbox, _Nowhere())
        reading = Reading(lambda contexts, _share: _from_the_start(self._road, contexts), [inbox])

        def follow(stop: threading.Event) -> None:
            thread = threading.Thread(target=reading.run, args=(stop,), daemon=True)
            thread.start()
            following.run(stop)
            thread.join()

        with closing(self._road.published()) as published:
            reached = published.look().partitions
        return _until(
            follow,
            lambda: reached.items() <= follower.checkpoints.positions.items(),
        )

    def _fresh_road(self) -> Road:
        old = self._base
        prefix = f"bench{next(self._rounds)}."
        road = Road(old.database_url, old.datastore, old.kafka, PARTITIONS, refill=0, prefix=prefix)
        with closing(road.publisher()) as publisher:
            publisher.open()
            publisher.prepare()
        return road


class _Nowhere:
    """This is a relay that says of nothing that it has come, so that nobody asks the log for it."""

    def look(self) -> RelayPlace:
        """This is how far the relay is."""
        return RelayPlace(0, 0, {}, "")


class _Unbroken(Inbox):
    """This is an inbox nothing of which is in the log: nobody is sent back there."""

    def restart(self) -> None:
        """This drops nothing."""


def _from_the_start(road: Road, contexts: frozenset[str]) -> KafkaFactStream:
    """This is what was published of those contexts since the topics were made."""
    told = (Brokers(road.kafka), contexts, Portion.whole(PARTITIONS), opener_on(road.datastore))
    return KafkaFactStream(*told, prefix=road.prefix, is_from_oldest=True)


def _messages(road: Road) -> Iterator[Message]:
    """This is every fact as the relay publishes it, under no topic of its own yet."""
    reached, places = 0, dict.fromkeys(all_partitions(PROJECTION.contexts, PARTITIONS), 0)
    while batch := road.stored.stored(reached, AT_ONCE):
        for stored in batch:
            number = partition_of(str(stored.originator_id), PARTITIONS)
            partition = Partition(context_of(stored.topic), number)
            yield to_message(Outgoing(stored, partition, places[partition]), "")
            places[partition] = reached = stored.id


def _produce(producer: KafkaProducer, prefix: str, messages: Sequence[Message]) -> None:
    sent = [
        producer.send(
            f"{prefix}{one.topic}",
            value=one.value,
            key=one.key,
            headers=one.headers,
            partition=one.partition,
        )
        for one in messages
    ]
    producer.flush()
    for future in sent:
        future.get()


def _consumer(road: Road) -> KafkaConsumer:
    consumer = KafkaConsumer(
        **connecting([road.kafka]),
        group_id=None,
        enable_auto_commit=False,
        max_poll_records=AT_ONCE,
    )
    lines = all_partitions(PROJECTION.contexts, PARTITIONS)
    consumer.assign([TopicPartition(f"{road.prefix}{name}", number) for name, number in lines])
    consumer.seek_to_beginning()
    return consumer


def _copy_all(consumer: KafkaConsumer, connection: Any, wanted: int) -> None:
    while wanted > 0:
        found = consumer.poll(timeout_ms=500)
        lines = [_line(dict(one.headers)) for messages in found.values() for one in messages]
        copy(connection, lines)
        wanted -= len(lines)


def _line(said: dict[str, bytes]) -> Line:
    subjects = said["ce_subjects"].decode().split(",") if "ce_subjects" in said else []
    return (
        int(said["ce_position"]),
        said["ce_subject"].decode(),
        int(said["ce_streamversion"]),
        said["ce_type"].decode(),
        datetime.fromisoformat(said["ce_time"].decode()),
        said["ce_actor"].decode(),
        said["ce_ground"].decode(),
        said["ce_correlationid"].decode(),
        said["ce_causationid"].decode(),
        None,
        subjects,
        subjects,
    )


def _seconds(deed: Callable[[], object]) -> float:
    began = perf_counter()
    deed()
    return perf_counter() - began


def _until(run_: Callable[[threading.Event], None], is_done: Callable[[], bool]) -> float:
    """This is how long it runs until it is done."""
    stop = threading.Event()
    thread = threading.Thread(target=run_, args=(stop,), daemon=True)
    began = perf_counter()
    thread.start()
    while not is_done():
        assert thread.is_alive()
        time.sleep(LOOK_SECONDS)
    took = perf_counter() - began
    stop.set()
    thread.join()
    return took


BENCH = Bench("stream", "the stream: relay and projector beside the bare clients", run)
