"""Publishing facts: acknowledged by all replicas, in order, each partition by explicit number."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from kafka import KafkaAdminClient, KafkaProducer
from kafka.producer.future import FutureRecordMetadata

from adapters.kafka.clients import (
    CONNECT_MS,
    connecting,
    making_no_topics,
    outages,
    prepare_to_connect,
)
from adapters.kafka.envelope import to_message
from adapters.kafka.topics import LARGEST_MESSAGE, Topics, make, make_missing
from application.delivery import Outgoing

ACKNOWLEDGED_SECONDS = 10.0
COMPRESSION = "gzip"
"""What every client of any language reads without further libraries, ours included."""

PRODUCING: Mapping[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "max_block_ms": CONNECT_MS,
    "delivery_timeout_ms": int(ACKNOWLEDGED_SECONDS * 1000),
    "batch_size": 256 * 1024,
    "linger_ms": 50,
    "max_request_size": LARGEST_MESSAGE,
    "compression_type": COMPRESSION,
}
"""How facts are sent: each once and in order, in large packed batches, to every copy.

Who sends many leaves a batch time to fill; the last of them are sent at once, by a flush.
"""


class KafkaPublisher:
    """This is the relay's way to the broker.

    A broker that holds what we published carries our marker, an empty topic with a name of its
    own: one that was wiped, or is another one, does not.
    """

    def __init__(self, servers: str, topics: Topics) -> None:
        self._servers = servers.split(",")
        self._topics = topics
        self._producer: KafkaProducer | None = None
        self._admin: KafkaAdminClient | None = None
        self._newest: Sequence[FutureRecordMetadata] = ()

    def open(self) -> None:
        """This connects; a publisher that failed is closed and opened again.

        Raises:
            Unavailable: the broker does not answer.
        """
        prepare_to_connect(self._servers)
        with outages():
            self._admin = KafkaAdminClient(**connecting(self._servers))
            self._producer = KafkaProducer(
                **connecting(self._servers),
                **making_no_topics(),
                **PRODUCING,
            )

    def carries(self, marker: str) -> bool:
        """This is true when the broker still holds what was published to it.

        Raises:
            Unavailable: the broker does not answer.
        """
        assert self._admin is not None
        with outages():
            return self._topics.marker(marker) in self._admin.list_topics()

    def prepare(self) -> None:
        """This makes the topics that are not there, and adds partitions where there are too few.

        Raises:
            Unavailable: the broker does not answer.
        """
        assert self._admin is not None
        with outages():
            make_missing(self._admin, self._topics)

    def mark(self, marker: str) -> None:
        """This makes the broker carry the marker: all it should hold has been published.

        Raises:
            Unavailable: the broker does not answer.
        """
        assert self._admin is not None
        with outages():
            make(self._admin, self._topics, {self._topics.marker(marker): 1}, {})

    def publish(self, batch: Sequence[Outgoing]) -> Callable[[], None]:
        """This sends the batch; what it answers returns once every fact is acknowledged.

        Raises:
            Unavailable: not all can be sent, or acknowledged; some may have arrived.
        """
        assert self._producer is not None
        with outages():
            sent = [self._send(self._producer, outgoing) for outgoing in batch]
        self._newest = sent
        return partial(self._await_all, self._producer, sent)

    def close(self) -> None:
        """This gives up what is not acknowledged yet; it will be published again."""
        producer, self._producer = self._producer, None
        admin, self._admin = self._admin, None
        if producer is not None:
            # The library flushes before it closes, and leaves its thread behind when that fails.
            producer.flush = _wait_for_nothing
            producer.close(timeout=0)
        if admin is not None:
            admin.close()

    def _await_all(self, producer: KafkaProducer, sent: Sequence[FutureRecordMetadata]) -> None:
        with outages():
            if sent is self._newest:
                producer.flush(timeout=ACKNOWLEDGED_SECONDS)
            for future in sent:
                future.get(timeout=ACKNOWLEDGED_SECONDS)

    def _send(self, producer: KafkaProducer, outgoing: Outgoing) -> FutureRecordMetadata:
        message = to_message(outgoing, self._topics.prefix)
        return producer.send(
            message.topic,
            value=message.value,
            key=message.key,
            headers=message.headers,
            partition=message.partition,
        )


def _wait_for_nothing(timeout: float | None = None) -> None:
    """This stands in for the flush of a producer that is given up."""
