"""The log as it is published: checkpoint, tiles, records and proofs, up to what was signed.

Everything is answered within the tree of the last checkpoint, so that whoever reads can check it
against that signature. What lies there never changes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from application.notarising import SignedCheckpoint, TreeStore
from domain.proof.bundles import bundle_of
from domain.proof.invalid import ProofInvalid
from domain.proof.proof_file import ProofFile
from domain.proof.proving import consistency_proof, inclusion_proof, root_at
from domain.proof.record import Stored, record_of
from domain.proof.tiles import EntryBundle, Tile, nodes_in, read_path, span_of
from domain.shared.errors import NotFound, Refused


class NothingSignedYet(NotFound):
    """No checkpoint of the log was signed yet; ask again shortly."""


class NoSuchTile(NotFound):
    """The log of the last checkpoint has no such tile, or its path is written another way."""


class NoSuchPosition(NotFound):
    """The log of the last checkpoint has no fact there; a new one is signed within seconds."""


class NoSuchSize(NotFound):
    """The log of the last checkpoint is smaller than that."""


class SizesRunBackwards(Refused):
    """A log continues one that is as large or smaller, never a larger one."""


class PublishedStore(TreeStore, Protocol):
    """This is the tree as it is stored, with what lies under it."""

    def latest_upto(self, size: int) -> SignedCheckpoint | None:
        """This is what was signed last of no more than so many facts."""

    def cosignatures(self, checkpoint: int) -> Sequence[str]:
        """This is the signature lines of witnesses under a checkpoint."""

    def stored(self, after: int, upto: int) -> Sequence[Stored]:
        """This is the facts behind one position, up to another, column by column."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """This is what proves that the log of the second size continues that of the first."""

    size1: int
    size2: int
    root1: bytes
    root2: bytes
    proof: Sequence[bytes]


class PublishedLog:
    """This answers whoever wants to check the log."""

    def __init__(self, store: PublishedStore) -> None:
        self._store = store

    def checkpoint(self) -> str:
        """This is the last checkpoint, with the cosignatures that came for it.

        Raises:
            NothingSignedYet: there is none.
        """
        return self._note(self._latest())

    def tile(self, path: str) -> bytes:
        """This is the hashes of a tile, by its path below the log's address.

        Raises:
            NoSuchTile: the path is none, or leads beyond the last checkpoint.
        """
        tile = _named(path)
        if not isinstance(tile, Tile) or span_of(tile) > self._size():
            raise NoSuchTile
        return self._store.hashes(tile)

    def bundle(self, path: str) -> bytes:
        """This is records, by the path of their bundle below the log's address.

        Raises:
            NoSuchTile: the path is none, or leads beyond the last checkpoint.
        """
        named = _named(path)
        if not isinstance(named, EntryBundle) or span_of(named) > self._size():
            raise NoSuchTile
        upto = span_of(named)
        return bundle_of([record_of(one) for one in self._store.stored(upto - named.width, upto)])

    def proof(self, position: int) -> str:
        """This is the proof file of the fact at a position.

        Raises:
            NoSuchPosition: it is not under the last checkpoint.
        """
        latest = self._latest()
        if not 0 < position <= latest.size:
            raise NoSuchPosition
        node = nodes_in(latest.size, self._store.hashes)
        hashes = inclusion_proof(position - 1, latest.size, node)
        return ProofFile(position - 1, tuple(hashes), self._note(latest)).text

    def consistency(self, size1: int, size2: int | None = None) -> Consistency:
        """This proves that the log only grew from one size to another, or to the last signed one.

        Raises:
            NoSuchSize: one of them is beyond the last checkpoint.
            SizesRunBackwards: the first is the larger one.
        """
        signed = self._size()
        until = signed if size2 is None else size2
        if not 0 < max(size1, until) <= signed:
            raise NoSuchSize
        if size1 > until:
            raise SizesRunBackwards
        node = nodes_in(until, self._store.hashes)
        proof = consistency_proof(size1, until, node)
        return Consistency(size1, until, root_at(size1, node), root_at(until, node), proof)

    def _latest(self) -> SignedCheckpoint:
        latest = self._store.latest()
        if latest is None:
            raise NothingSignedYet
        return latest

    def _size(self) -> int:
        latest = self._store.latest()
        return latest.size if latest else 0

    def _note(self, checkpoint: SignedCheckpoint) -> str:
        return checkpoint.note + "".join(self._store.cosignatures(checkpoint.number))


def _named(path: str) -> Tile | EntryBundle:
    try:
        return read_path(path)
    except ProofInvalid:
        raise NoSuchTile from None
