"""A tree that grows, and hands out the hashes of its tiles as they become certain.

What is kept of it is its right edge: the leaves under the last partial tile, and the frontier of
the full tiles before it. Above the leaves, a hash of a tile is certain once the tile below it is
full; it never changes again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from domain.proof.frontier import Frontier
from domain.proof.merkle import joined, root_of
from domain.proof.tiles import HEIGHT, WIDTH


@dataclass(frozen=True, slots=True)
class TileHash:
    """This is the index-th hash of all tiles of one level: the root of a full tile below."""

    level: int
    index: int
    hash: bytes


class Growth:
    """This is the right edge of a tree in tiles, and grows with it; it changes in place."""

    __slots__ = ("_above", "_leaves")

    def __init__(self, above: Frontier | None = None, leaves: Sequence[bytes] = ()) -> None:
        if len(leaves) >= WIDTH:
            raise ValueError(f"{len(leaves)} leaves are no partial tile")
        self._above = above or Frontier()
        self._leaves = list(leaves)

    @classmethod
    def at(cls, size: int, node: Callable[[int, int], bytes]) -> Self:
        """This is the edge of a tree that is stored, by level and index of its nodes."""
        full = size // WIDTH
        above = Frontier.at(full, lambda level, index: node(level + HEIGHT, index))
        return cls(above, [node(0, index) for index in range(full * WIDTH, size)])

    @property
    def size(self) -> int:
        """This is how many leaves the tree has."""
        return self._above.size * WIDTH + len(self._leaves)

    def root(self) -> bytes:
        """This is the root of the tree as it is now."""
        if not self._leaves:
            return joined(self._above.peaks)
        return joined([*self._above.peaks, root_of(self._leaves)])

    def extend(self, leaves: Iterable[bytes]) -> list[TileHash]:
        """This takes the hashes of leaves, and tells which hashes of tiles are certain now."""
        certain: list[TileHash] = []
        for leaf in leaves:
            self._leaves.append(leaf)
            if len(self._leaves) == WIDTH:
                certain += self._lift()
        return certain

    def _lift(self) -> list[TileHash]:
        """This puts the root of the full tile of leaves where it belongs: into the next level."""
        completed = self._above.append(root_of(self._leaves))
        self._leaves.clear()
        return [
            TileHash(node.level // HEIGHT + 1, node.index, node.hash)
            for node in completed
            if node.level % HEIGHT == 0
        ]
