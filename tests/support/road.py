"""The road of the facts, wired by hand: for any projection, any broker, topics of its own."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from eventsourcing.postgres import PostgresDatastore

from adapters.kafka.consumer import Brokers, KafkaFactStream
from adapters.kafka.envelope import PREFIX
from adapters.kafka.producer import KafkaPublisher
from adapters.kafka.topics import DERIVED, Topics
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.projections.parking import Replayed, replay
from adapters.postgres.projections.rebuild import Rebuilt, rebuild
from adapters.postgres.projections.status import ProjectionStatus, status
from adapters.postgres.projections.waiting import ProjectionWaiting
from adapters.postgres.projections.worker import ProjectionWorker, connector
from adapters.postgres.relay_state import PostgresPublished, PostgresRelayState
from application.consistency import Portion
from application.delivery import Progress
from domain.catalogue import FACTS
from domain.shared.event import context_of
from projections.runtime import Projection
from tests.support.keys import opener_on, sealing_on


def _silent(_done: int, _total: int) -> None:
    """This tells nobody."""


@dataclass(frozen=True, slots=True)
class Road:
    """This makes every part between the log and the read models.

    Attributes:
        database_url: where the log and the read models lie.
        datastore: the pool the log is read with.
        kafka: the broker's `host:port,…`.
        partitions: of each context's topic; another number rebuilds every projection.
        replication: copies of a topic when it is made.
        refill: how many facts a wiped broker is given again.
        prefix: what the names of our topics begin with.
    """

    database_url: str
    datastore: PostgresDatastore
    kafka: str
    partitions: int
    replication: int = 1
    refill: int = 10_000
    prefix: str = PREFIX

    @property
    def stored(self) -> PostgresEventLog:
        """This is the log as the relay reads it."""
        return PostgresEventLog(self.datastore, sealing_on(self.datastore))

    @property
    def facts(self) -> PostgresFactReader:
        """This is the log as followers read it."""
        return PostgresFactReader(self.datastore, sealing_on(self.datastore))

    @property
    def topics(self) -> Topics:
        """This is the topics on the broker."""
        contexts = frozenset(map(context_of, FACTS))
        return Topics(
            contexts, self.partitions, self.replication, prefix=self.prefix, derived=DERIVED
        )

    def publisher(self) -> KafkaPublisher:
        """This is the relay's way to the broker, not open yet."""
        return KafkaPublisher(self.kafka, self.topics)

    def relay_state(self) -> PostgresRelayState:
        """This is the relay's place, for one `with` block."""
        return PostgresRelayState(self.database_url)

    def published(self) -> PostgresPublished:
        """This tells followers how far the relay is."""
        return PostgresPublished(self.database_url)

    def subscribe(
        self, contexts: frozenset[str], portion: Portion | None = None
    ) -> KafkaFactStream:
        """This is the stream of those contexts, from now on."""
        told = (Brokers(self.kafka), contexts, portion or Portion.whole(self.partitions))
        return KafkaFactStream(*told, opener_on(self.datastore), prefix=self.prefix)

    def follower(self, projection: Projection) -> ProjectionWorker:
        """This is the worker that runs the projection."""
        connect = connector(self.database_url)
        return ProjectionWorker(connect, projection, self.facts, self.partitions)

    def waiting(self, projections: Iterable[Projection]) -> ProjectionWaiting:
        """This lets callers wait for those projections, once it is started."""
        return ProjectionWaiting(self.database_url, projections, self.partitions)

    def rebuild(
        self, projection: Projection, say: Progress = _silent, *, strict: bool = False
    ) -> Rebuilt:
        """This builds the projection anew beside the one in use, and switches."""
        connect = connector(self.database_url)
        return rebuild(connect, projection, self.facts, self.partitions, say=say, strict=strict)

    def replay(self, projection: Projection, stream_id: str) -> Replayed:
        """This applies again what the projection has parked of the stream."""
        return replay(connector(self.database_url), projection, self.facts, stream_id)

    def status(self, projections: Iterable[Projection]) -> list[ProjectionStatus]:
        """This is how those projections stand."""
        with closing(self.published()) as relay, closing(connector(self.database_url)()) as link:
            published = relay.look().partitions
            return [status(link, one, self.partitions, published) for one in projections]
