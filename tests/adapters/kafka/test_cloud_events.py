"""What others read with the SDK of CloudEvents: attributes in headers, and a body of its shape."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from cloudevents.core.base import BaseCloudEvent
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from kafka import KafkaConsumer, TopicPartition

from adapters.bodies.sealing import Sealing
from adapters.kafka.producer import KafkaPublisher
from adapters.kafka.topics import Topics
from adapters.memory.keys import InMemoryKeyring
from api.catalogue.published import published
from application.consistency import Partition
from application.delivery import Outgoing
from domain.account.events import Locale, ProfileCorrected
from tests.adapters.kafka.test_envelope import AT, Stored
from tests.support.people import ANNA, BEN

pytestmark = pytest.mark.io
ACCOUNT = Partition("account", 0)
STREAM = f"account-{ANNA}"
CORRECTED = ProfileCorrected(
    account_id=ANNA,
    display_name="Anna Schönfeld",
    locale=Locale.ENGLISH,
    time_zone="Europe/Berlin",
    corrected_by=BEN,
    corrected_at=AT,
)


def stored() -> Stored:
    """This is Anna's name put right by Ben, sealed as the log has it."""
    topic = CORRECTED.TOPIC
    (sealed,) = Sealing(InMemoryKeyring()).seal([(f"{STREAM}@3", topic, CORRECTED)])
    return replace(
        Stored(), originator_id=STREAM, topic=topic, state=sealed.body, subjects=[ANNA, BEN]
    )


def messages(address: str, topic: str) -> Iterator[Any]:
    """This is what lies in a topic's first partition, as any client finds it."""
    line = TopicPartition(topic, 0)
    with closing(KafkaConsumer(bootstrap_servers=address, group_id=None)) as consumer:
        consumer.assign([line])
        consumer.seek_to_beginning(line)
        for found in consumer.poll(timeout_ms=10_000).values():
            yield from found


def read(message: Any) -> BaseCloudEvent:
    """This is a message as the SDK reads it."""
    given = KafkaMessage(dict(message.headers), message.key, message.value)
    return from_binary(given, JSONFormat())


def test_a_fact_in_kafka_is_a_cloud_event(kafka_bootstrap: str) -> None:
    prefix = f"t{uuid4().hex[:8]}."
    publisher = KafkaPublisher(kafka_bootstrap, Topics(frozenset({"account"}), 1, prefix=prefix))
    with closing(publisher):
        publisher.open()
        publisher.prepare()
        publisher.publish([Outgoing(stored(), ACCOUNT, 40)])()
    (event,) = (read(message) for message in messages(kafka_bootstrap, f"{prefix}account"))
    assert event.get_id() == f"{STREAM}@3"
    assert event.get_source() == "/preceptor"
    assert event.get_type() == CORRECTED.TOPIC
    assert event.get_subject() == STREAM
    assert event.get_time() == AT
    assert (event.get_time() or AT).tzinfo is not None
    assert event.get_datacontenttype() == "application/json"
    told = {name: event.get_extension(name) for name in ("position", "previous", "subjects")}
    assert told == {"position": "42", "previous": "40", "subjects": f"{ANNA},{BEN}"}
    body = event.get_data()
    assert "Schönfeld" not in str(body)
    jsonschema.Draft202012Validator(published()[CORRECTED.TOPIC]).validate(body)
