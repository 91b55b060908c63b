"""Cosigning: each new checkpoint is brought to a witness, in a thread of its own per witness.

Nothing waits for it. A witness that does not answer is noted and asked again; one that saw another
history raises an alarm.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import structlog

from application.cosigning import Cosigning, NotCosigned, WitnessCall, WitnessSawOtherwise
from application.notarising import SignedCheckpoint, TreeStore
from domain.proof.invalid import ProofInvalid
from domain.proof.note import NoteVerifier, open_note
from domain.shared.errors import Unavailable
from streams.outage import Outage

LOOK_SECONDS = 0.2
STANDBY_SECONDS = 5.0
REFUSED_SECONDS = 5.0

log = structlog.get_logger()


class Errand(TreeStore, Protocol):
    """This is where whoever goes to a witness sets out from, and brings things home to."""

    def take_over(self) -> bool:
        """This makes this the only one who goes to the witness, unless another one does."""

    def seen(self) -> int:
        """This is the size that the witness saw last, as far as we know."""

    def cosignatures(self, checkpoint: int) -> Sequence[str]:
        """This is the signature lines of witnesses under a checkpoint."""

    def keep_cosignatures(self, checkpoint: int, lines: Sequence[str]) -> None:
        """This keeps what the witness signed."""

    def note_witness(self, size: int, trouble: str) -> None:
        """This notes what the witness saw last, and what troubles it."""

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This lets everybody see that something does not fit together."""

    def end_alarm(self, source: str) -> None:
        """This takes back what the source had said."""


class Messenger:
    """This goes to one witness until it is told to stop."""

    def __init__(
        self,
        name: str,
        errand: Callable[[], AbstractContextManager[Errand]],
        witness: Callable[[], AbstractContextManager[WitnessCall]],
        verifier: NoteVerifier,
    ) -> None:
        self._name = f"witness {name}"
        self._errand = errand
        self._witness = witness
        self._verifiers = (verifier,)
        self._outage = Outage(self._name)

    def run(self, stop: threading.Event) -> None:
        """This goes, comes back, and starts over when PostgreSQL was away."""
        while not stop.is_set():
            try:
                with self._errand() as errand, self._witness() as call:
                    if errand.take_over():
                        self._go_for_good(errand, call, stop)
                    else:
                        stop.wait(STANDBY_SECONDS)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _go_for_good(self, errand: Errand, call: WitnessCall, stop: threading.Event) -> None:
        work = Cosigning(errand, call, self._verifiers, errand.seen())
        done = 0
        while not stop.is_set():
            latest = errand.latest()
            if latest is None or latest.number == done:
                stop.wait(LOOK_SECONDS)
                continue
            if self._has(errand, latest):
                done = latest.number
                continue
            try:
                lines = work.cosigned(latest)
            except (WitnessSawOtherwise, NotCosigned, Unavailable) as reason:
                self._tell(errand, work.seen, reason)
                stop.wait(REFUSED_SECONDS)
                continue
            errand.keep_cosignatures(latest.number, lines)
            errand.note_witness(work.seen, "")
            errand.end_alarm(self._name)
            self._outage.over()
            done = latest.number

    def _tell(self, errand: Errand, seen: int, reason: Exception) -> None:
        errand.note_witness(seen, str(reason))
        if isinstance(reason, WitnessSawOtherwise):
            log.error("witness_saw_otherwise", witness=self._name, reason=str(reason))
            errand.raise_alarm(self._name, str(reason))
        else:
            log.warning("not_cosigned", witness=self._name, reason=str(reason))

    def _has(self, errand: Errand, latest: SignedCheckpoint) -> bool:
        """This is true when the witness has cosigned already, before we were started."""
        try:
            open_note(latest.note + "".join(errand.cosignatures(latest.number)), self._verifiers)
        except ProofInvalid:
            return False
        return True
