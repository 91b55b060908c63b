"""What a package asks of the log: its tree as it stands, and proofs that facts are in it.

The leaf of a fact is the hash of its record as it lies in the log, where what is personal is
sealed. Whoever has leaf, proof and the signed head can show later that this record was there,
unchanged, without being able to read anybody else's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from domain.proof.spelling import encoded


@dataclass(frozen=True, slots=True)
class Inclusion:
    """This proves that the fact at that position is in the tree."""

    position: int
    leaf: bytes
    hashes: tuple[bytes, ...]


class ProvableTree(Protocol):
    """This is the tree of the log at one size."""

    @property
    def size(self) -> int:
        """This is how many facts it holds: all up to that position."""

    @property
    def root(self) -> bytes:
        """This is the one hash above them."""

    def prove(self, positions: Iterable[int]) -> Iterator[Inclusion]:
        """This is a proof for each of those positions, in their order."""


class LogTree(Protocol):
    """This is the log as a tree."""

    def newest(self) -> ProvableTree:
        """This is the tree over all that is recorded now."""


def probe(inclusion: Inclusion, tree: ProvableTree) -> Mapping[str, Any]:
    """This is a proof in the words of transparency-dev/merkle, as `verify-inclusion` takes it."""
    return {
        "position": inclusion.position,
        "leafIdx": inclusion.position - 1,
        "treeSize": tree.size,
        "leafHash": encoded(inclusion.leaf),
        "root": encoded(tree.root),
        "proof": [encoded(each) for each in inclusion.hashes],
    }
