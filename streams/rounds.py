"""Going round and round through all there is, one process at a time and resting most of it.

So nobody notices it, but whoever changed something. What a round finds raises an alarm that
stands until a whole round has found nothing.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ClassVar, Generic, Protocol, TypeVar

from streams.outage import Outage

SLICE = 2_000
REST_SHARE = 19
"""So many times as long as a slice took it rests: a twentieth of one processor is its own."""

BETWEEN_ROUNDS_SECONDS = 60.0
STANDBY_SECONDS = 5.0


class Place(Protocol):
    """This is where the rounds are made: the right to make them, and a bell."""

    def take_over(self) -> bool:
        """This makes this the only one to do it, unless another one is."""

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""


P = TypeVar("P", bound=Place)


class Work(Protocol):
    """This is one round."""

    @property
    def is_through(self) -> bool:
        """This is true when there is nothing more to go through."""

    def advance(self, count: int) -> None:
        """This goes through so much more."""


class Rounds(Generic[P]):
    """This makes one round after another until it is told to stop."""

    NAME: ClassVar[str]

    def __init__(self, place: Callable[[], AbstractContextManager[P]]) -> None:
        self._place = place
        self._outage = Outage(self.NAME)

    def run(self, stop: threading.Event) -> None:
        """This makes rounds, rests, and starts over when PostgreSQL was away."""
        while not stop.is_set():
            try:
                with self._place() as place:
                    if place.take_over():
                        self._go_for_good(place, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _go_for_good(self, place: P, stop: threading.Event) -> None:
        while not stop.is_set():
            self._go_round(place, stop)
            self._outage.over()
            stop.wait(BETWEEN_ROUNDS_SECONDS)

    def _go_round(self, place: P, stop: threading.Event) -> None:
        """This makes one round, and tells what came of it."""
        raise NotImplementedError


def gone_through(
    work: Work, stop: threading.Event, after_each: Callable[[], None] = lambda: None
) -> bool:
    """This goes through it slice by slice, resting after each; told to stop, it answers no."""
    while not work.is_through:
        began = time.monotonic()
        work.advance(SLICE)
        after_each()
        if stop.wait(REST_SHARE * (time.monotonic() - began)):
            return False
    return True
