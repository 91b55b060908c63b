"""One node of Apache Kafka, as small as it gets: broker and controller in one, on loopback."""

import os
import shutil
import signal
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from adapters.embedded.child import Child, Parent
from adapters.embedded.ports import free_port
from adapters.kafka.clients import CONNECT_MS, prepare_to_connect
from domain.shared.errors import Unavailable
from tests.support.apache.fetching import jars, java
from tests.support.processes import soon

START_SECONDS = 90.0
STOP_SECONDS = 30.0
PORT_TRIES = 3
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m")
"""Little memory, and a start that takes half as long: nobody measures with it."""

LOGGED = "-Dorg.apache.logging.log4j.level=INFO"

# What is not set here is as Kafka has it, also that unknown topics are made by whoever asks for
# them: that one must not. A node that was killed is taken back as soon as its session is over.
PROPERTIES = """
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
broker.heartbeat.interval.ms=200
broker.session.timeout.ms=1500
"""


class ApacheKafka:
    """This is the node, which may be ended, started again with what it had, and emptied."""

    def __init__(self, folder: Path, parent: Parent) -> None:
        self._folder = folder
        self.data = folder / "data"
        self._parent = parent
        self._settle_at(free_port(), free_port())

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator["ApacheKafka"]:
        """This is a node with nothing in it, until the block ends.

        Raises:
            Missing: it cannot be run on this machine.
        """
        with Parent() as parent:
            node = cls(folder, parent)
            try:
                node.start_somewhere()
                yield node
            finally:
                node.child.stop()

    @property
    def address(self) -> str:
        """This is where clients bootstrap from."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """This starts it, and returns when it takes facts."""
        if not self.data.exists():
            self._format()
        self.child.start(self._parent)
        soon(lambda: self._answers() or not self.child.is_running(), START_SECONDS)
        assert self._answers(), f"Apache Kafka does not start: {self.child.said()[-2_000:]}"

    def start_somewhere(self) -> None:
        """This starts it; a port that somebody else took in the meantime is replaced."""
        for _ in range(PORT_TRIES):
            try:
                self.start()
            except AssertionError:
                if "Address already in use" not in self.child.said():
                    raise
                self._settle_at(free_port(), free_port())
                self._forget()
            else:
                return

    @contextmanager
    def down(self, by: signal.Signals = signal.SIGKILL) -> Iterator[None]:
        """This is ended so until the block ends, and then goes on with what it has on the disk."""
        os.kill(self.child.pid, by)
        assert self.child.ended_within(STOP_SECONDS) is not None, "Apache Kafka does not stop"
        try:
            yield
        finally:
            self.start()

    def wipe(self) -> None:
        """This kills it, and starts it again with nothing in it."""
        with self.down():
            self._forget()

    def _settle_at(self, port: int, controller: int) -> None:
        self._port = port
        text = PROPERTIES.format(port=port, controller=controller, data=self.data)
        self._properties.write_text(text)
        runs = (java(), *QUICK, LOGGED, "-cp", f"{jars()}/*")
        self._formats = (*runs, "kafka.tools.StorageTool", "format", "--standalone")
        self.child = Child(
            "kafka",
            (*runs, "kafka.Kafka", str(self._properties)),
            self._folder / "kafka.log",
            self._folder,
            stops_by=((signal.SIGTERM, STOP_SECONDS),),
        )

    @property
    def _properties(self) -> Path:
        return self._folder / "server.properties"

    def _format(self) -> None:
        cluster = urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        argv = (*self._formats, f"--cluster-id={cluster}", f"--config={self._properties}")
        formatting = Child("format", argv, self._folder / "format.log", self._folder)
        formatting.start(self._parent)
        ended = formatting.ended_within(START_SECONDS)
        assert ended == 0, f"Apache Kafka's folder cannot be made: {formatting.said()}"

    def _forget(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)

    def _answers(self) -> bool:
        """This is true when the node knows itself to be alive; it listens some time before."""
        try:
            prepare_to_connect([self.address])
            with closing(
                KafkaAdminClient(
                    bootstrap_servers=self.address,
                    bootstrap_timeout_ms=CONNECT_MS,
                    request_timeout_ms=CONNECT_MS,
                )
            ) as admin:
                return bool(admin.describe_cluster()["brokers"])
        except (Unavailable, KafkaError, OSError):
            return False
