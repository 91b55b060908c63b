"""The self-check: the tree is made again from the log, slowly and for ever, and differences told.

It rests most of the time, so that nobody notices it but whoever changed something. What it finds
raises an alarm that stands until a whole round has found nothing.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import structlog

from application.ports import Clock
from application.rederiving import HistoryDiffers, Rederiving, Verifiers, WholeStore
from streams.outage import Outage

NAME = "self-check"
SLICE = 2_000
REST_SHARE = 19
"""So many times as long as a slice took it rests: a twentieth of one processor is its own."""

BETWEEN_ROUNDS_SECONDS = 60.0
STANDBY_SECONDS = 5.0

log = structlog.get_logger()


class Place(WholeStore, Protocol):
    """This is where the self-check works: the log, the right to check it, and a bell."""

    def take_over(self) -> bool:
        """This makes this the only self-check, unless another one is."""

    def advance(self, checked: int) -> None:
        """This notes up to where the present round has come."""

    def complete(self, at: datetime) -> None:
        """This notes when a whole round has ended without finding anything."""

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""


class SelfCheck:
    """This goes round and round through the log until it is told to stop."""

    def __init__(
        self,
        place: Callable[[], AbstractContextManager[Place]],
        verifiers: Verifiers,
        clock: Clock,
    ) -> None:
        self._place = place
        self._verifiers = verifiers
        self._clock = clock
        self._outage = Outage(NAME)

    def run(self, stop: threading.Event) -> None:
        """This checks, rests, and starts over when PostgreSQL was away."""
        while not stop.is_set():
            try:
                with self._place() as place:
                    if place.take_over():
                        self._check_for_good(place, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _check_for_good(self, place: Place, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._go_round(place, stop)
            except HistoryDiffers as reason:
                log.exception("history_differs", reason=str(reason))
                place.raise_alarm(NAME, str(reason))
            self._outage.over()
            stop.wait(BETWEEN_ROUNDS_SECONDS)

    def _go_round(self, place: Place, stop: threading.Event) -> None:
        work = Rederiving(place, self._verifiers)
        while work.checked < work.size:
            began = time.monotonic()
            work.advance(SLICE)
            place.advance(work.checked)
            if stop.wait(REST_SHARE * (time.monotonic() - began)):
                return
        work.end()
        place.complete(self._clock.now())
        place.end_alarm(NAME)
