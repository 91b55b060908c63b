"""The laws of proofs, over random trees: what is proved holds, and nothing else does."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.proof.bundles import bundle_of, entries_in
from domain.proof.frontier import Frontier
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import root_of, verify_consistency, verify_inclusion
from domain.proof.proving import consistency_proof, inclusion_proof, root_at
from domain.proof.tiles import Tile, nodes_in, read_path
from tests.domain.proof.trees import Tree, recursive, tiles_of
from tests.support.tries import tried

MOST = 600
TREE = Tree.of(MOST)
SIZES = st.integers(1, MOST)
SHORTLY = tried(40)


@cache
def published(size: int) -> dict[Tile, bytes]:
    """This is every tile of the tree at that size, made node by node."""
    return {
        tile: b"".join(
            TREE.node(8 * tile.level, 256 * tile.index + place) for place in range(tile.width)
        )
        for tile in tiles_of(size)
    }


def flipped(raw: bytes, bit: int) -> bytes:
    """This is the same but for one bit."""
    number = int.from_bytes(raw, "big") ^ 1 << bit % (8 * len(raw))
    return number.to_bytes(len(raw), "big")


@st.composite
def leaves_within(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(SIZES)
    return draw(st.integers(0, size - 1)), size


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    size2 = draw(st.integers(2, MOST))
    return draw(st.integers(1, size2 - 1)), size2


def refused_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    with pytest.raises(ProofInvalid):
        verify_inclusion(index, size, leaf, proof, root)


def refused_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    with pytest.raises(ProofInvalid):
        verify_consistency(size1, size2, root1, root2, proof)


class TestInclusion:
    @SHORTLY
    @given(leaves_within(), st.data())
    def test_is_proved_of_this_leaf_and_no_other(
        self, at: tuple[int, int], data: st.DataObject
    ) -> None:
        index, size = at
        leaf, root = TREE.leaves[index], TREE.root(size)
        proof = inclusion_proof(index, size, TREE.node)
        verify_inclusion(index, size, leaf, proof, root)
        bit, place = data.draw(st.integers(0, 255)), data.draw(st.integers(0, len(proof)))
        refused_inclusion(index, size, flipped(leaf, bit), proof, root)
        refused_inclusion(index, size, leaf, proof, flipped(root, bit))
        refused_inclusion(index, size, leaf, [*proof[:place], leaf, *proof[place:]], root)
        if place < len(proof):
            wrong = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
            refused_inclusion(index, size, leaf, wrong, root)
            refused_inclusion(index, size, leaf, proof[:place] + proof[place + 1 :], root)
        other = data.draw(st.integers(0, MOST).filter(lambda found: found != index))
        refused_inclusion(other, size, leaf, proof, root)

    @SHORTLY
    @given(leaves_within(), SIZES)
    def test_is_proved_in_the_tree_of_this_root(self, at: tuple[int, int], other: int) -> None:
        index, size = at
        proof = inclusion_proof(index, size, TREE.node)
        if other != size:
            refused_inclusion(index, size, TREE.leaves[index], proof, TREE.root(other))


class TestConsistency:
    @SHORTLY
    @given(growths(), st.data())
    def test_is_proved_of_these_trees_and_no_others(
        self, sizes: tuple[int, int], data: st.DataObject
    ) -> None:
        root1, root2 = TREE.root(sizes[0]), TREE.root(sizes[1])
        proof = consistency_proof(*sizes, TREE.node)
        verify_consistency(*sizes, root1, root2, proof)
        bit, place = data.draw(st.integers(0, 255)), data.draw(st.integers(0, len(proof) - 1))
        refused_consistency(*sizes, flipped(root1, bit), root2, proof)
        refused_consistency(*sizes, root1, flipped(root2, bit), proof)
        wrong = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        refused_consistency(*sizes, root1, root2, wrong)
        refused_consistency(*sizes, root1, root2, proof[:place] + proof[place + 1 :])
        refused_consistency(*sizes, root1, root2, [*proof[:place], root1, *proof[place:]])
        other = data.draw(st.integers(1, MOST).filter(lambda found: found != sizes[0]))
        refused_consistency(other, sizes[1], root1, root2, proof)

    @SHORTLY
    @given(growths(), st.data())
    def test_is_not_proved_of_a_changed_history(
        self, sizes: tuple[int, int], data: st.DataObject
    ) -> None:
        """Whatever leaf changes below the older size, no root that follows can be proved."""
        changed = list(TREE.leaves[: sizes[1]])
        at = data.draw(st.integers(0, sizes[0] - 1))
        changed[at] = flipped(changed[at], 0)
        forged = Tree(changed)
        proof = consistency_proof(*sizes, forged.node)
        refused_consistency(*sizes, TREE.root(sizes[0]), forged.root(sizes[1]), proof)


class TestAFrontier:
    @SHORTLY
    @given(st.integers(0, 300), st.integers(0, 300))
    def test_has_the_root_of_the_tree_however_it_grew(self, before: int, after: int) -> None:
        frontier = Frontier()
        frontier.extend(TREE.leaves[:before])
        for leaf in TREE.leaves[before : before + after]:
            for node in frontier.append(leaf):
                assert node.hash == TREE.node(node.level, node.index)
        size = before + after
        assert frontier.root() == recursive(TREE.leaves[:size]) == root_of(TREE.leaves[:size])
        assert frontier.peaks == Frontier.at(size, TREE.node).peaks


class TestTiles:
    @SHORTLY
    @given(st.sampled_from((1, 2, 255, 256, 257, 511, 512, 600)), st.data())
    def test_give_every_node(self, size: int, data: st.DataObject) -> None:
        node = nodes_in(size, published(size).__getitem__)
        level = data.draw(st.integers(0, size.bit_length() - 1))
        index = data.draw(st.integers(0, (size >> level) - 1))
        assert node(level, index) == TREE.node(level, index)

    @SHORTLY
    @given(leaves_within())
    def test_are_enough_for_every_proof(self, at: tuple[int, int]) -> None:
        index, size = at
        read: list[Tile] = []

        def reading(tile: Tile) -> bytes:
            read.append(tile)
            return published(size)[tile]

        node = nodes_in(size, reading)
        assert inclusion_proof(index, size, node) == inclusion_proof(index, size, TREE.node)
        assert root_at(size, node) == TREE.root(size)
        assert len(read) == len(set(read)) <= 5

    @SHORTLY
    @given(st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
    def test_are_found_by_their_paths(self, level: int, index: int, width: int) -> None:
        tile = Tile(level, index, width)
        assert read_path(tile.path) == tile


class TestBundles:
    @SHORTLY
    @given(st.lists(st.binary(max_size=300), min_size=1, max_size=20), st.binary(min_size=1))
    def test_give_back_their_entries_and_nothing_else(
        self, entries: list[bytes], more: bytes
    ) -> None:
        raw = bundle_of(entries)
        assert entries_in(raw, len(entries)) == entries
        for wrong in (raw + more, raw[:-1], raw[1:]):
            with pytest.raises(ProofInvalid):
                entries_in(wrong, len(entries))
