"""The ledger is derived again from the log, slowly and for ever, and what differs is told."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from application.delivery import FactLog
from application.ledger_check import KeptLedger, LedgerCheck, LedgerChecked
from application.ports import Clock
from application.ports_money import ProviderBooks
from application.provider_check import ProviderCheck
from domain.shared.errors import Unavailable
from streams import rounds
from streams.rounds import Rounds, gone_through

EVERY = timedelta(hours=1)
BACK = timedelta(days=8)
"""How often the provider's books are looked at, and how far back."""

log = structlog.get_logger()


class Place(rounds.Place, KeptLedger, Protocol):
    """This is where the check works: the ledger, and what the last round has found."""

    def is_there(self) -> bool:
        """This is true once there is a ledger to check, which the projector builds."""

    def note(self, checked: LedgerChecked, at: datetime) -> None:
        """This notes what a whole round has found."""


class LedgerRounds(Rounds[Place]):
    """This goes round through the ledger; now and then it looks at the provider's books too."""

    NAME = "ledger-check"

    def __init__(
        self,
        place: Callable[[], AbstractContextManager[Place]],
        facts: FactLog,
        clock: Clock,
        books: Callable[[], ProviderBooks | None] = lambda: None,
    ) -> None:
        super().__init__(place)
        self._facts = facts
        self._clock = clock
        self._books = books
        self._looked_at: datetime | None = None
        self._differs = 0

    def _go_round(self, place: Place, stop: threading.Event) -> None:
        if not place.is_there():
            return
        check = LedgerCheck(self._facts, place, self._provider())
        if not gone_through(check, stop):
            return
        self._tell(place, check.end())

    def _tell(self, place: Place, checked: LedgerChecked) -> None:
        """This tells what was found; what the provider's books said last stands until the next."""
        new = checked.provider.findings if checked.provider else 0
        self._differs = new if checked.provider else self._differs
        findings = checked.findings - new + self._differs
        place.note(replace(checked, findings=findings), self._clock.now())
        if checked.shown:
            first = checked.shown[0]
            where = "" if first.position is None else f" at position {first.position:,}"
            log.error("ledger_differs", findings=findings, first=first.what)
            told = f"{findings:,} findings, the first{where}: {first.what}"
            place.raise_alarm(self.NAME, told)
        elif not findings:
            place.end_alarm(self.NAME)

    def _provider(self) -> ProviderCheck | None:
        """This is what the provider says of the last days, if it is time to ask and it answers."""
        now, books = self._clock.now(), self._books()
        if books is None or (self._looked_at and now < self._looked_at + EVERY):
            return None
        provider = ProviderCheck(books, now, now - BACK)
        try:
            provider.look()
        except Unavailable as reason:
            log.warning("provider_not_compared", reason=str(reason))
            return None
        self._looked_at = now
        return provider
