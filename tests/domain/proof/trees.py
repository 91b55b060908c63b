"""The tree of eight leaves that the tests of Certificate Transparency use, and any other tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.proof.merkle import leaf_hash, root_of
from domain.proof.tiles import EntryBundle, Tile

RECORDS = tuple(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
ROOTS = tuple(
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
)
"""The root at each size, from none to eight."""

INCLUDED = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (0, 1): (),
}
"""Proofs of inclusion, by leaf index and tree size."""

CONTINUED = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
    (6, 7): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
}
"""Proofs of consistency, by both sizes."""


@dataclass(frozen=True)
class Tree:
    """This is a tree kept whole, which answers for its nodes by hashing them again."""

    leaves: Sequence[bytes]

    @classmethod
    def of(cls, size: int) -> "Tree":
        """This is a tree of so many leaves, all different."""
        return cls([leaf_hash(b"record %d" % index) for index in range(size)])

    def root(self, size: int) -> bytes:
        """This is the root as it was at that size."""
        return root_of(self.leaves[:size])

    def node(self, level: int, index: int) -> bytes:
        """This is the root of a full subtree."""
        assert (index + 1) << level <= len(self.leaves)
        return root_of(self.leaves[index << level : (index + 1) << level])


KNOWN = Tree([leaf_hash(record) for record in RECORDS])


def tiles_of(size: int) -> Iterator[Tile]:
    """This is every tile of a tree of that size, level by level."""
    level = 0
    while size:
        yield from (Tile(level, index, width) for index, width in _pieces(size))
        level, size = level + 1, size // 256


def bundles_of(size: int) -> Iterator[EntryBundle]:
    """This is every entry bundle of a tree of that size."""
    yield from (EntryBundle(index, width) for index, width in _pieces(size))


def _pieces(size: int) -> Iterator[tuple[int, int]]:
    for first in range(0, size, 256):
        yield first // 256, min(size - first, 256)


def raw(proof: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in proof]


def recursive(leaves: Sequence[bytes]) -> bytes:
    """This is the root as RFC 9162 defines it, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    left, right = recursive(leaves[:split]), recursive(leaves[split:])
    return sha256(b"\x01" + left + right).digest()
