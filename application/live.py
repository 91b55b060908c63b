"""The log as it grows, for many who follow it at once: read by one, kept for a while, for all.

Whoever follows keeps a place of their own, and takes what lies behind it as fast as they like.
What is newest is at hand; who has fallen further behind reads the log itself, a page at a time. So
nobody who is slow takes room or keeps another one waiting.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import structlog

from application.delivery import FactLog
from domain.shared.errors import Unavailable
from domain.shared.public import PublicFact, public_fact

ROOM = 4_096
PAGE = 500
LISTEN_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 0.5
V = TypeVar("V")

log = structlog.get_logger()


class Growth(Protocol):
    """This tells when the log has grown."""

    def wait(self, seconds: float) -> None:
        """This returns when the log has grown, or after so many seconds.

        Raises:
            Unavailable: it cannot be told now.
        """


@dataclass(frozen=True, slots=True)
class Wanted:
    """This is which facts somebody follows; what is empty lets all of them pass.

    Attributes:
        topics: whole topics, or how they begin: `booking`, or `booking.confirmed`.
        streams: streams by their name as analysts see it: of a thing the whole, else its kind.
        values: what public values have to be, by their name: `currency`, or `price.currency`.
    """

    topics: frozenset[str] = frozenset()
    streams: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)

    def has(self, fact: PublicFact) -> bool:
        """This is true of a fact that is followed."""
        return (
            (not self.topics or any(_begins(fact.topic, each) for each in self.topics))
            and (not self.streams or bool(self.streams & {fact.stream, _kind(fact.stream)}))
            and all(_value(fact.body, name) == text for name, text in self.values.items())
        )


@dataclass(frozen=True, slots=True)
class Live(Generic[V]):
    """This is a fact as analysts see it, and as it goes out to all of them."""

    fact: PublicFact
    shown: V


class LiveFacts(Generic[V]):
    """This is what is newest in the log, shown once, for everybody; for many threads."""

    def __init__(
        self,
        facts: FactLog,
        growth: Callable[[], AbstractContextManager[Growth]],
        show: Callable[[PublicFact], V],
        tell: Callable[[], None],
        room: int = ROOM,
    ) -> None:
        self._facts = facts
        self._growth = growth
        self._show = show
        self._tell = tell
        self._room = room
        self._kept: tuple[int, list[Live[V]]] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """This begins to read; whenever there is more, `tell` is called in that thread."""
        self._thread.start()

    def close(self) -> None:
        """This ends reading."""
        self._stopping.set()
        self._thread.join()

    def at_hand(self, after: int, limit: int = PAGE) -> Sequence[Live[V]] | None:
        """This is what comes behind a position; None where that is further back than is kept."""
        if self._kept is None:
            return None
        first, kept = self._kept
        begin = after + 1 - first
        return None if begin < 0 else kept[begin : begin + limit]

    def older(self, after: int, limit: int = PAGE) -> Sequence[Live[V]]:
        """This is what comes behind a position, read from the log."""
        return [self._live(public_fact(one)) for one in self._facts.read(after, limit)]

    def _live(self, fact: PublicFact) -> Live[V]:
        return Live(fact, self._show(fact))

    def _run(self) -> None:
        is_deaf = False
        while not self._stopping.is_set():
            try:
                with self._growth() as growth:
                    is_deaf = False
                    self._listen(growth)
            except Unavailable as reason:
                if not is_deaf:
                    log.warning("live_interrupted", error=type(reason).__name__)
                is_deaf = True
                self._stopping.wait(AGAIN_AFTER_SECONDS)

    def _listen(self, growth: Growth) -> None:
        if self._kept is None:
            self._kept = (self._facts.head() + 1, [])
            self._tell()
        while not self._stopping.is_set():
            if not self._take(*self._kept):
                growth.wait(LISTEN_SECONDS)

    def _take(self, first: int, kept: list[Live[V]]) -> bool:
        found = self.older(first + len(kept) - 1)
        if not found:
            return False
        kept.extend(found)
        if len(kept) > 2 * self._room:
            # A list of its own, because others are reading the old one.
            self._kept = (first + len(kept) - self._room, kept[-self._room :])
        self._tell()
        return True


def _begins(topic: str, wanted: str) -> bool:
    return topic == wanted or topic.startswith(f"{wanted}.")


def _kind(stream: str) -> str:
    return stream.partition("-")[0]


def _value(body: Any, name: str) -> str | None:
    """This is a value as it stands in JSON; one of a list, or none, is nothing anybody can want."""
    for part in name.split("."):
        body = body.get(part) if isinstance(body, dict) else None
    if isinstance(body, bool):
        return str(body).lower()
    return None if body is None or isinstance(body, dict | list) else str(body)
