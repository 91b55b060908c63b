"""Signing what the read models were: each at a place in the log, under a checkpoint that covers it.

What was signed stays, can be read by everybody, and is held against what is derived again of the
log at that place. So a row that was changed behind our back is found, by us or by somebody else,
however long ago it was. Digests are public ones: whoever is erased, they stay right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.notarising import SignedCheckpoint
from domain.proof.digests import KIND, Digests, ProjectionDigest, read_digests
from domain.proof.invalid import ProofInvalid
from domain.proof.note import NoteSigner, NoteVerifier, open_note, read_note, sign_note
from domain.shared.errors import NotFound, RuleBroken


class NoSuchDigests(NotFound):
    """No digests of read models were published under that number."""


class DigestsDoNotOpen(RuleBroken):
    """Digests of read models lie there that we did not sign; somebody put them there."""


@dataclass(frozen=True, slots=True)
class SignedDigests:
    """This is what was signed of the read models: up to where, under which log, and when."""

    number: int
    position: int
    size: int
    signed_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """This is what was published of one read model, and in which digests."""

    number: int
    signed_at: datetime
    digest: ProjectionDigest


class DigestDesk(Protocol):
    """This is where digests are signed.

    Every call raises `Unavailable` when it does not answer.
    """

    def head(self) -> int:
        """This is how many facts the log has."""

    def latest(self) -> SignedCheckpoint | None:
        """This is the checkpoint that was signed last."""

    def latest_digests(self) -> SignedDigests | None:
        """This is the digests that were signed last."""

    def keep_digests(self, digests: Digests, signed_at: datetime, note: str) -> None:
        """This keeps what was signed, to be found by each read model and its position."""


class DigestShelf(Protocol):
    """This is where published digests are read."""

    def digests(self, number: int) -> SignedDigests | None:
        """This is the digests of that number."""

    def digests_before(self, number: int | None, limit: int) -> Sequence[SignedDigests]:
        """This is the digests before those, or the last ones, the newest first."""

    def digests_of(self, projection: str, position: int) -> Sequence[SignedDigests]:
        """This is every digests that tell of that read model at that position."""

    def told_near(self, projection: str, position: int | None) -> Sequence[int]:
        """This is where the read model was told of, below the position and above it, or last."""


class Digesting:
    """This signs digests of read models, one after another."""

    def __init__(self, desk: DigestDesk, origin: str, signers: Sequence[NoteSigner]) -> None:
        self._desk = desk
        self._origin = origin
        self._signers = tuple(signers)

    def is_due(self, now: datetime, every_seconds: float) -> bool:
        """This is true when so much time has passed, and something was recorded meanwhile."""
        last = self._desk.latest_digests()
        if last is None:
            return self._desk.head() > 0
        waited = (now - last.signed_at).total_seconds()
        return waited >= every_seconds and self._desk.head() > last.position

    def signed(self, taken: Sequence[ProjectionDigest], now: datetime) -> Digests | None:
        """This signs what the read models were; nothing while no checkpoint covers it."""
        checkpoint = self._desk.latest()
        if checkpoint is None or checkpoint.size < max(one.position for one in taken):
            return None
        ordered = tuple(sorted(taken, key=lambda one: one.name))
        digests = Digests(self._origin, checkpoint.size, checkpoint.root, ordered)
        self._desk.keep_digests(digests, now, sign_note(digests.text, self._signers))
        return digests


class PublishedDigests:
    """This answers what was published of read models."""

    def __init__(
        self, shelf: DigestShelf, verifiers: Callable[[str], Sequence[NoteVerifier]]
    ) -> None:
        self._shelf = shelf
        self._verifiers = verifiers

    def note(self, number: int) -> str:
        """This is what was signed under that number.

        Raises:
            NoSuchDigests: nothing was.
        """
        found = self._shelf.digests(number)
        if found is None:
            raise NoSuchDigests
        return found.note

    def last(self) -> str:
        """This is what was signed last.

        Raises:
            NoSuchDigests: nothing was yet.
        """
        found = self._shelf.digests_before(None, 1)
        if not found:
            raise NoSuchDigests("No digests of read models were published yet.")
        return found[0].note

    def page(self, before: int | None, limit: int) -> Sequence[SignedDigests]:
        """This is the digests before those, or the last ones, the newest first."""
        return self._shelf.digests_before(before, limit)

    def told(self, projection: str, position: int) -> Sequence[Told]:
        """This is what was published of a read model at a position.

        Raises:
            DigestsDoNotOpen: something lies there that we did not sign.
        """
        return [
            Told(signed.number, signed.signed_at, one)
            for signed in self._shelf.digests_of(projection, position)
            for one in self._opened(signed).projections
            if (one.name, one.position) == (projection, position)
        ]

    def near(self, projection: str, position: int | None) -> Sequence[int]:
        """This is where something was published, nearest below the position and above; or last."""
        return self._shelf.told_near(projection, position)

    def _opened(self, signed: SignedDigests) -> Digests:
        try:
            first, _, _ = read_note(signed.note).text.partition("\n")
            verifiers = self._verifiers(first.removesuffix(KIND))
            return read_digests(open_note(signed.note, verifiers).text)
        except ProofInvalid as reason:
            raise DigestsDoNotOpen(f"Digests {signed.number:,} do not open: {reason}") from reason
