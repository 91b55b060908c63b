"""The self-check: the tree is made again from the log, for ever, and differences are told."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import structlog

from application.ports import Clock
from application.rederiving import HistoryDiffers, Rederiving, Verifiers, WholeStore
from streams import rounds
from streams.rounds import Rounds, gone_through

log = structlog.get_logger()


class Place(rounds.Place, WholeStore, Protocol):
    """This is where the self-check works: the log, and how far it has come."""

    def advance(self, checked: int) -> None:
        """This notes up to where the present round has come."""

    def complete(self, at: datetime) -> None:
        """This notes when a whole round has ended without finding anything."""


class SelfCheck(Rounds[Place]):
    """This goes round through the log."""

    NAME = "self-check"

    def __init__(
        self,
        place: Callable[[], AbstractContextManager[Place]],
        verifiers: Verifiers,
        clock: Clock,
    ) -> None:
        super().__init__(place)
        self._verifiers = verifiers
        self._clock = clock

    def _go_round(self, place: Place, stop: threading.Event) -> None:
        try:
            work = Rederiving(place, self._verifiers)
            if not gone_through(work, stop, lambda: place.advance(work.checked)):
                return
            work.end()
        except HistoryDiffers as reason:
            log.exception("history_differs", reason=str(reason))
            place.raise_alarm(self.NAME, str(reason))
            return
        place.complete(self._clock.now())
        place.end_alarm(self.NAME)
