"""The log as a tree at any of its sizes, whatever of it was signed, whatever came behind that."""

from hashlib import sha256

import pytest

from adapters.memory.tree import InMemoryTree
from application.log_tree import TreeAtSize
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import root_of, verify_inclusion
from domain.proof.tiles import Tile
from tests.support.tree import sign

LEAVES = [sha256(b"%d" % number).digest() for number in range(66_100)]
SIZES = (0, 1, 2, 255, 256, 257, 511, 512, 513, 700)
TALL = (65_535, 65_536, 65_537, 66_100)
"""Where a hash of the third level comes to be, and what lies around it."""
NEAR = (2, 3, 100, 254, 255, 256, 257, 258, 300, 511, 512, 513, 600, 699)


class Watched(InMemoryTree):
    """This is a tree that remembers what was read of it."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[Tile] = []

    def hashes(self, tile: Tile) -> bytes:
        """This is the hashes of a tile, as ever."""
        self.read.append(tile)
        return super().hashes(tile)


def grown(*signed: int, head: int) -> Watched:
    """This is a log that was signed at those sizes and has grown since."""
    store = Watched()
    for size in signed:
        store.own_leaves[:] = LEAVES[:size]
        if size:
            sign(store)
    store.own_leaves[:] = LEAVES[:head]
    store.read.clear()
    return store


@pytest.fixture(scope="module")
def roots() -> dict[int, bytes]:
    """This is the root at each size, made of all leaves at once."""
    return {size: root_of(LEAVES[:size]) for size in {*SIZES, *TALL}}


class TestTheRoot:
    @pytest.mark.parametrize("signed", SIZES)
    def test_is_the_same_whatever_was_signed(self, signed: int, roots: dict[int, bytes]) -> None:
        store = grown(signed, head=SIZES[-1])
        for size in SIZES:
            assert TreeAtSize(store, size).root == roots[size], size

    @pytest.mark.parametrize("signed", [0, *TALL])
    def test_is_the_same_in_a_tall_tree(self, signed: int, roots: dict[int, bytes]) -> None:
        store = grown(signed, head=TALL[-1])
        for size in (256, *TALL):
            assert TreeAtSize(store, size).root == roots[size], size

    def test_is_made_from_what_was_signed_last(self, roots: dict[int, bytes]) -> None:
        store = grown(100, 300, 550, head=700)
        assert TreeAtSize(store, 700).root == roots[700]
        assert [tile for tile in store.read if tile.level == 0] == [Tile(0, 2, 188)]

    @pytest.mark.parametrize(
        ("signed", "read"),
        [
            (66_100, {Tile(2, 0, 1), Tile(1, 1, 2), Tile(0, 258, 52)}),
            (65_800, {Tile(2, 0, 1), Tile(1, 1, 1), Tile(0, 257), Tile(0, 258, 52)}),
            (0, {*(Tile(0, index) for index in range(258)), Tile(0, 258, 52)}),
        ],
    )
    def test_takes_the_leaves_behind_it_and_a_tile_a_level(
        self, signed: int, read: set[Tile], roots: dict[int, bytes]
    ) -> None:
        store = grown(signed, head=66_100)
        assert TreeAtSize(store, 66_100).root == roots[66_100]
        assert set(store.read) == read
        assert len(store.read) == len(read)

    def test_stays_as_it_is_while_the_log_grows(self, roots: dict[int, bytes]) -> None:
        store = grown(256, head=300)
        tree = TreeAtSize(store, 300)
        store.own_leaves[:] = LEAVES[:700]
        sign(store)
        assert tree.root == root_of(LEAVES[:300]) != TreeAtSize(store, 700).root == roots[700]
        (one,) = tree.prove([257])
        verify_inclusion(256, 300, LEAVES[256], one.hashes, tree.root)


class TestAProof:
    @pytest.mark.parametrize("signed", [0, 255, 256, 300, 700])
    @pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
    def test_holds_for_whatever_fact(self, size: int, signed: int) -> None:
        tree = TreeAtSize(grown(signed, head=700), size)
        positions = sorted({1, size, *(at for at in NEAR if at <= size)}, reverse=True)
        proved = list(tree.prove(positions))
        assert [one.position for one in proved] == positions
        for one in proved:
            assert one.leaf == LEAVES[one.position - 1]
            verify_inclusion(one.position - 1, size, one.leaf, one.hashes, tree.root)

    @pytest.mark.parametrize("signed", [0, 65_536, 65_800])
    def test_holds_in_a_tall_tree(self, signed: int) -> None:
        tree = TreeAtSize(grown(signed, head=66_100), 66_100)
        for one in tree.prove([66_100, 1, 256, 257, 65_536, 65_537, 65_792, 65_793]):
            assert one.leaf == LEAVES[one.position - 1]
            verify_inclusion(one.position - 1, 66_100, one.leaf, one.hashes, tree.root)


class TestWhatIsGone:
    @pytest.mark.parametrize("index", [0, 1])
    @pytest.mark.parametrize("size", [512, 700, 1_100])
    def test_is_noticed_when_it_was_signed(self, index: int, size: int) -> None:
        """Its leaves are there, so it could be made again; but then nobody would hear of it."""
        store = grown(600, head=1_100)
        del store.kept_hashes[1, index]
        with pytest.raises(ProofInvalid):
            TreeAtSize(store, size)

    @pytest.mark.parametrize("signed", [65_800, 66_100])
    def test_is_noticed_high_up(self, signed: int) -> None:
        store = grown(signed, head=66_100)
        del store.kept_hashes[2, 0]
        with pytest.raises(ProofInvalid):
            TreeAtSize(store, 66_100)

    @pytest.mark.parametrize("signed", [0, 256, 700])
    @pytest.mark.parametrize("size", [701, 768, 1_024, 70_000])
    def test_is_noticed_when_a_log_never_had_it(self, size: int, signed: int) -> None:
        with pytest.raises(ProofInvalid):
            TreeAtSize(grown(signed, head=700), size)

    @pytest.mark.parametrize("lost", [10, 300, 690])
    def test_is_noticed_when_it_was_not_signed_yet(self, lost: int) -> None:
        store = grown(head=700)
        del store.own_leaves[lost]
        with pytest.raises(ProofInvalid):
            TreeAtSize(store, 700)

    def test_is_noticed_by_who_proves_what_lies_under_it(self) -> None:
        store = grown(512, head=512)
        tree = TreeAtSize(store, 512)
        store.own_leaves[300:] = []
        verify_inclusion(
            0, 512, *next((one.leaf, one.hashes) for one in tree.prove([1])), tree.root
        )
        with pytest.raises(ProofInvalid):
            list(tree.prove([257]))
