"""A log, a broker and a stream in memory, which lose things when they are told to."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from application.consistency import Partition, Portion, Positions, partition_of
from application.delivery import Delivered, Outgoing, RelayPlace
from domain.shared.errors import Unavailable
from domain.shared.event import Recorded
from tests.adapters.kafka.test_envelope import Stored

PARTITIONS = 2


class Log:
    """This is the log, both as the relay and as followers read it."""

    def __init__(self, facts: Iterable[Recorded[Any]] = ()) -> None:
        self.facts = list(facts)

    def head(self) -> int:
        """This is the newest position."""
        return len(self.facts)

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        _portion: Portion | None = None,
    ) -> list[Recorded[Any]]:
        """This is the next facts."""
        assert contexts
        return self.facts[after : after + limit]

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """This is the facts at those positions."""
        return [self.facts[position - 1] for position in positions]

    def stored(self, after: int, limit: int) -> list[Stored]:
        """This is the next facts as they lie in the log."""
        return [
            Stored(id=one.position, originator_id=one.stream_id, originator_version=one.version)
            for one in self.facts[after : after + limit]
        ]


class Broker:
    """This is a broker: what was published, and its marker."""

    def __init__(self) -> None:
        self.published: list[Outgoing] = []
        self.markers: set[str] = set()
        self.is_down = False

    def open(self) -> None:
        """This connects."""
        self._check()

    def prepare(self) -> None:
        """This needs nothing."""

    def carries(self, marker: str) -> bool:
        """This is true when it was marked so."""
        self._check()
        return marker in self.markers

    def mark(self, marker: str) -> None:
        """This marks it."""
        self.markers.add(marker)

    def publish(self, batch: Sequence[Outgoing]) -> Callable[[], None]:
        """This takes the batch; it is acknowledged unless the broker is down by then."""
        self._check()
        self.published += batch
        return self._check

    def close(self) -> None:
        """This needs nothing."""

    def wipe(self) -> None:
        """This forgets everything."""
        self.published = []
        self.markers = set()

    def positions(self) -> list[int]:
        """This is what was published, in order."""
        return [int(one.stored.id or 0) for one in self.published]

    def _check(self) -> None:
        if self.is_down:
            raise Unavailable("down")


class State:
    """This is the relay's memory; it stops the relay when there is nothing more to publish."""

    def __init__(self) -> None:
        self.position = 0
        self.partitions: dict[Partition, int] = {}
        self.marker = ""
        self.stop = threading.Event()

    def take_over(self) -> bool:
        """This is always ours."""
        return True

    def place(self) -> RelayPlace:
        """This is where the relay left off."""
        return RelayPlace(self.position, self.position, dict(self.partitions), self.marker)

    def advance(self, position: int, partitions: Positions) -> None:
        """This moves on."""
        self.position = position
        self.partitions.update(partitions)

    def remember_marker(self, marker: str) -> None:
        """This remembers the broker."""
        self.marker = marker

    def wait(self, _seconds: float) -> None:
        """This stops the relay: it has nothing to do."""
        self.stop.set()

    def __call__(self) -> AbstractContextManager["State"]:
        """This opens it."""
        self.stop.clear()
        return nullcontext(self)


class Stream:
    """This is a subscription that brings what it was given, or fails; then `at_end` happens."""

    def __init__(
        self, *polls: list[Delivered] | Exception, at_end: Callable[[], None] = lambda: None
    ) -> None:
        self._polls = deque(polls)
        self._at_end = at_end
        self.is_closed = False

    def poll(self, _seconds: float) -> list[Delivered]:
        """This is the next of what it was given."""
        if not self._polls:
            self._at_end()
            return []
        found = self._polls.popleft()
        if isinstance(found, Exception):
            raise found
        return found

    def close(self) -> None:
        """This ends it."""
        self.is_closed = True


def delivered(facts: Iterable[Recorded[Any]]) -> list[Delivered]:
    """This is how the relay would have published the facts."""
    last: dict[Partition, int] = {}
    made = []
    for recorded in facts:
        number = partition_of(recorded.stream_id, PARTITIONS)
        partition = Partition("consent", number)
        made.append(Delivered(partition, last.get(partition, 0), recorded))
        last[partition] = recorded.position
    return made
