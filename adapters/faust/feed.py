"""What counting in windows needs of the outside: the stream, the log, and where to put figures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import faust
from eventsourcing.postgres import PostgresDatastore

from adapters.bodies.closed import closed
from adapters.faust.app import make_app
from adapters.kafka.envelope import from_message
from adapters.kafka.telling import KafkaTelling
from adapters.kafka.topics import KafkaTopics, Topics
from adapters.postgres.fact_reader import PostgresFactReader, opener
from adapters.postgres.relay_state import PostgresPublished
from adapters.postgres.windows import PostgresWindows
from application.analytics.folding import fold_name
from application.analytics.measures import CONTEXTS
from application.consistency import Partition
from application.delivery import Delivered
from domain.shared.errors import Unavailable


@dataclass(frozen=True)
class WindowsFeed:
    """This is where facts come from and figures go; nothing sealed is opened on the way.

    Attributes:
        servers: the broker's `host:port,…`.
        url: where PostgreSQL is.
        datastore: the pool the log is read with.
        topics: the topics that facts travel on.
    """

    servers: str
    url: str
    datastore: PostgresDatastore
    topics: Topics

    @property
    def partitions(self) -> int:
        """This is how many partitions each topic has."""
        return self.topics.partitions

    @property
    def sources(self) -> dict[str, str]:
        """This is each topic that is followed, with its context."""
        return {f"{self.topics.prefix}{context}": context for context in sorted(CONTEXTS)}

    @property
    def told(self) -> str:
        """This is the topic on which figures are told."""
        return f"{self.topics.prefix}windows"

    @property
    def signals(self) -> str:
        """This is the topic on which bursts are told."""
        return f"{self.topics.prefix}signals"

    @cached_property
    def facts(self) -> PostgresFactReader:
        """This is the log, with everything sealed left closed."""
        return PostgresFactReader(self.datastore, closed())

    @cached_property
    def windows(self) -> PostgresWindows:
        """This keeps the figures."""
        return PostgresWindows(self.url, fold_name(self.partitions))

    def published(self) -> PostgresPublished:
        """This is how far the relay has come, for who closes it."""
        return PostgresPublished(self.url)

    def telling(self) -> KafkaTelling:
        """This tells figures and signals, for who closes it.

        Raises:
            Unavailable: the broker does not answer.
        """
        return KafkaTelling(self.servers)

    def app(self, marker: str, folder: str) -> faust.App:
        """This is the Faust app, of which each partition's facts are counted by one process.

        On a broker with another marker it is another one: nothing that was still on its way to a
        broker before it was emptied comes to the tables of this one.

        Raises:
            Unavailable: the broker does not answer, or the relay has not made all topics yet.
        """
        names = {*self.sources, self.told, self.signals}
        standing = KafkaTopics(self.servers, self.topics).look()
        if not marker or any(one.name in names and not one.partitions for one in standing):
            raise Unavailable("the relay has not made all topics yet")
        return make_app(
            f"{self.topics.prefix}windows-{fold_name(self.partitions)}-{marker}",
            self.servers.split(","),
            partitions=self.partitions,
            replication=self.topics.replication,
            folder=folder,
        )

    @cached_property
    def delivered(self) -> Callable[[Partition, Any], Delivered]:
        """This is the fact that a message of Faust's brings.

        Raises:
            NotOurs: it brings none of ours.
        """
        opened = opener(closed())

        def delivered(line: Partition, message: Any) -> Delivered:
            return from_message(line, message.headers or [], message.value or b"", opened)

        return delivered
