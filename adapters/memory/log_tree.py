"""The log in memory as a tree, whose leaves are made of what a fact says and where it stands."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from adapters.memory.event_log import InMemoryEventLog
from application.packing.proving import Inclusion
from domain.proof.merkle import leaf_hash, root_of
from domain.proof.proving import inclusion_proof


class InMemoryTree:
    """This is the tree of the log at one size."""

    def __init__(self, log: InMemoryEventLog, size: int) -> None:
        self._log = log
        self.size = size

    @cached_property
    def root(self) -> bytes:
        """This is the one hash above all leaves."""
        return root_of(self._leaves)

    def prove(self, positions: Iterable[int]) -> Iterator[Inclusion]:
        """This is a proof for each of those positions, in their order."""
        for position in positions:
            index = position - 1
            hashes = inclusion_proof(index, self.size, self._node)
            yield Inclusion(position, self._leaves[index], tuple(hashes))

    @cached_property
    def _leaves(self) -> list[bytes]:
        return [
            leaf_hash(msgspec.json.encode((one.position, one.event_id, one.fact)))
            for one in self._log.facts[: self.size]
        ]

    def _node(self, level: int, index: int) -> bytes:
        return root_of(self._leaves[index << level : (index + 1) << level])


class InMemoryLogTree:
    """This is the log as a tree, at the size it has when it is asked for."""

    def __init__(self, log: InMemoryEventLog) -> None:
        self._log = log

    def newest(self) -> InMemoryTree:
        """This is the tree over all that is recorded now."""
        return InMemoryTree(self._log, self._log.head())
