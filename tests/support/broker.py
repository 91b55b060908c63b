"""Brokers of the test's own, which it may end, start again at the same address, and empty."""

import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from adapters.embedded.broker import BrokerServer
from adapters.embedded.child import Parent
from adapters.embedded.folder import DataFolder
from adapters.embedded.ports import free_port
from adapters.embedded.servers import Running

ENDING_SECONDS = 10.0


class Broker(Protocol):
    """This is a broker as a test handles it."""

    @property
    def address(self) -> str:
        """This is where clients bootstrap from."""

    def down(self, by: signal.Signals = signal.SIGKILL) -> AbstractContextManager[None]:
        """This is ended so until the block ends, and then goes on with what it has on the disk."""

    def wipe(self) -> None:
        """This kills it, and starts it again with nothing in it."""


class EmbeddedBroker:
    """This is the embedded broker, which has nothing on the disk: whatever ends it empties it."""

    def __init__(self, running: Running) -> None:
        self._running = running

    @property
    def address(self) -> str:
        """This is where clients bootstrap from."""
        return self._running.server.addresses(self._running.port)[BrokerServer.setting]

    @contextmanager
    def down(self, by: signal.Signals = signal.SIGKILL) -> Iterator[None]:
        """This is ended so until the block ends, whoever wants to start it in the meantime."""
        with self._running._turn:
            os.kill(self._running.child.pid, by)
            assert self._running.child.ended_within(ENDING_SECONDS) is not None
            try:
                yield
            finally:
                self._running.start()

    def wipe(self) -> None:
        """This kills it, and starts it again with nothing in it."""
        with self.down():
            pass


@contextmanager
def embedded_broker(folder: Path) -> Iterator[EmbeddedBroker]:
    """This is an embedded broker that runs until the block ends."""
    with DataFolder.opened(folder) as opened, Parent() as parent:
        running = Running(BrokerServer(opened), parent, free_port(), lambda _line: None)
        try:
            running.begin()
            running.settle()
            yield EmbeddedBroker(running)
        finally:
            running.child.stop()
