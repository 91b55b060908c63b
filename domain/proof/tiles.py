"""A tree in tiles, as C2SP tlog-tiles has it: 256 hashes each, named so that a path finds them.

Tiles of level 0 hold the hashes of leaves, those of level n + 1 the roots of full tiles of level
n. What lies between is hashed again by whoever reads. Only the last tile of a level is partial,
and says how wide it is: `tile/0/x001/x234/067`, `tile/1/004.p/112`. Entry bundles, the records
under the leaves, are named alike: `tile/entries/x001/x234/067`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import HASH_BYTES, root_of
from domain.proof.proving import Nodes, OutsideTheTree

HEIGHT = 8
WIDTH = 1 << HEIGHT
HIGHEST_LEVEL = 63
PATH = re.compile(
    r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """This names a tile: its level, which one of it from 0, and how many hashes it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """This is where the tile is published, below the log's address."""
        return f"tile/{self.level}/{_place(self.index, self.width)}"


@dataclass(frozen=True, slots=True)
class EntryBundle:
    """This names the records under a tile of level 0."""

    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """This is where the bundle is published, below the log's address."""
        return f"tile/entries/{_place(self.index, self.width)}"


def read_path(path: str) -> Tile | EntryBundle:
    """This is what the path names.

    Raises:
        ProofInvalid: it names nothing, or names it another way than we would.
    """
    found = PATH.fullmatch(path)
    if found is None:
        raise ProofInvalid("That is no path of a tile.")
    index = int(re.sub("[x/]", "", found[2]))
    width = int(found[3] or WIDTH)
    level = 0 if found[1] == "entries" else int(found[1])
    named = EntryBundle(index, width) if found[1] == "entries" else Tile(level, index, width)
    if level > HIGHEST_LEVEL or width > WIDTH or named.path != path:
        raise ProofInvalid("That is no path of a tile.")
    return named


def span_of(named: Tile | EntryBundle) -> int:
    """This is the size from which on a tree has that tile, or those records."""
    level = named.level if isinstance(named, Tile) else 0
    return (named.index * WIDTH + named.width) << HEIGHT * level


def nodes_in(size: int, read: Callable[[Tile], bytes]) -> Nodes:
    """This finds the nodes of a tree of that size in its tiles, each of which is read once.

    Raises:
        OutsideTheTree: from what is given back, when the tree has no such full subtree.
        ProofInvalid: likewise, when a tile is not as long as it should be.
    """

    @lru_cache(maxsize=WIDTH)
    def hashes(tile: Tile) -> list[bytes]:
        return tile_hashes(tile, read(tile))

    def node(level: int, index: int) -> bytes:
        tile, first, count = _home(level, index, size)
        return root_of(hashes(tile)[first : first + count])

    return node


def tile_hashes(tile: Tile, raw: bytes) -> list[bytes]:
    """This is the hashes that a tile holds.

    Raises:
        ProofInvalid: it is shorter or longer than its name says.
    """
    due = tile.width * HASH_BYTES
    if len(raw) != due:
        raise ProofInvalid(f"The tile {tile.path} has {len(raw)} bytes in place of {due}.")
    return [raw[at : at + HASH_BYTES] for at in range(0, due, HASH_BYTES)]


def _home(level: int, index: int, size: int) -> tuple[Tile, int, int]:
    """This is the tile in which a node lies, and which of its hashes lie under it."""
    if level < 0 or index < 0 or (index + 1) << level > size:
        raise OutsideTheTree(f"a tree of {size} leaves has no node {index} at level {level}")
    row, rise = divmod(level, HEIGHT)
    first = index << rise
    at = first // WIDTH
    held = (size >> HEIGHT * row) - at * WIDTH
    return Tile(row, at, min(held, WIDTH)), first % WIDTH, 1 << rise


def _place(index: int, width: int) -> str:
    """This is the index in groups of three digits, all but the last with an x, and the width."""
    groups = f"{index % 1000:03d}"
    while index := index // 1000:
        groups = f"x{index % 1000:03d}/{groups}"
    return groups if width == WIDTH else f"{groups}.p/{width}"
