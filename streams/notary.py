"""The notary: every so many facts, or seconds, what the log has become is signed.

It works behind the log and never in its way, one process at a time; others stand by. Where the
log does not continue what was signed, it signs nothing, raises an alarm, and looks again: what is
wrong then is for people to find out.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import structlog

from adapters.bootstrap import Container
from application.notarising import DoesNotContinue, Notarising, NotaryStore, SignedCheckpoint
from application.ports import Clock
from domain.proof.note import NoteSigner
from streams.cosigning import Messenger
from streams.digesting import Digester
from streams.ledger_check import LedgerRounds
from streams.outage import Outage
from streams.self_check import SelfCheck

NAME = "notary"
LOOK_SECONDS = 0.1
STANDBY_SECONDS = 1.0
REFUSED_SECONDS = 5.0

log = structlog.get_logger()


class Desk(NotaryStore, Protocol):
    """This is where the notary works: the tree, the right to sign it, and a bell."""

    def take_over(self) -> bool:
        """This makes this process the notary, unless another one is."""

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""


@dataclass(frozen=True, slots=True)
class Pace:
    """This is how often a checkpoint is signed: after so many facts, or so many seconds."""

    facts: int
    seconds: float


class Notary:
    """This signs the log until it is told to stop."""

    def __init__(
        self,
        desk: Callable[[], AbstractContextManager[Desk]],
        origin: str,
        signers: Sequence[NoteSigner],
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._desk = desk
        self._origin = origin
        self._signers = signers
        self._clock = clock
        self._pace = pace
        self._seen: SignedCheckpoint | None = None
        self._outage = Outage(NAME)

    def run(self, stop: threading.Event) -> None:
        """This signs, waits, and starts over when PostgreSQL was away."""
        while not stop.is_set():
            try:
                with self._desk() as desk:
                    if desk.take_over():
                        self._sign_for_good(desk, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _sign_for_good(self, desk: Desk, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._sign_while_sound(desk, stop)
            except DoesNotContinue as reason:
                log.exception("checkpoint_refused", reason=str(reason))
                desk.raise_alarm(NAME, str(reason))
                stop.wait(REFUSED_SECONDS)

    def _sign_while_sound(self, desk: Desk, stop: threading.Event) -> None:
        work = Notarising(desk, self._origin, self._signers, self._seen)
        self._seen = work.last
        desk.end_alarm(NAME)
        self._outage.over()
        signed = float("-inf")
        while not stop.is_set():
            waiting = work.waiting()
            is_time = bool(waiting) and time.monotonic() - signed >= self._pace.seconds
            if is_time or waiting >= self._pace.facts or not work.is_current:
                self._seen = work.sign(min(waiting, self._pace.facts), self._clock.now())
                signed = time.monotonic()
            else:
                stop.wait(LOOK_SECONDS)


def run(container: Container, _names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams notary`, with checks of log and ledger, digests and messengers."""
    settings = container.settings
    pace = Pace(settings.checkpoint_every_facts, settings.checkpoint_every_seconds)
    desk, signers = container.notary_desk, container.checkpoint_signers
    check = SelfCheck(container.self_check_desk, container.log_verifiers, container.clock)
    digester = Digester(
        container.digest_desk,
        container.standings,
        settings.log_origin,
        signers,
        container.clock,
        settings.digest_every_seconds,
    )
    ledger = LedgerRounds(
        container.ledger_desk, container.facts, container.clock, container.provider_books
    )
    messengers = [
        Messenger(each.name, each.errand, each.call, each.verifier) for each in container.witnesses
    ]
    tasks = [check.run, ledger.run, digester.run, *(each.run for each in messengers)]
    beside = [threading.Thread(target=task, args=[stop]) for task in tasks]
    for thread in beside:
        thread.start()
    Notary(desk, settings.log_origin, signers, container.clock, pace).run(stop)
    for thread in beside:
        thread.join()
