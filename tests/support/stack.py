"""The whole stack on loopback, as `make up` runs it, in a folder of its own; or on another broker.

with RunningStack.started(folder) as stack:
    stack.kill("api", "relay")     # and the supervisor starts them again
    stack.settle()                 # until nothing is left to do
"""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg import sql
from redis import Redis

from adapters.bootstrap import Container
from adapters.embedded.ports import free_port
from adapters.embedded.servers import Running
from adapters.embedded.supervisor import Stack, up
from adapters.postgres.projections import layout
from adapters.settings import Settings
from tests.support.broker import Broker, EmbeddedBroker
from tests.support.processes import soon

WORKERS = (
    "api",
    "relay",
    "projector",
    "processes",
    "reactions",
    "windows",
    "notary",
    "training",
)
DATABASE = "database_url"
BROKER = "kafka_bootstrap_servers"
REDIS = "redis_url"
CONNECTIONS = 128
OPEN = """
    SELECT count(*) FROM {list} t LEFT JOIN processes.attempts a
      ON a.process = %(process)s AND a.key = t.key AND a.name = t.name AND a.digest = t.digest
    WHERE a.done_at IS NULL AND (t.due_at IS NULL OR t.due_at <= now())
"""


class NotSettled(AssertionError):
    """Something still waits, though there was time enough for all of it."""


@dataclass(slots=True)
class RunningStack:
    """This is everything running, as a test sees it; `said` is what the operator was told."""

    stack: Stack
    http: httpx.Client
    broker: Broker
    said: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def started(
        cls, home: Path, broker: Broker | None = None, **given: Any
    ) -> "Iterator[RunningStack]":
        """This starts it, under further settings if they are given, and stops it again.

        The broker is the embedded one, which is kept alive with the rest, unless another is named.
        """
        said: list[str] = []
        settings = Settings(
            database_url=None,
            kafka_bootstrap_servers=broker.address if broker else None,
            redis_url=None,
            preceptor_home=home,
            preceptor_port=free_port(),
            **given,
        )
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        with (
            up(settings, said.append) as stack,
            httpx.Client(base_url=stack.address, limits=limits, timeout=15.0) as http,
        ):
            started = cls(stack, http, broker or EmbeddedBroker(_server(stack, BROKER)), said)
            assert soon(started.is_built, 60.0), "the followers do not start"
            yield started

    @property
    def settings(self) -> Settings:
        """This is the settings it runs under, with every address."""
        return self.stack.settings

    @property
    def url(self) -> str:
        """This is where PostgreSQL is, for the owner of all of it: tests look and break in."""
        return str(self.settings.database_owner_url)

    @contextmanager
    def inside(self) -> Iterator[Container]:
        """This is the ports behind the API, for what a test must do or see from inside."""
        with Container.from_settings(self.settings) as container:
            yield container

    def server(self, setting: str) -> Running:
        """This is the embedded server behind a setting."""
        return _server(self.stack, setting)

    def forget_limits(self) -> None:
        """This lets everybody ask as if they had not asked before."""
        with Redis.from_url(str(self.settings.redis_url)) as redis:
            redis.flushdb()

    def kill(self, *names: str) -> dict[str, int]:
        """This ends processes as a power cut would, and answers which they were."""
        pids = self.stack.pids()
        killed = {name: pids[name] for name in names if pids[name]}
        for pid in killed.values():
            # One that has just ended by itself is started again as well.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return killed

    def await_replaced(self, killed: dict[str, int], seconds: float = 60.0) -> None:
        """This returns when the supervisor has put another process in the place of each."""

        def all_replaced() -> bool:
            pids = self.stack.pids()
            return all(pids[name] not in (0, pid) for name, pid in killed.items())

        assert soon(all_replaced, seconds), f"not started again: {killed}, {self.said[-5:]}"
        assert soon(self.answers, seconds), f"the API is silent: {self.said[-5:]}"

    def await_running(self, setting: str, seconds: float = 60.0) -> None:
        """This returns when an embedded server runs again."""
        server = self.server(setting)
        assert soon(server.is_running, seconds), f"{setting} is down: {self.said[-5:]}"
        server.await_ready()

    def is_built(self) -> bool:
        """This is true once every read model and process has its tables."""
        with self.inside() as container, psycopg.connect(self.url) as connection:
            followers = (*container.read_models, *container.automata)
            return all(layout.exists(connection, one.name) for one in followers)

    def answers(self) -> bool:
        """This is true when the API can do its work."""
        try:
            return self.http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def settle(self, seconds: float = 60.0) -> int:
        """This returns when every follower is at the head of the log and nothing is due.

        Raises:
            NotSettled: something still waits.
        """
        end = time.monotonic() + seconds
        with self.inside() as container:
            while True:
                head, waiting = _waiting(container)
                if not waiting:
                    return head
                if time.monotonic() > end:
                    raise NotSettled(f"at {head}: {', '.join(waiting)}; {self.said[-3:]}")
                time.sleep(0.1)


def _server(stack: Stack, setting: str) -> Running:
    return next(one for one in stack.servers.running if one.server.setting == setting)


def _waiting(container: Container) -> tuple[int, Sequence[str]]:
    """This is where the log stands, and everything that has not come there."""
    before = container.status()
    due = _due(container)
    after = container.status()
    followers = {view.name for view in after.views}
    missing = {one.name for one in (*container.read_models, *container.automata)} - followers
    waiting = [f"{name} is nowhere" for name in missing]
    waiting += [
        f"{view.name} at {view.position}"
        for view in after.views
        if view.lag or view.position < after.position
    ]
    waiting += [f"{view.name} has parked {view.parked}" for view in after.views if view.parked]
    waiting += [f"{name} has {count} to do" for name, count in due.items() if count]
    if before.position != after.position:
        waiting.append("the log grows")
    if not after.position:
        waiting.append("the log is silent")
    return after.position, waiting


def _due(container: Container) -> dict[str, int]:
    """This is how many to-dos of each process are due and not done."""
    found: dict[str, Any] = {}
    try:
        with psycopg.connect(container.url) as connection:
            for process in container.automata:
                query = sql.SQL(OPEN).format(list=sql.Identifier(process.name, "todos"))
                row = connection.execute(query, {"process": process.name}).fetchone()
                found[process.name] = row[0] if row else 0
    except psycopg.OperationalError:
        return {"PostgreSQL": 1}
    return found
