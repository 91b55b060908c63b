"""The right edge of a tree: all that must be kept of it to let it grow.

A tree of n leaves is a row of full subtrees, one for each bit of n. Their roots are enough to
append the next leaf and to tell the root, however many leaves there are: 20 hashes for a million.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from domain.proof.merkle import full_subtrees, joined, node_hash


@dataclass(frozen=True, slots=True)
class Node:
    """This is the root of a full subtree: 2**level leaves, the index-th of its kind."""

    level: int
    index: int
    hash: bytes


class Frontier:
    """This is the right edge of a tree, and grows with it.

    It changes in place: a million leaves pass through it, and a copy for each would be most of
    the work.
    """

    __slots__ = ("_peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size < 0 or len(peaks) != size.bit_count():
            raise ValueError(f"{len(peaks)} hashes are not the edge of a tree of {size} leaves")
        self.size = size
        self._peaks = list(peaks)

    @classmethod
    def at(cls, size: int, node: Callable[[int, int], bytes]) -> Self:
        """This is the edge of a tree that is stored, by level and index of its nodes."""
        return cls(size, [node(level, index) for level, index in full_subtrees(0, size)])

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """This is the roots of the full subtrees, the largest first."""
        return tuple(self._peaks)

    def root(self) -> bytes:
        """This is the root of the tree as it is now."""
        return joined(self._peaks)

    def append(self, leaf: bytes) -> list[Node]:
        """This takes the hash of one leaf, and tells the nodes it completes, itself first."""
        node = Node(0, self.size, leaf)
        completed = [node]
        while node.index & 1:
            above = node_hash(self._peaks.pop(), node.hash)
            node = Node(node.level + 1, node.index >> 1, above)
            completed.append(node)
        self._peaks.append(node.hash)
        self.size += 1
        return completed

    def extend(self, leaves: Iterable[bytes]) -> None:
        """This takes the hashes of many leaves, as fast as they can be hashed."""
        peaks, size = self._peaks, self.size
        for leaf in leaves:
            found, bits = leaf, size
            while bits & 1:
                found = sha256(b"\x01" + peaks.pop() + found).digest()
                bits >>= 1
            peaks.append(found)
            size += 1
        self.size = size
