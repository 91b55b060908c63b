"""The composition root: which adapter stands behind each port, and who closes it.

Nothing is opened before it is asked for, so that each process opens only what it uses; what
was opened is closed together, the last first. Parts can be overridden by name, for tests.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from adapters.advising import Advising
from adapters.auditing import PostgresAuditing
from adapters.certificates import ErasureCertificates
from adapters.clock import SystemClock
from adapters.crypto.statements import CERTIFICATE, Ed25519StatementSigner
from adapters.health import PATIENCE_SECONDS, Health
from adapters.moderating import moderation_of
from adapters.operating import Operating
from adapters.paying import notices_of, provider_of
from adapters.postgres.clearing import DerivedStores
from adapters.postgres.crew import PostgresCrew
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.growth import LogGrowth
from adapters.postgres.log_tree import PostgresLogTree
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections.waiting import ProjectionWaiting
from adapters.postgres.projections.worker import ProjectionWorker, connector
from adapters.postgres.reader import PostgresReader
from adapters.postgres.relay_state import PostgresPublished
from adapters.postgres.todos.fold import projection_of
from adapters.postgres.todos.lists import PostgresTodos
from adapters.postgres.windows import PostgresFigures
from adapters.settings import VERSION, Settings
from adapters.showings import GatheredShowings
from adapters.telemetry import PrometheusMetrics
from adapters.watching import ModelWatch
from application.analytics.folding import fold_name
from application.bus import Bus
from application.commands import COMMANDS
from application.forgetting import Forgetting
from application.limits import RateLimits
from application.notice import NoticeReader
from application.payees import Payees
from application.payers import Payers
from application.ports import Clock, Ports
from application.ports_money import MoneyProvider, ProviderBooks
from application.status import Status
from application.todo import Process, World
from application.wordings import Wordings
from projections.runtime import Projection

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresDatastore
    from redis import Redis


class Container(Advising):
    """This is every port, each with its adapter; used in a `with`, it closes what it opened."""

    def __init__(self, settings: Settings, **overrides: Any) -> None:
        self.settings = settings
        self._closing = ExitStack()
        self.__dict__.update(overrides)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """This is the container of a process whose servers stand in the settings."""
        return cls(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()

    @property
    def url(self) -> str:
        """This is where PostgreSQL is."""
        assert self.settings.database_url is not None
        return self.settings.database_url

    @cached_property
    def clock(self) -> Clock:
        """This says what time it is."""
        return SystemClock()

    @cached_property
    def metrics(self) -> PrometheusMetrics:
        """This counts what operators watch."""
        return PrometheusMetrics()

    @cached_property
    def datastore(self) -> "PostgresDatastore":
        """This is the pool of connections of the event engine."""
        opened = open_datastore(self.url, pool_size=self.settings.database_pool_size)
        self._closing.callback(opened.close)
        return opened

    @cached_property
    def log(self) -> PostgresEventLog:
        """This is the log, with the ledger of commands."""
        opened = PostgresEventLog(self.datastore, self.sealing, self.metrics.on_group)
        self._closing.callback(opened.close)
        self.keyring.also(opened.forget)
        return opened

    @cached_property
    def bus(self) -> Bus:
        """This executes commands."""
        return Bus(self.log, self.ports, self.clock, COMMANDS)

    @cached_property
    def showings(self) -> GatheredShowings:
        """This takes down what people are shown, and records it soon."""
        opened = GatheredShowings(self.bus, self.metrics.on_showings)
        self._closing.callback(opened.close)
        return opened

    @property
    def ports(self) -> Ports:
        """This is what handlers may use of the outside."""
        fees, establishment = self.settings.fees, self.settings.establishment
        return Ports(self.passwords, self.pseudonyms, fees, establishment)

    @cached_property
    def reader(self) -> PostgresReader:
        """This reads the read models."""
        opened = PostgresReader(self.url, pool_size=self.settings.database_pool_size)
        self._closing.callback(opened.close)
        return opened

    @cached_property
    def facts(self) -> PostgresFactReader:
        """This is the log as followers read it."""
        return PostgresFactReader(self.datastore, self.sealing)

    def growth(self) -> LogGrowth:
        """This tells when the log has grown, while it is open."""
        return LogGrowth(self.url)

    @cached_property
    def log_tree(self) -> PostgresLogTree:
        """This is the log as a tree, to prove what is in it."""
        return PostgresLogTree(self.datastore)

    @cached_property
    def published(self) -> PostgresPublished:
        """This is how far the relay has come."""
        opened = PostgresPublished(self.url)
        self._closing.callback(opened.close)
        return opened

    @cached_property
    def projectors(self) -> PostgresCrew:
        """This is the projectors there are, and which portion of the work is this one's."""
        joined = PostgresCrew(self.url, "projector", self.partitions)
        self._closing.callback(joined.close)
        return joined

    @cached_property
    def waiting(self) -> ProjectionWaiting:
        """This waits for read models, without polling."""
        opened = ProjectionWaiting(self.url, self.read_models, self.partitions)
        opened.start()
        self._closing.callback(opened.close)
        return opened

    @cached_property
    def figures(self) -> PostgresFigures:
        """This is what was counted in windows of time."""
        return PostgresFigures(self.datastore, fold_name(self.partitions))

    @cached_property
    def todos(self) -> PostgresTodos:
        """This is the to-do lists of the processes."""
        return PostgresTodos(self.datastore)

    @cached_property
    def provider(self) -> MoneyProvider:
        """This moves money, and knows where it went."""
        return provider_of(self.settings, self.clock, lambda: self.datastore.pool)

    @cached_property
    def notices(self) -> NoticeReader | None:
        """This reads what the provider sends by itself."""
        return notices_of(self.settings)

    def provider_books(self) -> ProviderBooks | None:
        """This is what the provider has on record, unless it is our own sandbox."""
        return self.provider if self.settings.stripe_api_key else None

    @cached_property
    def payers(self) -> Payers:
        """This knows the cards students pay with."""
        return Payers(self.log)

    @cached_property
    def redis(self) -> "Redis":
        """This is the connection to Redis."""
        from redis import Redis

        assert self.settings.redis_url is not None
        opened = Redis.from_url(self.settings.redis_url, socket_timeout=PATIENCE_SECONDS)
        self._closing.callback(opened.close)
        return opened

    @cached_property
    def limits(self) -> RateLimits:
        """This counts requests, for all processes together."""
        from adapters.redis.rate_limit import RedisRateLimits

        return RedisRateLimits(self.redis)

    @cached_property
    def health(self) -> Health:
        """This looks at everything that has to run."""
        followers = (*self.read_models, *self.automata)
        return Health(self.settings, self.redis, self.published, followers, self.figures)

    def status(self) -> Status:
        """This is how everything is, now."""
        found = self.health.look()
        # Whoever asks how things are must not wait for read models that cannot be reached.
        if not found.is_ready:
            return found
        return replace(found, drift=self.model_watch.alarms(), learnt=self.learnt())

    @cached_property
    def model_watch(self) -> ModelWatch:
        """This knows which models are not what they were."""
        return ModelWatch(self.reader, self.log, self.clock)

    @cached_property
    def operating(self) -> Operating:
        """This is what operators do from the command line."""
        return Operating(
            url=self.url,
            owner_url=self.settings.database_owner_url,
            datastore=self.datastore,
            facts=self.facts,
            clock=self.clock,
            read_models=self.read_models,
            automata=self.automata,
            partitions=self.partitions,
            provider_books=self.provider_books,
        )

    @cached_property
    def auditing(self) -> PostgresAuditing:
        """This is what auditors ask."""
        return PostgresAuditing(
            url=self.url,
            datastore=self.datastore,
            facts=self.facts,
            keyring=self.keyring,
            projections=(*self.read_models, *self.automata),
            partitions=self.partitions,
            published=self.published_digests,
        )

    @cached_property
    def world(self) -> World:
        """This is the outside that reactions may call."""
        return World.of(
            self.provider,
            forgetting=self.forgetting,
            payees=Payees(self.log),
            payers=self.payers,
            moderation=moderation_of(self.settings, self._closing),
            wordings=Wordings(self.log),
        )

    @cached_property
    def forgetting(self) -> Forgetting:
        """This is what forgetting a person takes."""
        signer = Ed25519StatementSigner(self.settings.secret(), CERTIFICATE)
        certificates = ErasureCertificates(self.log_tree, signer, self.clock, VERSION)
        stores = DerivedStores(self.url, self.read_models)
        return Forgetting(self.key_destruction, stores, certificates)

    def followers(self, names: Sequence[str]) -> list[ProjectionWorker]:
        """This is the named read models as followers of facts, or all of them."""
        chosen = [one for one in self.read_models if not names or one.name in names]
        return [self._follower(projection) for projection in chosen]

    def process_follower(self, process: Process[Any]) -> ProjectionWorker:
        """This is a process as a follower of facts."""
        return self._follower(projection_of(process))

    def _follower(self, projection: Projection) -> ProjectionWorker:
        return ProjectionWorker(connector(self.url), projection, self.facts, self.partitions)
