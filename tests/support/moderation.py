"""A moderation service on loopback, which answers as OpenAI's does, or misbehaves as it is told."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Final

from adapters.moderation import HttpModeration
from application.moderation import Scores
from domain.shared.errors import Unavailable
from domain.shared.harm import Harm

VERSION: Final = "moderation-2026-11"
KEY: Final = "key-of-ours"
LONGEST_SILENCE_SECONDS: Final = 30.0
DRIP_SECONDS: Final = 0.02
DRIPS: Final = 500


def answer_of(scores: Mapping[str, Any], version: str = VERSION) -> bytes:
    """This is what the service answers."""
    result = {"flagged": True, "category_scores": scores}
    return json.dumps({"id": "modr-1", "model": version, "results": [result]}).encode()


class FakeModeration:
    """This is the service, everything it was sent, and how it answers from now on."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.status, self.body = 200, answer_of({"hate": 0.9123, "violence": 0.0004})
        self.manner: Callable[[_Connection], None] = _Connection.say
        self.is_over = Event()
        self._lock = Lock()
        served: Any = type("_Served", (_Connection,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), served)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        """This is its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1/moderations"

    def heard(self, body: bytes, headers: Mapping[str, str]) -> None:
        """This keeps what it was sent."""
        with self._lock:
            self.asked.append(json.loads(body))
            self.headers.append(headers)

    def close(self) -> None:
        """This ends it, also what waits in silence."""
        self.is_over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Connection(BaseHTTPRequestHandler):
    fake: FakeModeration

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.fake.heard(body, {name.lower(): value for name, value in self.headers.items()})
        self.fake.manner(self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """This says nothing."""

    def say(self) -> None:
        """This answers."""
        self._begin(len(self.fake.body))
        self.wfile.write(self.fake.body)

    def hang_up(self) -> None:
        """This ends the connection without an answer."""

    def break_off(self) -> None:
        """This ends it in the midst of one."""
        self._begin(len(self.fake.body))
        self.wfile.write(self.fake.body[:9])

    def be_silent(self) -> None:
        """This says nothing until the service ends."""
        self.fake.is_over.wait(LONGEST_SILENCE_SECONDS)

    def drip(self) -> None:
        """This answers letter by letter, for longer than anybody should listen."""
        self._begin(DRIPS)
        with suppress(OSError):
            for _ in range(DRIPS):
                self.fake.is_over.wait(DRIP_SECONDS)
                self.wfile.write(b" ")

    def _begin(self, length: int) -> None:
        self.send_response(self.fake.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.send_header("Location", self.fake.url)
        self.send_header("Retry-After", "1")
        self.end_headers()


MISBEHAVING: Final[Mapping[str, Callable[[_Connection], None]]] = {
    "hangs up": _Connection.hang_up,
    "breaks off": _Connection.break_off,
    "is silent": _Connection.be_silent,
    "drips": _Connection.drip,
}
"""How it answers nothing that anybody could use."""


@contextmanager
def moderation_service() -> Iterator[FakeModeration]:
    """This is the service, for as long as the block lasts."""
    fake = FakeModeration()
    try:
        yield fake
    finally:
        fake.close()


@contextmanager
def asking(fake: FakeModeration, model: str = "") -> Iterator[HttpModeration]:
    """This asks it."""
    opened = HttpModeration(fake.url, KEY, model)
    try:
        yield opened
    finally:
        opened.close()


class KeenModeration:
    """This is a service in memory: it hates one word, and can be down for some calls."""

    def __init__(self, hated: str) -> None:
        self._hated = hated
        self.texts: list[str] = []
        self.is_down_for = 0

    def scores(self, text: str) -> Scores:
        """This is what it says of the text."""
        self.texts.append(text)
        if self.is_down_for:
            self.is_down_for -= 1
            raise Unavailable("the service was told not to answer")
        return Scores({Harm.HATE: 9_000 if self._hated in text else 10}, VERSION)
