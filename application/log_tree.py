"""The log as a tree, at any of its sizes: its root, and the proofs that lead there.

What was signed is stored in tiles and read there; what no checkpoint covers yet is made from the
leaves. So a tree costs a few tiles and the leaves since the last checkpoint, however long the log
is; one that was never signed is read whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from application.notarising import TreeStore
from domain.proof.merkle import root_of
from domain.proof.proving import inclusion_proof, root_at
from domain.proof.tiles import HEIGHT, WIDTH, Tile, nodes_in, tile_hashes


@dataclass(frozen=True, slots=True)
class Inclusion:
    """This proves that the fact at that position is in the tree."""

    position: int
    leaf: bytes
    hashes: tuple[bytes, ...]


class TreeAtSize:
    """This is the tree of the log at one size.

    Attributes:
        size: how many facts it holds: all up to that position.
        root: the one hash above them.

    Raises:
        ProofInvalid: from every call, when leaves are missing, or hashes that were stored.
    """

    def __init__(self, store: TreeStore, size: int) -> None:
        signed = store.latest()
        self._store = store
        self._signed_size = signed.size if signed else 0
        self._node = nodes_in(size, self._read)
        self.size = size
        self.root = root_at(size, self._node)

    def prove(self, positions: Iterable[int]) -> Iterator[Inclusion]:
        """This is a proof for each of those positions, in their order."""
        for position in positions:
            index = position - 1
            hashes = inclusion_proof(index, self.size, self._node)
            yield Inclusion(position, self._node(0, index), tuple(hashes))

    def _read(self, tile: Tile) -> bytes:
        """This is the hashes of a tile: those that are stored, and behind them those made here.

        How many are stored follows from what was signed. Were it taken from how many are found, a
        hash that is gone would pass for one that is yet to come.
        """
        if tile.level == 0:
            return self._store.hashes(tile)
        first = tile.index * WIDTH
        end = first + tile.width
        signed = min(max(first, self._signed_size >> HEIGHT * tile.level), end)
        kept = Tile(tile.level, tile.index, signed - first)
        stored = self._store.hashes(kept) if kept.width else b""
        below = (Tile(tile.level - 1, index) for index in range(signed, end))
        return stored + b"".join(root_of(tile_hashes(each, self._read(each))) for each in below)


class LogTree(Protocol):
    """This is the log as a tree."""

    def newest(self) -> TreeAtSize:
        """This is the tree over all that is recorded now."""
