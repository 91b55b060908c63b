"""The stream, wired: where the broker is, its topics, the way there and the way back."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from adapters.postgres.fact_reader import opener
from adapters.postgres.relay_state import PostgresRelayState
from adapters.proving import Proving
from application.consistency import Portion
from application.delivery import FactStream
from domain.catalogue import FACTS
from domain.shared.event import context_of

if TYPE_CHECKING:
    from adapters.faust.feed import WindowsFeed
    from adapters.faust.windows import FaustWindows
    from adapters.kafka.producer import KafkaPublisher
    from adapters.kafka.topics import KafkaTopics, Topics


class Streaming(Proving):
    """This is the part of the composition root that reaches the broker."""

    @property
    def brokers(self) -> str:
        """This is where the broker is."""
        assert self.settings.kafka_bootstrap_servers is not None
        return self.settings.kafka_bootstrap_servers

    @property
    def partitions(self) -> int:
        """This is how many partitions a context's topic has."""
        return self.settings.kafka_partitions

    @property
    def topics(self) -> "KafkaTopics":
        """This looks after the topics that facts travel on."""
        from adapters.kafka.topics import KafkaTopics

        return KafkaTopics(self.brokers, self._topics)

    @property
    def relay_state(self) -> Callable[[], PostgresRelayState]:
        """This opens the relay's place in the log."""
        url = self.settings.database_url or ""
        return lambda: PostgresRelayState(url)

    def publisher(self) -> "KafkaPublisher":
        """This is the relay's way to the broker."""
        from adapters.kafka.producer import KafkaPublisher

        return KafkaPublisher(self.brokers, self._topics)

    def subscribe(self, contexts: frozenset[str], portion: Portion | None = None) -> FactStream:
        """This follows what is published of those contexts from now on, of a portion or all."""
        from adapters.kafka.consumer import Brokers, KafkaFactStream

        whole = Portion.whole(self.partitions)
        brokers = Brokers(self.brokers, self.settings.kafka_fetch_wait_ms)
        return KafkaFactStream(brokers, contexts, portion or whole, opener(self.sealing))

    @property
    def windows_feed(self) -> "WindowsFeed":
        """This is what counting in windows needs."""
        from adapters.faust.feed import WindowsFeed

        return WindowsFeed(
            self.brokers, self.settings.database_url or "", self.datastore, self._topics
        )

    def windows(self, folder: str) -> "AbstractContextManager[FaustWindows]":
        """This counts in windows; Faust writes what it wants to write into the folder."""
        from adapters.faust.windows import counting_windows

        return counting_windows(self.windows_feed, folder)

    @property
    def _topics(self) -> "Topics":
        from adapters.kafka.topics import DERIVED, Topics

        return Topics(
            frozenset(map(context_of, FACTS)),
            self.partitions,
            self.settings.kafka_replication,
            self.settings.kafka_retention_days,
            derived=DERIVED,
        )
