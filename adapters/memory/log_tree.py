"""The log in memory as a tree, whose leaves are made of what a fact says and where it stands."""

import msgspec

from adapters.memory.event_log import InMemoryEventLog
from application.log_tree import TreeAtSize
from domain.proof.merkle import leaf_hash
from domain.proof.tiles import WIDTH, Tile


class InMemoryLogTree:
    """This is the log as a tree, at the size it has when it is asked for."""

    def __init__(self, log: InMemoryEventLog) -> None:
        self._log = log

    def newest(self) -> TreeAtSize:
        """This is the tree over all that is recorded now."""
        return TreeAtSize(self, self._log.head())

    def latest(self) -> None:
        """This is what was signed last: nothing, for nobody signs this log."""

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile of leaves; of those above none is stored."""
        assert tile.level == 0, "nothing was signed"
        first = tile.index * WIDTH
        return b"".join(
            leaf_hash(msgspec.json.encode((one.position, one.event_id, one.fact)))
            for one in self._log.facts[first : first + tile.width]
        )
