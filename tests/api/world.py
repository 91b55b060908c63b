"""The whole API over memory alone: the real commands, and read models that were told."""

import re
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

import orjson
from fastapi import FastAPI

from adapters.crypto.pseudonyms import KeyedPseudonyms
from adapters.crypto.statements import Ed25519StatementSigner
from adapters.crypto.tokens import Ed25519AccessTokens, HmacRefreshTokens
from adapters.embeddings.hashing import HashingEmbedder
from adapters.memory.clock import SetClock
from adapters.memory.crypto import InMemoryPasswordHasher
from adapters.memory.digests import InMemoryDigests
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.gateways import InMemoryPaymentGateway
from adapters.memory.history import InMemoryHistory
from adapters.memory.limits import InMemoryRateLimits
from adapters.memory.log_tree import InMemoryLogTree
from adapters.memory.showings import InMemoryShowings
from adapters.spelling import RapidfuzzSpeller
from adapters.telemetry import PrometheusMetrics
from api.app import create_app
from api.reading import Readings
from application.analytics.asking import Asked, Figure
from application.auditing.asking import Examined, Replayed, ReplayIsRunning, WhichReplay, silent
from application.bus import Bus
from application.commands import COMMANDS
from application.consistency import Positions, Token
from application.delivery import Progress
from application.digesting import PublishedDigests
from application.limits import RateLimits
from application.live import Growth
from application.notice import NoticeReader
from application.payers import Payers
from application.ports import EventLog, Ports
from application.published import PublishedLog
from application.receipts import Controller
from application.status import LedgerStatus, PartStatus, Status, StreamStatus, ViewStatus
from application.success import Learnt
from application.tokens import Access
from domain.matching.styles import Style
from domain.privacy.clocks import Establishment
from domain.screening.suspicion import Suspicion
from domain.shared.actor import Actor, Role
from domain.tutor.fees import level
from projections.finding import Search
from projections.proposing import Rates
from projections.rating import Model, NothingRated, anew
from projections.suspecting import worth_a_look
from tests.support.calendar import MONDAY
from tests.support.people import AS_BEN
from tests.support.tree import key, verifier

with warnings.catch_warnings():
    # It recommends another HTTP client; the one it has does what is needed here.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

SECRET = b"a secret of thirty-two bytes long"
TABLE = re.compile(r"FROM (\w+\.\w+)")
Rows = list[dict[str, Any]]


class Shelf:
    """This answers every statement about a table with the rows put there, and takes it down."""

    def __init__(self) -> None:
        self.tables: dict[str, Rows] = {}
        self.asked: list[Mapping[str, Any]] = []

    def rows(self, statement: LiteralString, values: Mapping[str, Any] | None = None) -> Rows:
        """This is everything put on the table."""
        found = TABLE.search(statement)
        assert found is not None
        self.asked.append(values or {})
        return self.tables.get(found[1], [])

    def row(
        self, statement: LiteralString, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any] | None:
        """This is the first row on the table."""
        return next(iter(self.rows(statement, values)), None)


class Lagging:
    """This says how far behind each read model is, and what it was asked to wait for."""

    def __init__(self) -> None:
        self.behind = 0
        self.waited: list[tuple[str, str]] = []

    def wait(self, name: str, token: Token, timeout: float) -> int:  # noqa: ARG002 - it never waits
        """This answers at once."""
        self.waited.append((name, token.encode()))
        return self.behind


class Told:
    """This answers what was counted as it was told to, and takes down what was asked."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.asked: list[Asked] = []

    def find(self, asked: Asked) -> list[Figure]:
        """This is everything it was told."""
        self.asked.append(asked)
        return self.figures

    def places(self) -> Positions:
        """This is no place."""
        return {}


class Answering:
    """This answers auditors: history from the log, all else as it was told to."""

    def __init__(self, log: InMemoryEventLog) -> None:
        self.history = InMemoryHistory(log)
        self.asked: list[Any] = []
        self.replayed: Replayed | None = None
        self.examined = Examined(0, 0, 0, True, ())

    def replay(self, which: WhichReplay, say: Progress = silent) -> Replayed:  # noqa: ARG002
        """This is the replay it was told of; without one somebody else is at it."""
        self.asked.append(which)
        if self.replayed is None:
            raise ReplayIsRunning
        return self.replayed

    def examine(self, after: int = 0, most: int | None = None, say: Progress = silent) -> Examined:  # noqa: ARG002
        """This is what it was told to have found."""
        self.asked.append((after, most))
        return self.examined


@dataclass
class Settled:
    """This is what recommendations stand on, as it was set."""

    rates: Rates = field(default_factory=lambda: Rates(students=0, rate=0.5, again=0.5))
    model: Model = field(default_factory=NothingRated)

    recall = staticmethod(anew)

    def style(self, _style: Style) -> str:
        """This is any vector."""
        return "[0]"

    def model_for(self, _student_id: str) -> Model:
        """This is the same for everybody."""
        return self.model


class Taught:
    """This knows what it was told to have learnt."""

    learnt: Learnt | None = None

    def live(self) -> Learnt | None:
        """This is it."""
        return self.learnt


class Silent:
    """This never tells that the log has grown, and lets nobody wait for long."""

    def wait(self, seconds: float) -> None:
        """This returns soon."""
        time.sleep(min(seconds, 0.01))


class World:
    """This is everything the API needs, in memory, with a client at its door."""

    def __init__(
        self,
        app: FastAPI | None = None,
        log: EventLog | None = None,
        limits: RateLimits | None = None,
    ) -> None:
        known: World | None = app.state.container if app else None
        self.clock: SetClock = known.clock if known else SetClock(MONDAY)
        self.clock.set(MONDAY)
        self.metrics: PrometheusMetrics = known.metrics if known else PrometheusMetrics()
        self.log = InMemoryEventLog()
        self.passwords = InMemoryPasswordHasher()
        self.pseudonyms = KeyedPseudonyms(SECRET)
        ports = Ports(self.passwords, self.pseudonyms, level(1_000))
        self.bus = Bus(log or self.log, ports, self.clock, COMMANDS)
        self.showings = InMemoryShowings(self.bus)
        self.provider = InMemoryPaymentGateway(self.clock)
        self.notices: NoticeReader | None = None
        self.payers = Payers(self.log)
        self.tree = InMemoryDigests()
        self.published_log = PublishedLog(self.tree)
        self.published_digests = PublishedDigests(self.tree, lambda _: [verifier()])
        self.log_vkeys = (key(2).vkey, key(1).vkey)
        self.auditing = Answering(self.log)
        self.reader = Shelf()
        self.success_models = Taught()
        self.waiting = Lagging()
        self.figures = Told()
        self.partitions = 4
        self.access_tokens = Ed25519AccessTokens(SECRET, issuer="test", audience="test")
        self.refresh_tokens = HmacRefreshTokens(SECRET)
        self.receipt_signer = Ed25519StatementSigner(SECRET)
        self.controller = Controller("Preceptor", "privacy@example.org")
        self.establishment = Establishment()
        self.facts = self.closed_facts = self.log
        self.log_tree = InMemoryLogTree(self.log)
        self.limits = limits
        self.search = Search(self.reader, HashingEmbedder(), RapidfuzzSpeller())
        self.grounds = Settled()
        self.parts = [PartStatus("PostgreSQL", is_up=True, is_needed=True)]
        self.alarms: list[str] = []
        self.drift: list[str] = []
        self.learnt: Mapping[str, Any] = {}
        self.ledger = LedgerStatus()
        self.app = app or create_app(self)
        self.app.state.container = self
        self.forget_readings()
        self.client = client_of(self.app)
        self._keys = 0

    def forget_readings(self) -> None:
        """This lets the API remember of no reading that it was noted."""
        self.app.state.readings = Readings()

    @contextmanager
    def growth(self) -> Iterator[Growth]:
        """This tells nothing: whoever follows looks now and then."""
        yield Silent()

    def statement_signer(self, kind: str) -> Ed25519StatementSigner:
        """This signs statements of that kind."""
        return Ed25519StatementSigner(SECRET, kind)

    def suspicions(self) -> Sequence[Suspicion]:
        """This is worked out each time."""
        return worth_a_look(self.reader, self.clock.now())

    def status(self) -> Status:
        """This is how everything is."""
        behind = {"account.0": 2, "account.1": 0}
        views = (ViewStatus("directory", 7, lag=2, parked=1, partitions=behind, rate=3.5),)
        stream = StreamStatus(position=6, lag=3, waits_seconds=1.5, rate=40.0)
        known = (self.alarms, self.ledger, stream, self.drift, self.learnt)
        return Status(len(self.log.facts), self.parts, views, *known)

    def token(self, actor: Actor) -> str:
        """This is an access token of somebody."""
        access = Access(actor.id, f"session-of-{actor.id}", actor.roles)
        return self.access_tokens.issue(access, self.clock.now())

    def key(self) -> str:
        """This is an Idempotency-Key nobody used before."""
        self._keys += 1
        return f"key-{self._keys:08}"

    def as_(self, actor: Actor | None) -> dict[str, str]:
        """This is the headers with which somebody asks for something new."""
        fresh = {"Idempotency-Key": self.key()}
        return fresh if actor is None else {**fresh, "Authorization": f"Bearer {self.token(actor)}"}

    def post(
        self,
        path: str,
        body: Any = None,
        actor: Actor | None = AS_BEN,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """This asks a command; `body` is bytes as they are, or anything as JSON."""
        content = body if isinstance(body, bytes | None) else orjson.dumps(body)
        made = {"Content-Type": "application/json", **self.as_(actor), **(headers or {})}
        return self.client.post(path, content=content, headers=made)

    def get(
        self,
        path: str,
        actor: Actor | None = AS_BEN,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """This asks a question."""
        return self.client.get(path, headers={**self.as_(actor), **(headers or {})})


def client_of(app: FastAPI) -> TestClient:
    """This is a client at the door of an application; what crashes there answers 500."""
    return TestClient(app, raise_server_exceptions=False)


def limited() -> World:
    """This is a world in which requests are counted by its own clock."""
    clock = SetClock(MONDAY)
    return World(limits=InMemoryRateLimits(clock))


def one(role: Role) -> Actor:
    """This is somebody of the staff with one role."""
    return Actor(f"some-{role}", frozenset({role}))
