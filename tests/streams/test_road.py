"""The whole road on real parts: from the log through the broker into rows, whatever breaks."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

import psycopg
import pytest
from kafka import KafkaConsumer, TopicPartition

from streams.projector import Sources, follow_all
from streams.relay import Relay
from tests.support.apache.kafka import ApacheKafka
from tests.support.broker import Broker
from tests.support.consent_register.projector import TROUBLE, Register, projection
from tests.support.consents import granted, withdrawn
from tests.support.journal import Journal, journal
from tests.support.processes import soon
from tests.support.road import Road

pytestmark = pytest.mark.io
NAME = "consent_register"


@pytest.fixture
def log(database_url: str, broker: Broker) -> Iterator[Journal]:
    with journal(database_url, broker.address) as made:
        yield made


@contextmanager
def relay(road: Road) -> Iterator[None]:
    with _running(
        Relay(road.stored, road.publisher(), road.relay_state, road.partitions, road.refill).run
    ):
        yield


@contextmanager
def projector(road: Road, register: Register | None = None) -> Iterator[None]:
    followers = [road.follower(projection(register))]
    with closing(road.published()) as published:

        def run(stop: threading.Event) -> None:
            follow_all(followers, Sources(road.facts, road.subscribe, published), stop)

        with _running(run):
            yield


@contextmanager
def _running(run: Any) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def answers(log: Journal) -> list[int]:
    """This is the positions that have come to the rows, once each."""
    with psycopg.connect(log.road.database_url) as connection:
        try:
            found = connection.execute(
                "SELECT position FROM consent_register.answers ORDER BY position"
            ).fetchall()
        except psycopg.errors.UndefinedTable:
            return []
    return [position for (position,) in found]


def has_all(log: Journal, seconds: float = 20.0) -> bool:
    head = log.head()
    return soon(lambda: answers(log) == list(range(1, head + 1)), seconds)


def record(log: Journal, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        log.record(f"consent-{number}", granted(str(number)), withdrawn(str(number)))


@contextmanager
def recording(log: Journal) -> Iterator[None]:
    """This records facts all the time until the block ends."""

    def run(stop: threading.Event) -> None:
        for start in count(1_000):
            if stop.wait(0.01):
                return
            record(log, 1, start)

    with _running(run):
        yield


def carried_by(broker: Broker, log: Journal) -> list[list[int]]:
    """This is the positions of all messages, partition by partition, in order."""
    lines = [TopicPartition(f"{log.road.prefix}consent", at) for at in range(log.road.partitions)]
    found: dict[TopicPartition, list[int]] = {line: [] for line in lines}
    with closing(KafkaConsumer(bootstrap_servers=broker.address)) as consumer:
        consumer.assign(lines)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(lines)
        while any(consumer.position(line) < ends[line] for line in lines):
            for line, messages in consumer.poll(500).items():
                found[line] += [int(dict(one.headers)["ce_position"]) for one in messages]
    return list(found.values())


def test_each_fact_comes_to_the_rows(log: Journal) -> None:
    road = log.road
    with (
        relay(road),
        projector(road),
        closing(road.waiting([projection()])) as waiting,
    ):
        waiting.start()
        record(log, 1)
        assert has_all(log)
        for number in range(1, 21):
            token = log.record(f"consent-{number}", granted(str(number)))
            assert waiting.wait(NAME, token, 30) == 0


def test_everything_comes_whoever_starts_first(log: Journal) -> None:
    record(log, 30)
    with projector(log.road):
        assert has_all(log)
        record(log, 30, start=30)
        with relay(log.road):
            record(log, 30, start=60)
            assert has_all(log)


def test_a_wiped_broker_is_made_good(log: Journal, broker: Broker) -> None:
    with relay(log.road), projector(log.road):
        record(log, 40)
        assert has_all(log)
        broker.wipe()
        record(log, 40, start=40)
        assert has_all(log)
        with closing(log.road.publisher()) as publisher, closing(log.road.published()) as place:
            publisher.open()
            assert soon(lambda: publisher.carries(place.look().marker), 20)
        record(log, 5, start=80)
        assert has_all(log)


def test_a_broker_that_is_away_delays_nothing_for_long(log: Journal, broker: Broker) -> None:
    with relay(log.road), projector(log.road):
        record(log, 5)
        assert has_all(log)
        with broker.down():
            record(log, 5, start=5)
            assert has_all(log)
        record(log, 5, start=10)
        assert has_all(log)


@pytest.mark.parametrize(
    "by", [signal.SIGTERM, signal.SIGKILL], ids=["apache-told", "apache-killed"]
)
def test_a_restart_in_mid_stream_loses_nothing_and_repeats_nothing(
    database_url: str, apache_kafka: ApacheKafka, by: signal.Signals
) -> None:
    with (
        journal(database_url, apache_kafka.address) as log,
        closing(log.road.published()) as published,
        relay(log.road),
        projector(log.road),
    ):
        record(log, 10)
        assert soon(lambda: published.look().position == log.head() and has_all(log), 30)
        marker = published.look().marker
        with recording(log), apache_kafka.down(by):
            time.sleep(0.5)
        head = log.head()
        assert has_all(log)
        assert soon(lambda: published.look().position == head, 30)
        assert published.look().marker == marker, "the broker was taken for a wiped one"
        carried = carried_by(apache_kafka, log)
        assert set().union(*carried) == set(range(1, head + 1))
        # What the relay sent twice, because it heard no answer, followers skip: never is there
        # something new behind something newer.
        assert all(list(dict.fromkeys(each)) == sorted(set(each)) for each in carried)


def test_killed_connections_lose_nothing_and_repeat_nothing(log: Journal) -> None:
    with relay(log.road), projector(log.road):
        for round_ in range(5):
            record(log, 20, start=20 * round_)
            with psycopg.connect(log.road.database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND (query ~ 'consent_register|streams|pg_advisory')"
                )
        assert has_all(log)
    assert log.road.rebuild(projection(), strict=True).was_compared


def test_a_second_projector_stands_by_and_takes_over(log: Journal) -> None:
    with relay(log.road), projector(log.road):
        record(log, 10)
        with projector(log.road):
            record(log, 10, start=10)
            assert has_all(log)
    record(log, 10, start=20)
    with projector(log.road):
        assert has_all(log)


def test_a_rebuild_under_load_is_picked_up_by_the_projector(log: Journal) -> None:
    with relay(log.road), projector(log.road):
        record(log, 1)
        assert has_all(log), "the first build is over"
        for round_ in range(3):
            record(log, 30, start=30 * round_)
            assert not log.road.rebuild(projection()).differences
        record(log, 10, start=90)
        assert has_all(log)


def test_a_parked_stream_is_replayed_while_all_others_flow(log: Journal) -> None:
    register = Register()
    with relay(log.road), projector(log.road, register):
        log.record("consent-t", granted(TROUBLE))
        record(log, 3)
        log.record("consent-t", withdrawn(TROUBLE))
        assert soon(lambda: _parked(log) == [("consent-t", 2)])
        assert soon(lambda: answers(log) == [2, 3, 4, 5, 6, 7])
        register.is_mended = True
        assert log.road.replay(projection(register), "consent-t").applied == 2
        log.record("consent-t", granted(TROUBLE))
        assert has_all(log)


def _parked(log: Journal) -> list[tuple[str, int]]:
    (status,) = log.road.status([projection()])
    return [(one.stream_id, one.facts) for one in status.parked]
