"""A tree in tiles grows as the whole tree would, however it is fed and wherever it resumes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.growth import Growth, TileHash
from domain.proof.merkle import EMPTY_ROOT
from tests.domain.proof.trees import Tree
from tests.support.tries import tried

MOST = 1_500
TREE = Tree.of(MOST)
SIZES = st.integers(0, MOST)
SHORTLY = tried(40)


def grown(*sizes: int) -> tuple[Growth, list[TileHash]]:
    growth, certain, size = Growth(), [], 0
    for each in sorted(sizes):
        certain += growth.extend(TREE.leaves[size:each])
        size = each
    return growth, certain


class TestGrowing:
    def test_begins_with_nothing(self) -> None:
        assert (Growth().size, Growth().root()) == (0, EMPTY_ROOT)

    @SHORTLY
    @given(st.lists(SIZES, min_size=1, max_size=5))
    def test_has_the_root_of_the_tree_at_every_size(self, sizes: list[int]) -> None:
        growth, _ = grown(*sizes)
        assert growth.size == max(sizes)
        assert growth.root() == TREE.root(max(sizes))

    @SHORTLY
    @given(st.lists(SIZES, min_size=1, max_size=5))
    def test_tells_each_hash_of_a_tile_once_and_in_order(self, sizes: list[int]) -> None:
        _, certain = grown(*sizes)
        full = max(sizes) // 256
        assert certain == [TileHash(1, index, TREE.node(8, index)) for index in range(full)]

    @SHORTLY
    @given(SIZES, SIZES)
    def test_resumes_anywhere(self, one: int, other: int) -> None:
        before, after = sorted((one, other))
        growth = Growth.at(before, TREE.node)
        told = growth.extend(TREE.leaves[before:after])
        assert (growth.size, growth.root()) == (after, TREE.root(after))
        assert [each.index for each in told] == list(range(before // 256, after // 256))

    def test_reaches_the_second_level(self) -> None:
        growth = Growth()
        told = growth.extend([b"\0" * 32] * 65_536)
        assert [(each.level, each.index) for each in told[-2:]] == [(1, 255), (2, 0)]
        assert told[-1].hash == growth.root()

    def test_has_no_full_tile_of_leaves_at_its_edge(self) -> None:
        with pytest.raises(ValueError, match="no partial tile"):
            Growth(leaves=TREE.leaves[:256])
