"""Publishing and reading on a real broker."""

import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient, KafkaProducer

from adapters.kafka.consumer import Brokers, KafkaFactStream
from adapters.kafka.producer import KafkaPublisher
from adapters.kafka.topics import Topics
from application.consistency import Partition, Portion
from application.delivery import Delivered, Outgoing
from domain.shared.errors import Unavailable
from tests.adapters.kafka.test_envelope import Stored
from tests.support.broker import Broker
from tests.support.keys import plainly

pytestmark = pytest.mark.io
CONTEXTS = frozenset({"consent"})
FIRST = Partition("consent", 0)
MEBIBYTE = 1024 * 1024


@pytest.fixture
def prefix() -> str:
    return f"t{uuid4().hex[:8]}."


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """This lets whoever publishes give up sooner; a request alone may take five seconds."""
    monkeypatch.setattr("adapters.kafka.producer.ACKNOWLEDGED_SECONDS", 6.0)


def publisher(address: str, prefix: str) -> KafkaPublisher:
    made = KafkaPublisher(address, Topics(CONTEXTS, 2, prefix=prefix))
    made.open()
    made.prepare()
    return made


def subscribe(address: str, prefix: str) -> KafkaFactStream:
    return KafkaFactStream(Brokers(address), CONTEXTS, Portion.whole(2), plainly, prefix=prefix)


def topics(address: str, prefix: str) -> dict[str, int]:
    """This is the topics of the test that the broker has, with their partitions."""
    with closing(KafkaAdminClient(bootstrap_servers=address)) as admin:
        found = {topic["name"]: len(topic["partitions"]) for topic in admin.describe_topics()}
    return {name: count for name, count in found.items() if name.startswith(prefix)}


def outgoing(*positions: int) -> list[Outgoing]:
    return [Outgoing(Stored(id=position), FIRST, position - 1) for position in positions]


def read(stream: KafkaFactStream, count: int, seconds: float = 10.0) -> list[Delivered]:
    end, found = time.monotonic() + seconds, list[Delivered]()
    while len(found) < count and time.monotonic() < end:
        found += stream.poll(0.2)
    return found


class TestAStream:
    def test_brings_what_is_published_after_it_was_opened(
        self, kafka_bootstrap: str, prefix: str
    ) -> None:
        with closing(publisher(kafka_bootstrap, prefix)) as relay:
            relay.publish(outgoing(1))()
            with closing(subscribe(kafka_bootstrap, prefix)) as stream:
                relay.publish(outgoing(2, 3))()
                found = [one for one in read(stream, 2) if one.recorded.position > 1]
                assert [(one.recorded.position, one.previous) for one in found] == [(2, 1), (3, 2)]
                assert {one.partition for one in found} == {FIRST}

    def test_passes_over_what_is_no_fact_of_ours(self, kafka_bootstrap: str, prefix: str) -> None:
        with (
            closing(publisher(kafka_bootstrap, prefix)) as relay,
            closing(subscribe(kafka_bootstrap, prefix)) as stream,
        ):
            stranger = KafkaProducer(bootstrap_servers=kafka_bootstrap)
            stranger.send(f"{prefix}consent", b"hello", partition=0).get(10)
            stranger.close()
            relay.publish(outgoing(7))()
            assert [one.recorded.position for one in read(stream, 1)] == [7]

    def test_waits_for_the_relay_to_make_the_topics(
        self, kafka_bootstrap: str, prefix: str
    ) -> None:
        with pytest.raises(Unavailable):
            subscribe(kafka_bootstrap, prefix)

    def test_comes_one_by_one(self, kafka_bootstrap: str, prefix: str) -> None:
        with (
            closing(publisher(kafka_bootstrap, prefix)) as relay,
            closing(subscribe(kafka_bootstrap, prefix)) as stream,
        ):
            for position in range(1, 21):
                relay.publish(outgoing(position))()
                assert [one.recorded.position for one in read(stream, 1)] == [position]

    def test_carries_a_large_fact(self, kafka_bootstrap: str, prefix: str) -> None:
        large = Stored(id=2, topic="consent.twisted.v9", state=token_hex(2 * MEBIBYTE).encode())
        with (
            closing(publisher(kafka_bootstrap, prefix)) as relay,
            closing(subscribe(kafka_bootstrap, prefix)) as stream,
        ):
            relay.publish([*outgoing(1), Outgoing(large, FIRST, 1), *outgoing(3)])()
            assert [one.recorded.position for one in read(stream, 3)] == [1, 2, 3]

    def test_carries_what_a_clock_that_is_ahead_decided(
        self, kafka_bootstrap: str, prefix: str
    ) -> None:
        ahead = Stored(recorded_at=datetime.now(UTC) + timedelta(days=3_650))
        with (
            closing(publisher(kafka_bootstrap, prefix)) as relay,
            closing(subscribe(kafka_bootstrap, prefix)) as stream,
        ):
            relay.publish([Outgoing(ahead, FIRST, 0)])()
            (found,) = read(stream, 1)
            assert found.recorded.recorded_at == ahead.recorded_at


class TestAWipedBroker:
    @pytest.mark.usefixtures("quick")
    def test_carries_no_marker_and_no_topic_but_ours(self, broker: Broker, prefix: str) -> None:
        with closing(publisher(broker.address, prefix)) as relay:
            assert not relay.carries("one")
            relay.mark("one")
            assert relay.carries("one")
            assert not relay.carries("two")
            with closing(subscribe(broker.address, prefix)) as stream:
                broker.wipe()
                with suppress(Unavailable):
                    read(stream, 1, seconds=2)
                with pytest.raises(Unavailable):
                    relay.publish(outgoing(1))()
        assert topics(broker.address, prefix) == {}, "a client made it by asking for it"
        with closing(publisher(broker.address, prefix)) as relay:
            assert not relay.carries("one")
            assert topics(broker.address, prefix) == {f"{prefix}consent": 2}


class TestAnOutage:
    @pytest.mark.usefixtures("quick")
    def test_is_told_when_publishing_and_when_opening(self, broker: Broker, prefix: str) -> None:
        with closing(publisher(broker.address, prefix)) as relay:
            relay.publish(outgoing(1))()
            with broker.down():
                with pytest.raises(Unavailable):
                    relay.publish(outgoing(2))()
                with pytest.raises(Unavailable):
                    publisher(broker.address, prefix)
                with pytest.raises(Unavailable):
                    subscribe(broker.address, prefix)
