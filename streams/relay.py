"""The relay: what the log holds is published, in order, by one process at a time.

It resumes where the broker last acknowledged. Published twice does no harm, since consumers
skip what they have. A broker that was wiped no longer carries our marker: the newest facts are
published to it again, so that those who read only the stream find a past to begin with.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

import structlog

from adapters.bootstrap import Container
from application.consistency import Partition, partition_of
from application.delivery import Outgoing, RelayPlace, StoredFact, StoredLog
from domain.shared.event import context_of
from streams.outage import Outage

PUBLISHED_AT_ONCE = 1_000
IDLE_SECONDS = 1.0
STANDBY_SECONDS = 1.0

log = structlog.get_logger()


Acknowledged = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Sent:
    """This is a batch on its way, and the place behind it, reached once it is acknowledged."""

    place: RelayPlace
    touched: frozenset[Partition]
    acknowledged: Acknowledged


class RelayState(Protocol):
    """This remembers the relay's place, and lets only one relay work."""

    def take_over(self) -> bool:
        """This makes this process the relay, unless another one is."""

    def place(self) -> RelayPlace:
        """This is where the relay left off."""

    def advance(self, position: int, partitions: Mapping[Partition, int]) -> None:
        """This notes what the broker has acknowledged."""

    def remember_marker(self, marker: str) -> None:
        """This notes which broker now holds the facts."""

    def wait(self, seconds: float) -> None:
        """This returns when the log has grown, or after so many seconds."""


class Publisher(Protocol):
    """This is the way to the broker; every call raises `Unavailable` when it does not answer."""

    def open(self) -> None:
        """This connects."""

    def prepare(self) -> None:
        """This makes the topics that are not there."""

    def carries(self, marker: str) -> bool:
        """This is true when the broker still holds what was published to it."""

    def mark(self, marker: str) -> None:
        """This makes the broker carry the marker."""

    def publish(self, batch: Sequence[Outgoing]) -> Acknowledged:
        """This sends the batch; what it answers returns once every fact is acknowledged."""

    def close(self) -> None:
        """This gives up what is not acknowledged yet."""


class Relay:
    """This brings the log to the stream until it is told to stop."""

    def __init__(
        self,
        facts: StoredLog,
        publisher: Publisher,
        state: Callable[[], AbstractContextManager[RelayState]],
        partitions: int,
        refill: int,
    ) -> None:
        self._facts = facts
        self._publisher = publisher
        self._state = state
        self._partitions = partitions
        self._refill = refill
        self._outage = Outage("relay")

    def run(self, stop: threading.Event) -> None:
        """This publishes, waits, and starts over when PostgreSQL or the broker was away."""
        while not stop.is_set():
            try:
                with self._state() as state:
                    if state.take_over():
                        self._publish_for_good(state, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _publish_for_good(self, state: RelayState, stop: threading.Event) -> None:
        try:
            self._publisher.open()
            self._publisher.prepare()
            checked = 0.0
            place = state.place()
            while not stop.is_set():
                if time.monotonic() - checked > IDLE_SECONDS:
                    self._refill_if_wiped(state, place)
                    self._outage.over()
                    checked = time.monotonic()
                    place = state.place()
                moved = self._publish_on(state, place, stop)
                if moved is place:
                    state.wait(IDLE_SECONDS)
                place = moved
        finally:
            self._publisher.close()

    def _publish_on(
        self, state: RelayState, place: RelayPlace, stop: threading.Event
    ) -> RelayPlace:
        """This publishes for a while what there is, and answers the place behind it.

        While one batch is being acknowledged the next is read and sent; the place moves on batch
        by batch, so that after a failure no more than two are published again.
        """
        until = time.monotonic() + IDLE_SECONDS
        sent = self._send_next(place)
        while sent is not None:
            is_over = stop.is_set() or time.monotonic() > until
            ahead = None if is_over else self._send_next(sent.place)
            sent.acknowledged()
            place = sent.place
            state.advance(place.position, {one: place.partitions[one] for one in sent.touched})
            sent = ahead
        return place

    def _send_next(self, place: RelayPlace) -> Sent | None:
        batch = self._facts.stored(place.position, PUBLISHED_AT_ONCE)
        if not batch:
            return None
        partitions = dict(place.partitions)
        touched, acknowledged = self._send(batch, partitions, 0)
        behind = RelayPlace(place.head, _position(batch[-1]), partitions, place.marker)
        return Sent(behind, touched, acknowledged)

    def _send(
        self, batch: Sequence[StoredFact], partitions: dict[Partition, int], least: int
    ) -> tuple[frozenset[Partition], Acknowledged]:
        """This sends a batch, and moves `partitions` on; `least` is the place before it all."""
        outgoing = []
        for stored in batch:
            number = partition_of(str(stored.originator_id), self._partitions)
            partition = Partition(context_of(stored.topic), number)
            outgoing.append(Outgoing(stored, partition, partitions.get(partition, least)))
            partitions[partition] = _position(stored)
        touched = frozenset(sent.partition for sent in outgoing)
        return touched, self._publisher.publish(outgoing)

    def _refill_if_wiped(self, state: RelayState, place: RelayPlace) -> None:
        if place.marker and self._publisher.carries(place.marker):
            return
        self._publisher.prepare()
        position = least = max(0, place.position - self._refill)
        partitions: dict[Partition, int] = {}
        while position < place.position:
            batch = self._facts.stored(position, min(PUBLISHED_AT_ONCE, place.position - position))
            _touched, acknowledged = self._send(batch, partitions, least)
            acknowledged()
            position = _position(batch[-1])
        marker = uuid4().hex[:12]
        self._publisher.mark(marker)
        state.remember_marker(marker)
        log.info("broker_filled", facts=position - least, position=position)


def _position(stored: StoredFact) -> int:
    assert stored.id is not None
    return stored.id


def run(container: Container, _names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams relay`."""
    refill = container.settings.relay_refill_facts
    relay = Relay(
        container.log, container.publisher(), container.relay_state, container.partitions, refill
    )
    relay.run(stop)
