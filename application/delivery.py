"""How facts come from the log to whoever follows them, in the followers' own words.

The stream is the fast road, the log is the sure one. A `Sink` takes batches from either; what
it has already, it skips, so both may bring the same fact.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from application.consistency import Checkpoints, Partition, Portion, Positions
from domain.shared.event import Recorded

READ_AT_ONCE = 5_000
TOPIC_PREFIX = "preceptor."
"""What the stream's topics begin with; the context follows."""

Progress = Callable[[int, int], None]


class StoredFact(Protocol):
    """This is a fact as it lies in the log: its body is bytes, the envelope is readable."""

    @property
    def id(self) -> int | None:
        """This is its position."""

    @property
    def originator_id(self) -> object:
        """This is the id of its stream."""

    @property
    def originator_version(self) -> int:
        """This is its place in the stream."""

    @property
    def topic(self) -> str:
        """This names what happened."""

    @property
    def state(self) -> bytes:
        """This is the body: JSON."""

    @property
    def recorded_at(self) -> datetime:
        """This is when it was decided."""

    @property
    def actor(self) -> str:
        """This is who caused it, by pseudonym."""

    @property
    def ground(self) -> str:
        """This is on what ground."""

    @property
    def correlation_id(self) -> str:
        """This is what everything of one request shares."""

    @property
    def causation_id(self) -> str:
        """This is what directly led to it."""

    @property
    def subjects(self) -> Sequence[str]:
        """This is whose personal data it carries."""


class StoredLog(Protocol):
    """This is the log as the relay reads it."""

    def stored(self, after: int, limit: int) -> Sequence[StoredFact]:
        """This is the next facts behind a position, as they lie in the log."""

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""


class FactLog(Protocol):
    """This is the log as followers read it: what cannot be read comes as `UnreadableFact`."""

    def head(self) -> int:
        """This is the position of the newest fact, 0 in an empty log."""

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        portion: Portion | None = None,
    ) -> list[Recorded[Any]]:
        """This is the next facts behind a position, of those contexts or all, of a portion."""

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """This is the facts at exactly those positions, in order."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """This is a fact as the stream brought it.

    `previous` is the position of the fact before it in the same partition, or a later one with
    nothing in between: whoever has everything up to there misses nothing.
    """

    partition: Partition
    previous: int
    recorded: Recorded[Any]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """This is a fact about to be published, with its partition and the position before it there."""

    stored: StoredFact
    partition: Partition
    previous: int


class FactStream(Protocol):
    """This is a subscription to the facts of some contexts, from now on."""

    def poll(self, seconds: float) -> list[Delivered]:
        """This is what has come, after waiting for the first at most so long.

        Raises:
            Unavailable: the broker does not answer, or has lost what we were reading.
        """

    def close(self) -> None:
        """This ends the subscription."""


@dataclass(frozen=True, slots=True)
class RelayPlace:
    """This is how far the relay has brought the log to the stream.

    Attributes:
        head: the position of the newest fact in the log.
        position: up to where all is published.
        partitions: the last position published in each partition.
        marker: what the broker carries that it was published to.
        waits_seconds: how long ago the oldest fact was recorded that is not published.
    """

    head: int
    position: int
    partitions: Positions
    marker: str
    waits_seconds: float = 0.0


class Published(Protocol):
    """This tells followers how far the relay has come."""

    def look(self) -> RelayPlace:
        """This is where the relay stands now.

        Raises:
            Unavailable: it cannot be known now.
        """


class Sink(Protocol):
    """This is somebody who follows facts, and keeps what it made of them with its place."""

    @property
    def name(self) -> str:
        """This is what it is called in logs and on the status page."""

    @property
    def contexts(self) -> frozenset[str]:
        """This is the contexts it follows."""

    @property
    def checkpoints(self) -> Checkpoints:
        """This is how far it has come."""

    def apply(self, batch: Sequence[Recorded[Any]], complete: Positions) -> None:
        """This takes what is new of the batch and the places in `complete`: all or nothing."""


class Follower(Sink, Protocol):
    """This is a sink that works for long, with others like it in other processes or alone."""

    def open(self, portion: Portion | None = None) -> bool:
        """This takes on a portion of the work, or says no because it cannot be begun yet.

        Without a portion it takes on all of it, or says no because another process has it.

        Raises:
            Unavailable: what it needs does not answer.
        """

    def close(self) -> None:
        """This gives the work up, so that another process may take it on."""


def catch_up(
    sink: Sink,
    log: FactLog,
    say: Progress = lambda _done, _total: None,
    *,
    head: int | None = None,
) -> int:
    """This brings a sink from the log to its head, or to the one given, and answers which.

    While the sink works on one batch the next is read.
    """
    until = log.head() if head is None else head
    if sink.checkpoints.low < until:
        for batch, upto in _batches(sink, log, until):
            sink.apply(batch, sink.checkpoints.all_at(upto))
            say(upto, until)
    return until


def _batches(sink: Sink, log: FactLog, until: int) -> Iterator[tuple[list[Recorded[Any]], int]]:
    with ThreadPoolExecutor(1, f"read-{sink.name}") as reader:
        of = sink.contexts, sink.checkpoints.portion
        reading = reader.submit(log.read, sink.checkpoints.low, READ_AT_ONCE, *of)
        while True:
            batch = reading.result()
            upto = batch[-1].position if len(batch) == READ_AT_ONCE else until
            if upto >= until:
                yield [recorded for recorded in batch if recorded.position <= until], until
                return
            reading = reader.submit(log.read, upto, READ_AT_ONCE, *of)
            yield batch, upto
