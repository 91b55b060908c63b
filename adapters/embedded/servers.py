"""The embedded servers together: those whose address nobody set are started, and stopped again."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from adapters.embedded.broker import BrokerServer
from adapters.embedded.child import Child, Parent, stop_together
from adapters.embedded.endings import is_port_taken, why
from adapters.embedded.folder import DataFolder
from adapters.embedded.ports import free_port
from adapters.embedded.postgres import PostgresServer
from adapters.embedded.redis import RedisServer
from adapters.settings import CannotStart, Say, Settings

ADDRESSES = ("database_url", "kafka_bootstrap_servers", "redis_url")
OWNERS_ADDRESS = "database_owner_url"
PORT_TRIES = 5
NEWS_SECONDS = 2.0


class Server(Protocol):
    """This is a server as a wheel brings it: how to prepare, run, address and await it."""

    name: ClassVar[str]
    setting: ClassVar[str]
    start_seconds: ClassVar[float]

    @property
    def folder(self) -> DataFolder:
        """This is where it keeps what it keeps."""

    def prepare(self, parent: Parent, say: Say, /) -> None:
        """This is done before each start."""

    def child(self, port: int) -> Child:
        """This is its process, listening on that port."""

    def addresses(self, port: int) -> Mapping[str, str]:
        """This is what its clients are given, by the name of the setting."""

    def is_ready(self, child: Child) -> bool:
        """This is true once the process answers clients."""


@dataclass(slots=True)
class Running:
    """This is one server at its port, which can be started again at the same one."""

    server: Server
    parent: Parent
    port: int
    say: Say
    child: Child = field(init=False)
    _turn: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.child = self.server.child(self.port)

    @property
    def name(self) -> str:
        """This is how people are told of it."""
        return self.server.name

    def is_running(self) -> bool:
        """This is true between its start and its end."""
        return self.child.is_running()

    def begin(self) -> None:
        """This starts it without waiting for it."""
        self.server.prepare(self.parent, self.say)
        self.child.start(self.parent)

    def start(self) -> None:
        """This starts it, unless somebody else just did, and returns when it answers.

        Raises:
            CannotStart: it ended, or does not answer.
        """
        with self._turn:
            if not self.is_running():
                self.begin()
                self.await_ready()

    def restart(self) -> None:
        """This stops it and starts it at the same address."""
        with self._turn:
            self.child.stop()
            self.start()

    def await_ready(self) -> None:
        """This returns when it answers.

        Raises:
            CannotStart: it ended, or does not answer.
        """
        self._wait()
        if not self.child.is_running():
            raise why(self.server.name, self.server.setting, self.child)

    def settle(self) -> None:
        """This returns when it answers; a port that somebody else took is replaced."""
        for _ in range(PORT_TRIES):
            self._wait()
            if not is_port_taken(self.child):
                break
            self.port = free_port()
            self.child = self.server.child(self.port)
            self.child.start(self.parent)
        self.await_ready()

    def _wait(self) -> None:
        begun = told = time.monotonic()
        while self.child.is_running() and not self.server.is_ready(self.child):
            time.sleep(0.01)
            now = time.monotonic()
            if now - begun > self.server.start_seconds:
                raise CannotStart(
                    f"{self.name} does not answer after {self.server.start_seconds:.0f} seconds "
                    f"(more in {self.child.log})."
                )
            if now - told > NEWS_SECONDS:
                self.say(f"Waiting for {self.name} …")
                told = now


@dataclass(frozen=True, slots=True)
class EmbeddedServers:
    """This is the servers of ours that run, and the settings with every address filled in."""

    folder: DataFolder
    parent: Parent
    settings: Settings
    running: Sequence[Running]

    @classmethod
    @contextmanager
    def started(cls, settings: Settings, say: Say = print) -> Iterator["EmbeddedServers"]:
        """This starts what no address was set for, and stops it when the block ends.

        Raises:
            CannotStart: something stands in the way; the message says what to do.
        """
        with ExitStack() as stack:
            folder = stack.enter_context(DataFolder.opened(settings.preceptor_home))
            parent = stack.enter_context(Parent())
            running: list[Running] = []
            stack.callback(lambda: stop_together([one.child for one in running]))
            with folder.sentences():
                for server in _missing(folder, settings):
                    running.append(_at_its_port(server, parent, say))
                    running[-1].begin()
                for one in running:
                    one.settle()
                filled = _filled(settings, running)
                _remember(folder, filled, running)
            yield cls(folder, parent, filled, tuple(running))

    def restart_broker(self) -> None:
        """This starts the embedded broker anew, and so wipes it, at the same address."""
        for one in self.running:
            if isinstance(one.server, BrokerServer):
                one.restart()

    def pids(self) -> dict[str, int]:
        """This is the process of each server, by the name of its setting."""
        return {one.server.setting: one.child.pid for one in self.running}


def in_use(settings: Settings) -> Settings:
    """This is the settings with the addresses of the stack that runs on the data folder.

    Raises:
        CannotStart: an address is missing, and nothing runs there.
    """
    if all(getattr(settings, name) is not None for name in ADDRESSES):
        return settings
    folder = DataFolder(settings.preceptor_home)
    if not folder.is_in_use():
        raise CannotStart(
            f"Nothing runs on {folder.path}. Start it with `make up`, or set "
            f"{', '.join(name.upper() for name in ADDRESSES)}."
        )
    return _with(settings, folder.remembered().get("urls", {}))


def _missing(folder: DataFolder, settings: Settings) -> list[Server]:
    """This is the servers to start, the slowest last: the others start meanwhile."""
    known: list[Server] = [BrokerServer(folder), RedisServer(folder), PostgresServer(folder)]
    return [server for server in known if getattr(settings, server.setting) is None]


def _at_its_port(server: Server, parent: Parent, say: Say) -> Running:
    ports = server.folder.remembered().get("ports", {})
    return Running(server, parent, free_port(int(ports.get(server.setting, 0))), say)


def _filled(settings: Settings, running: Sequence[Running]) -> Settings:
    found = {"preceptor_secret": settings.secret().hex()}
    for one in running:
        found |= one.server.addresses(one.port)
    return _with(settings, found)


def _with(settings: Settings, found: dict[str, Any]) -> Settings:
    missing = {name: text for name, text in found.items() if getattr(settings, name) is None}
    return settings.model_copy(update=missing)


def _remember(folder: DataFolder, settings: Settings, running: Sequence[Running]) -> None:
    folder.remember(
        {
            "urls": {name: getattr(settings, name) for name in (*ADDRESSES, OWNERS_ADDRESS)},
            "ports": {one.server.setting: one.port for one in running},
        }
    )
