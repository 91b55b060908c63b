"""The topics facts travel on: made and set as they should be, and told where they are not."""

from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest

from adapters.kafka.producer import KafkaPublisher
from adapters.kafka.topics import KafkaTopics, Topics
from application.status import CannotBeDone, TopicStanding
from domain.shared.errors import Unavailable
from tests.adapters.kafka.test_stream import outgoing
from tests.support.apache.kafka import ApacheKafka
from tests.support.processes import soon

pytestmark = pytest.mark.io
CONTEXTS = frozenset({"booking", "consent"})
DAY = "86400000"


def named(address: str, prefix: str, **wanted: Any) -> KafkaTopics:
    """This is the desk of two topics of the test's own."""
    settings: dict[str, Any] = {"partitions": 2, **wanted}
    return KafkaTopics(address, Topics(CONTEXTS, prefix=prefix, **settings))


def differences(found: list[TopicStanding]) -> list[tuple[str, ...]]:
    assert len(found) == len(CONTEXTS)
    return [one.differs for one in found]


def is_well(topics: KafkaTopics) -> bool:
    """This is true when nothing differs; a broker may tell a moment late what it was told."""
    return soon(lambda: not any(differences(topics.look())))


@pytest.fixture
def prefix() -> str:
    return f"t{uuid4().hex[:8]}."


class TestTopics:
    def test_are_made_as_they_should_be(self, kafka_bootstrap: str, prefix: str) -> None:
        topics = named(kafka_bootstrap, prefix)
        assert differences(topics.look()) == 2 * [("is missing",)]
        made = topics.apply()
        assert made == [
            TopicStanding(f"{prefix}{context}", 2, 1, (), ("is missing",))
            for context in sorted(CONTEXTS)
        ]
        assert is_well(topics)
        assert [one.mended for one in topics.apply()] == [(), ()]

    def test_set_otherwise_are_told_and_put_right(self, kafka_bootstrap: str, prefix: str) -> None:
        named(kafka_bootstrap, prefix, retention_days=1).apply()
        topics = named(kafka_bootstrap, prefix)
        told = (f"retention.ms is {DAY}, not {30 * int(DAY)}",)
        assert differences(topics.look()) == [told, told]
        assert [(one.differs, one.mended) for one in topics.apply()] == 2 * [((), told)]
        assert is_well(topics)

    def test_are_the_operators_to_set_and_not_the_relays(
        self, kafka_bootstrap: str, prefix: str
    ) -> None:
        named(kafka_bootstrap, prefix, retention_days=1).apply()
        with closing(KafkaPublisher(kafka_bootstrap, Topics(CONTEXTS, 2, prefix=prefix))) as relay:
            relay.open()
            relay.prepare()
        assert is_well(named(kafka_bootstrap, prefix, retention_days=1))

    def test_with_too_many_partitions_stay_so(self, kafka_bootstrap: str, prefix: str) -> None:
        named(kafka_bootstrap, prefix, partitions=3).apply()
        topics = named(kafka_bootstrap, prefix)
        told = ("partitions are 3, not 2",)
        assert differences(topics.look()) == differences(topics.apply()) == [told, told]

    def test_with_too_few_copies_go_on(self, kafka_bootstrap: str, prefix: str) -> None:
        named(kafka_bootstrap, prefix).apply()
        topics = named(kafka_bootstrap, prefix, replication=3)
        told = ("copies are 1, not 3",)
        assert differences(topics.look()) == differences(topics.apply()) == [told, told]
        assert [one.mended for one in topics.apply()] == [(), ()], "two of one copy must have it"
        with closing(KafkaPublisher(kafka_bootstrap, Topics(CONTEXTS, 2, prefix=prefix))) as relay:
            relay.open()
            relay.publish(outgoing(1))()


class TestApacheKafka:
    def test_is_given_more_partitions(self, apache_kafka: ApacheKafka, prefix: str) -> None:
        named(apache_kafka.address, prefix).apply()
        topics = named(apache_kafka.address, prefix, partitions=4)
        told = ("partitions are 2, not 4",)
        assert differences(topics.look()) == [told, told]
        assert {(one.partitions, one.differs, one.mended) for one in topics.apply()} == {
            (4, (), told)
        }
        assert is_well(topics)

    def test_says_that_it_has_no_room_for_copies(
        self, apache_kafka: ApacheKafka, prefix: str
    ) -> None:
        with pytest.raises(CannotBeDone, match="too few brokers for 3 copies"):
            named(apache_kafka.address, prefix, replication=3).apply()
        publisher = KafkaPublisher(
            apache_kafka.address, Topics(CONTEXTS, 2, replication=3, prefix=prefix)
        )
        with closing(publisher):
            publisher.open()
            with pytest.raises(Unavailable, match="says InvalidReplicationFactorError"):
                publisher.prepare()

    def test_keeps_facts_compressed(self, apache_kafka: ApacheKafka, prefix: str) -> None:
        facts = outgoing(*range(1, 1_001))
        topics = Topics(frozenset({"consent"}), 1, prefix=prefix)
        with closing(KafkaPublisher(apache_kafka.address, topics)) as relay:
            relay.open()
            relay.prepare()
            relay.publish(facts)()
        sent = sum(len(fact.stored.state) for fact in facts)
        kept = apache_kafka.data.glob(f"{prefix}consent-0/*.log")
        assert 0 < sum(file.stat().st_size for file in kept) < sent / 2
