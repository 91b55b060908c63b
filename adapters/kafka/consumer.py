"""Reading facts as they are published, from now on or from the oldest, without a consumer group.

Places are kept by those who follow, in PostgreSQL, so there are no offsets to commit and no
group to wait for. Apache Kafka answers a question for news as soon as there is some; the embedded
broker looks for it every half of the time it may keep the question, which makes that time the price
between being quick and being idle. Its end offsets may be too low, which brings facts twice, never
none.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import structlog
from kafka import KafkaConsumer, TopicPartition

from adapters.kafka.clients import connecting, making_no_topics, outages, prepare_to_connect
from adapters.kafka.envelope import PREFIX, NotOurs, Open, from_message
from application.consistency import Partition, Portion, all_partitions
from application.delivery import Delivered
from domain.shared.errors import Unavailable

MOST_AT_ONCE = 5_000

log = structlog.get_logger()


class Brokers(NamedTuple):
    """This is who is asked for news: where they are, and for how long they may keep a question."""

    addresses: str
    fetch_wait_ms: int = 100


class KafkaFactStream:
    """This delivers a portion of what is published to some contexts' topics after it was opened.

    With `is_from_oldest` it begins with whatever the broker still holds.
    """

    def __init__(
        self,
        brokers: Brokers,
        contexts: Iterable[str],
        portion: Portion,
        open_: Open,
        *,
        prefix: str = PREFIX,
        is_from_oldest: bool = False,
    ) -> None:
        addresses = brokers.addresses.split(",")
        prepare_to_connect(addresses)
        self._open = open_
        self._lines = {
            TopicPartition(f"{prefix}{partition.context}", partition.number): partition
            for partition in all_partitions(contexts, portion.of)
            if partition.number in portion.numbers
        }
        with outages():
            self._consumer = KafkaConsumer(
                **connecting(addresses),
                **making_no_topics(),
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="none",
                fetch_max_wait_ms=brokers.fetch_wait_ms,
                max_poll_records=MOST_AT_ONCE,
            )
            try:
                self._begin(is_from_oldest=is_from_oldest)
            except BaseException:
                self.close()
                raise

    def poll(self, seconds: float) -> list[Delivered]:
        """This is what has come, after waiting for the first at most so long.

        Raises:
            Unavailable: the broker does not answer, or has lost what we were reading.
        """
        with outages():
            found = self._consumer.poll(timeout_ms=int(seconds * 1000))
        return [
            delivered
            for line, messages in found.items()
            for message in messages
            if (delivered := self._delivered(self._lines[line], message)) is not None
        ]

    def close(self) -> None:
        """This ends the subscription."""
        self._consumer.close()

    def held(self) -> frozenset[Partition]:
        """This is the partitions of which the broker holds anything.

        Raises:
            Unavailable: the broker does not answer.
        """
        lines = list(self._lines)
        with outages():
            oldest = self._consumer.beginning_offsets(lines)
            ends = self._consumer.end_offsets(lines)
        return frozenset(self._lines[line] for line in lines if oldest[line] < ends[line])

    def _begin(self, *, is_from_oldest: bool) -> None:
        there = self._consumer.topics()
        if any(line.topic not in there for line in self._lines):
            raise Unavailable("the relay has not made all topics yet")
        lines = list(self._lines)
        self._consumer.assign(lines)
        where = self._consumer.beginning_offsets if is_from_oldest else self._consumer.end_offsets
        for line, offset in where(lines).items():
            self._consumer.seek(line, offset)

    def _delivered(self, partition: Partition, message: Any) -> Delivered | None:
        try:
            return from_message(partition, message.headers, message.value or b"", self._open)
        except NotOurs:
            log.warning("foreign_message", partition=str(partition), offset=message.offset)
            return None
