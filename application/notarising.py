"""Signing what the log says of itself: each checkpoint continues the one before it.

Whoever signed two trees of which neither continues the other has vouched for two histories. So
nothing is signed before the proof of consistency with the last checkpoint was made from what is
stored now, and checked as anybody else would check it. A log that was restored from an older
state, shortened or changed is refused here, as far as it can be known from one database; the rest
is what witnesses are for.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.growth import Growth, TileHash
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import verify_consistency
from domain.proof.note import NoteSigner, read_note, sign_note
from domain.proof.proving import OutsideTheTree, consistency_proof
from domain.proof.tiles import Tile, nodes_in


class DoesNotContinue(Exception):
    """This is a log that does not continue what was signed of it, with the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """This is what was signed of the log at one size.

    `number` counts what was signed; a size comes twice when the key changed in between.
    """

    number: int
    size: int
    root: bytes
    signed_at: datetime
    note: str


class TreeStore(Protocol):
    """This is the tree as it is stored."""

    def latest(self) -> SignedCheckpoint | None:
        """This is what was signed last."""

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile; fewer than its width where the tree has no more."""


class NotaryStore(TreeStore, Protocol):
    """This is the tree as whoever signs it reads and extends it.

    Every call raises `Unavailable` when it does not answer.
    """

    def head(self) -> int:
        """This is how many leaves the log has."""

    def leaves(self, after: int, upto: int) -> list[bytes]:
        """This is the leaves behind one size, up to another; missing ones are left out."""

    def transaction(self) -> AbstractContextManager[object]:
        """This lets what is kept within be kept together, or not at all."""

    def keep_hashes(self, hashes: Sequence[TileHash]) -> None:
        """This keeps hashes of tiles.

        Raises:
            DoesNotContinue: there are some in their places.
        """

    def keep(self, checkpoint: Checkpoint, signed_at: datetime, note: str) -> SignedCheckpoint:
        """This keeps what was signed."""


class Notarising:
    """This signs one checkpoint after another, from the last one stored.

    `seen` is what this process signed or found last, however long ago: the store must still have
    it. After any exception another is made: what was taken in may not have been kept.

    Raises:
        DoesNotContinue: from every call, when the log is not what was signed of it.
    """

    def __init__(
        self,
        store: NotaryStore,
        origin: str,
        signers: Sequence[NoteSigner],
        seen: SignedCheckpoint | None = None,
    ) -> None:
        self._store = store
        self._origin = origin
        self._signers = tuple(signers)
        self.last = store.latest()
        _check_remembered(seen, self.last)
        self._growth = self._resumed()
        if seen is not None and self.last is not None:
            self._check_consistent(seen, self.last.size, self.last.root)

    @property
    def is_current(self) -> bool:
        """This is true unless the last checkpoint was signed with other keys than today's."""
        if self.last is None:
            return True
        note = read_note(self.last.note)
        signed = {(each.name, each.key_id) for each in note.unverified}
        return read_checkpoint(note.text).origin == self._origin and signed >= {
            (each.name, each.key_id) for each in self._signers
        }

    def waiting(self) -> int:
        """This is how many leaves are not under a checkpoint yet."""
        return self._beyond(self._growth.size)

    def sign(self, leaves: int, now: datetime) -> SignedCheckpoint:
        """This signs so many more leaves."""
        with self._store.transaction():
            self._take(leaves)
            made = Checkpoint(self._origin, self._growth.size, self._growth.root())
            if self._store.latest() != self.last:
                raise DoesNotContinue("Somebody else signed, or took away what we signed.")
            if self.last is not None:
                self._check_consistent(self.last, made.size, made.root)
            self.last = self._store.keep(made, now, sign_note(made.text, self._signers))
        return self.last

    def _take(self, count: int) -> None:
        size = self._growth.size
        leaves = self._store.leaves(size, size + count)
        if len(leaves) != count:
            raise DoesNotContinue(f"Facts are missing behind position {size:,}.")
        self._store.keep_hashes(self._growth.extend(leaves))

    def _beyond(self, size: int) -> int:
        head = self._store.head()
        if head < size:
            raise DoesNotContinue(f"The log has {head:,} facts, and {size:,} were signed.")
        return head - size

    def _resumed(self) -> Growth:
        """This is the edge of the tree that was signed last, made from what is stored now."""
        if self.last is None:
            return Growth()
        self._beyond(self.last.size)
        try:
            growth = Growth.at(self.last.size, nodes_in(self.last.size, self._store.hashes))
            said = read_checkpoint(read_note(self.last.note).text)
        except (ProofInvalid, OutsideTheTree) as reason:
            raise DoesNotContinue(f"What was signed cannot be made again: {reason}") from reason
        signed = (self.last.size, self.last.root)
        if (growth.size, growth.root()) != signed or (said.size, said.root) != signed:
            raise DoesNotContinue(
                f"The first {self.last.size:,} facts are not those that were signed."
            )
        return growth

    def _check_consistent(self, before: SignedCheckpoint, size: int, root: bytes) -> None:
        try:
            node = nodes_in(size, self._store.hashes)
            proof = consistency_proof(before.size, size, node)
            verify_consistency(before.size, size, before.root, root, proof)
        except (ProofInvalid, OutsideTheTree) as reason:
            raise DoesNotContinue(
                f"The log of {size:,} facts does not continue the {before.size:,} signed: {reason}"
            ) from reason


def _check_remembered(seen: SignedCheckpoint | None, last: SignedCheckpoint | None) -> None:
    if seen is None:
        return
    if last is None or last.size < seen.size:
        raise DoesNotContinue(
            f"A checkpoint of {seen.size:,} facts was signed and is not there any more."
        )
