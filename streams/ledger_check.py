"""The ledger is derived again from the log, slowly and for ever, and what differs is told."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import structlog

from application.delivery import FactLog
from application.ledger_check import KeptLedger, LedgerCheck, LedgerChecked
from application.ports import Clock
from streams import rounds
from streams.rounds import Rounds, gone_through

log = structlog.get_logger()


class Place(rounds.Place, KeptLedger, Protocol):
    """This is where the check works: the ledger, and what the last round has found."""

    def note(self, checked: LedgerChecked, at: datetime) -> None:
        """This notes what a whole round has found."""


class LedgerRounds(Rounds[Place]):
    """This goes round through the ledger."""

    NAME = "ledger-check"

    def __init__(
        self, place: Callable[[], AbstractContextManager[Place]], facts: FactLog, clock: Clock
    ) -> None:
        super().__init__(place)
        self._facts = facts
        self._clock = clock

    def _go_round(self, place: Place, stop: threading.Event) -> None:
        check = LedgerCheck(self._facts, place)
        if not gone_through(check, stop):
            return
        checked = check.end()
        place.note(checked, self._clock.now())
        if not checked.findings:
            place.end_alarm(self.NAME)
            return
        first = checked.shown[0]
        where = "" if first.position is None else f" at position {first.position:,}"
        log.error("ledger_differs", findings=checked.findings, first=first.what)
        told = f"{checked.findings:,} findings, the first{where}: {first.what}"
        place.raise_alarm(self.NAME, told)
