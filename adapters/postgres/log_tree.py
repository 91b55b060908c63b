"""The log as a tree that proves: its nodes are computed from the leaves, tile by tile.

A proof needs the roots of full subtrees, the largest of which reach over most of the log. One pass
over the leaves gives them all; PostgreSQL hands out 65,536 leaves at a time, as one value, and only
what a tile holds is remembered of them. A store of tiles may take the place of this.
"""

from collections.abc import Iterable, Iterator
from typing import Any, LiteralString

from eventsourcing.postgres import PostgresDatastore

from application.packing.proving import Inclusion
from domain.proof.merkle import root_of
from domain.proof.proving import inclusion_proof, root_at
from domain.proof.tiles import WIDTH, Tile, nodes_in, tile_hashes

_LEAVES: LiteralString = """
    SELECT string_agg(leaf, ''::bytea ORDER BY notification_id) AS leaves FROM log.facts
    WHERE notification_id > %s AND notification_id <= %s
"""


class PostgresTree:
    """This is the tree of the log at one size; what was computed of it is kept as long as it."""

    def __init__(self, datastore: PostgresDatastore, size: int) -> None:
        self._datastore = datastore
        self.size = size
        self._node = nodes_in(size, self._read)
        self.root = root_at(size, self._node)

    def prove(self, positions: Iterable[int]) -> Iterator[Inclusion]:
        """This is a proof for each of those positions, in their order."""
        for position in positions:
            index = position - 1
            hashes = inclusion_proof(index, self.size, self._node)
            yield Inclusion(position, self._node(0, index), tuple(hashes))

    def _read(self, tile: Tile) -> bytes:
        """This is the tile: leaves as they are, and above them the roots of full tiles."""
        first = tile.index * WIDTH
        if tile.level == 0:
            return self._leaves(first, tile.width)
        below = [Tile(tile.level - 1, first + number) for number in range(tile.width)]
        if tile.level > 1:
            return b"".join(root_of(tile_hashes(each, self._read(each))) for each in below)
        leaves = self._leaves(first * WIDTH, tile.width * WIDTH)
        span = len(leaves) // tile.width
        return b"".join(
            root_of(tile_hashes(each, leaves[number * span : (number + 1) * span]))
            for number, each in enumerate(below)
        )

    def _leaves(self, first: int, count: int) -> bytes:
        with self._datastore.get_connection() as connection:
            row: Any = connection.execute(_LEAVES, (first, first + count)).fetchone()
        return bytes(row["leaves"] or b"")


class PostgresLogTree:
    """This is the log as a tree, at the size it has when it is asked for."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def newest(self) -> PostgresTree:
        """This is the tree over all that is recorded now."""
        with self._datastore.get_connection() as connection:
            row: Any = connection.execute("SELECT position FROM log.head").fetchone()
        return PostgresTree(self._datastore, int(row["position"]))
