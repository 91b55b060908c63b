"""Digests of the read models, signed and published: every so often, while the log grows.

Each is taken of one moment of the read model in use, which nobody has to wait for. What that costs
grows with the rows, so it rests as much as the self-check does: what is published thus covers some
checkpoints and not each of them. Where nothing was recorded since, nothing is published.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import structlog

from application.digesting import DigestDesk, Digesting
from application.ports import Clock
from domain.proof.digests import ProjectionDigest
from domain.proof.note import NoteSigner
from streams.outage import Outage

NAME = "digests"
LOOK_SECONDS = 1.0
REST_SHARE = 19
"""So many times as long as the digests took it rests: a twentieth of one processor is its own."""

STANDBY_SECONDS = 5.0
SIGNED_LOOK_SECONDS = 0.1
SIGNED_PATIENCE_SECONDS = 60.0
"""So long it waits for a checkpoint that covers what was digested; then it begins again."""

log = structlog.get_logger()


class Desk(DigestDesk, Protocol):
    """This is where digests are signed, with the right to be the only one who does."""

    def take_over(self) -> bool:
        """This makes this the only one who signs digests, unless another one does."""


class Digester:
    """This publishes digests of the read models until it is told to stop."""

    def __init__(
        self,
        desk: Callable[[], AbstractContextManager[Desk]],
        standings: Callable[[], Sequence[ProjectionDigest]],
        origin: str,
        signers: Sequence[NoteSigner],
        clock: Clock,
        every_seconds: float,
    ) -> None:
        self._desk = desk
        self._standings = standings
        self._origin = origin
        self._signers = signers
        self._clock = clock
        self._every_seconds = every_seconds
        self._outage = Outage(NAME)

    def run(self, stop: threading.Event) -> None:
        """This publishes, rests, and starts over when PostgreSQL was away."""
        while not stop.is_set():
            try:
                with self._desk() as desk:
                    if desk.take_over():
                        self._publish_for_good(desk, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _publish_for_good(self, desk: Desk, stop: threading.Event) -> None:
        work = Digesting(desk, self._origin, self._signers)
        while not stop.is_set():
            took = 0.0
            if work.is_due(self._clock.now(), self._every_seconds):
                began = time.monotonic()
                taken = self._standings()
                took = time.monotonic() - began
                self._publish(work, taken, stop)
            self._outage.over()
            stop.wait(max(LOOK_SECONDS, REST_SHARE * took))

    def _publish(
        self, work: Digesting, taken: Sequence[ProjectionDigest], stop: threading.Event
    ) -> None:
        """This signs what was taken, as soon as a checkpoint covers it."""
        until = time.monotonic() + SIGNED_PATIENCE_SECONDS
        while taken and time.monotonic() < until and not stop.is_set():
            digests = work.signed(taken, self._clock.now())
            if digests is not None:
                log.info("digests_published", size=digests.size, read_models=len(taken))
                return
            stop.wait(SIGNED_LOOK_SECONDS)
