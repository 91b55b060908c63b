"""Roots and proofs of known trees, and every corner in which a proof proves nothing."""

from typing import Any

import pytest

from domain.proof.frontier import Frontier, Node
from domain.proof.invalid import ProofInvalid
from domain.proof.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from domain.proof.proving import OutsideTheTree, consistency_proof, inclusion_proof, root_at
from tests.domain.proof.trees import CONTINUED, INCLUDED, KNOWN, RECORDS, ROOTS, Tree, raw

OTHER = leaf_hash(b"another record")
FIRST, EIGHT = KNOWN.leaves[0], ROOTS[8]
PATH = raw(INCLUDED[0, 8])


def included(index: Any, size: Any, leaf: Any, proof: Any, root: Any) -> bool:
    try:
        verify_inclusion(index, size, leaf, proof, root)
    except ProofInvalid:
        return False
    return True


def continued(size1: Any, size2: Any, root1: Any, root2: Any, proof: Any) -> bool:
    try:
        verify_consistency(size1, size2, root1, root2, proof)
    except ProofInvalid:
        return False
    return True


class TestARoot:
    @pytest.mark.parametrize("size", range(9))
    def test_is_the_known_one(self, size: int) -> None:
        assert KNOWN.root(size) == ROOTS[size]
        assert root_at(size, KNOWN.node) == ROOTS[size]

    def test_of_one_leaf_is_that_leaf(self) -> None:
        assert root_of([OTHER]) == OTHER

    def test_tells_leaves_from_nodes(self) -> None:
        assert leaf_hash(FIRST + OTHER) != node_hash(FIRST, OTHER)

    def test_cannot_be_told_of_no_size(self) -> None:
        with pytest.raises(OutsideTheTree):
            root_at(-1, KNOWN.node)


class TestAFrontier:
    def test_grows_through_the_known_roots(self) -> None:
        frontier = Frontier()
        assert frontier.root() == EMPTY_ROOT
        for size, leaf in enumerate(KNOWN.leaves, start=1):
            frontier.append(leaf)
            assert (frontier.size, frontier.root()) == (size, ROOTS[size])

    def test_tells_the_nodes_it_completes(self) -> None:
        frontier = Frontier()
        frontier.extend(KNOWN.leaves[:3])
        assert frontier.append(KNOWN.leaves[3]) == [
            Node(0, 3, KNOWN.leaves[3]),
            Node(1, 1, KNOWN.node(1, 1)),
            Node(2, 0, ROOTS[4]),
        ]
        assert frontier.append(KNOWN.leaves[4]) == [Node(0, 4, KNOWN.leaves[4])]

    def test_keeps_one_hash_for_each_bit_of_its_size(self) -> None:
        frontier = Frontier()
        frontier.extend(KNOWN.leaves[:7])
        assert frontier.peaks == (ROOTS[4], KNOWN.node(1, 2), KNOWN.leaves[6])
        assert Frontier(7, frontier.peaks).root() == ROOTS[7]
        assert Frontier.at(7, KNOWN.node).peaks == frontier.peaks

    @pytest.mark.parametrize(("size", "peaks"), [(1, 0), (0, 1), (3, 1), (4, 2), (-1, 1)])
    def test_is_not_put_together_of_what_does_not_fit(self, size: int, peaks: int) -> None:
        with pytest.raises(ValueError, match="not the edge"):
            Frontier(size, [OTHER] * peaks)


class TestProvingInclusion:
    @pytest.mark.parametrize(("index", "size"), INCLUDED)
    def test_gives_the_known_proof(self, index: int, size: int) -> None:
        proof = raw(INCLUDED[index, size])
        assert inclusion_proof(index, size, KNOWN.node) == proof
        assert included(index, size, leaf_hash(RECORDS[index]), proof, ROOTS[size])

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (8, 8), (-1, 8), (0, -1)])
    def test_is_not_possible_outside_the_tree(self, index: int, size: int) -> None:
        with pytest.raises(OutsideTheTree):
            inclusion_proof(index, size, KNOWN.node)


class TestInclusion:
    @pytest.mark.parametrize(("index", "size"), [(1, 8), (2, 8), (7, 8), (0, 4), (0, 9), (0, 16)])
    def test_holds_for_one_index_and_shape_only(self, index: int, size: int) -> None:
        assert not included(index, size, FIRST, PATH, EIGHT)

    def test_takes_the_size_from_whoever_vouches_for_the_root(self) -> None:
        """In trees of 5 to 8 leaves the first has the same way up: RFC 9162 sees no difference.

        That is why size and root are signed together, in a checkpoint.
        """
        assert [size for size in range(20) if included(0, size, FIRST, PATH, EIGHT)] == [5, 6, 7, 8]

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 0), (2, 1), (1, 1), (8, 8)])
    def test_is_not_beyond_the_tree(self, index: int, size: int) -> None:
        assert not included(index, size, OTHER, [], OTHER)
        assert not included(index, size, OTHER, [], EMPTY_ROOT)
        for root in (node_hash(FIRST, OTHER), node_hash(OTHER, FIRST)):
            assert not included(index, size, OTHER, [FIRST], root)

    def test_of_the_only_leaf_needs_no_proof(self) -> None:
        assert included(0, 1, OTHER, [], OTHER)
        assert included(0, 1, OTHER, (), OTHER)
        assert not included(0, 1, OTHER, [OTHER], OTHER)
        assert not included(0, 1, OTHER, [b""], OTHER)
        assert not included(0, 1, OTHER, [], FIRST)

    @pytest.mark.parametrize(
        "proof",
        [
            [],
            PATH[:-1],
            PATH[1:],
            [*PATH, EIGHT],
            [*PATH, b""],
            [EIGHT, *PATH],
            [b"", *PATH],
            [PATH[0], OTHER, *PATH[1:]],
            PATH[::-1],
        ],
        ids=lambda proof: str(len(proof)),
    )
    def test_takes_a_proof_of_one_length_and_order(self, proof: list[bytes]) -> None:
        assert not included(0, 8, FIRST, proof, EIGHT)

    @pytest.mark.parametrize("wrong", [b"", EIGHT[:31], EIGHT + b"\x00", b"WrongRoot", "x" * 32, 7])
    def test_takes_hashes_of_32_bytes_only(self, wrong: Any) -> None:
        assert not included(0, 8, FIRST, PATH, wrong)
        assert not included(0, 8, wrong, PATH, EIGHT)
        assert not included(0, 8, FIRST, [*PATH[:2], wrong], EIGHT)
        assert not included(0, 1, wrong, [], wrong)

    def test_takes_no_bytes_from_one_hash_for_the_next(self) -> None:
        first, second = FIRST[:31], FIRST[31:] + PATH[0]
        assert node_hash(first, second) == node_hash(FIRST, PATH[0])
        assert not included(0, 8, first, [second, *PATH[1:]], EIGHT)

    @pytest.mark.parametrize("wrong", [-1, -8, 2**64 - 1, 2**64, True, 0.0, "0", None])
    def test_takes_whole_numbers_of_64_bits_only(self, wrong: Any) -> None:
        assert not included(wrong, 8, FIRST, PATH, EIGHT)
        assert not included(0, wrong, FIRST, PATH, EIGHT)


class TestProvingConsistency:
    @pytest.mark.parametrize(("size1", "size2"), CONTINUED)
    def test_gives_the_known_proof(self, size1: int, size2: int) -> None:
        proof = raw(CONTINUED[size1, size2])
        assert consistency_proof(size1, size2, KNOWN.node) == proof
        assert continued(size1, size2, ROOTS[size1], ROOTS[size2], proof)

    @pytest.mark.parametrize(("size1", "size2"), [(0, 0), (0, 1), (2, 1), (-1, 8), (1, 0)])
    def test_is_not_possible_of_nothing_or_backwards(self, size1: int, size2: int) -> None:
        with pytest.raises(OutsideTheTree):
            consistency_proof(size1, size2, KNOWN.node)


class TestConsistency:
    @pytest.mark.parametrize("size", [0, 1, 2, 7, 2**64 - 1])
    def test_of_the_same_size_is_the_same_root(self, size: int) -> None:
        assert continued(size, size, OTHER, OTHER, [])
        assert not continued(size, size, OTHER, FIRST, [])
        assert not continued(size, size, OTHER, OTHER[:31], [])
        assert not continued(size, size, OTHER, OTHER, [OTHER])
        assert not continued(size, size, OTHER, OTHER, [b""])

    def test_of_the_same_size_looks_at_nothing_else(self) -> None:
        """The test data of transparency-dev/merkle has these, of 12 bytes, as valid."""
        assert continued(0, 0, b"don't care 1", b"don't care 1", [])
        assert continued(1, 1, b"don't care 2", b"don't care 2", [])
        assert not continued(0, 0, b"don't care 1", b"don't care 2", [])

    @pytest.mark.parametrize("proof", [[], [EMPTY_ROOT], [OTHER]])
    def test_says_nothing_of_an_empty_tree(self, proof: list[bytes]) -> None:
        assert not continued(0, 1, EMPTY_ROOT, OTHER, proof)
        assert not continued(0, 8, EMPTY_ROOT, EIGHT, proof)

    def test_does_not_go_backwards(self) -> None:
        assert not continued(1, 0, OTHER, EMPTY_ROOT, [])
        assert not continued(8, 6, EIGHT, ROOTS[6], raw(CONTINUED[6, 8]))

    @pytest.mark.parametrize(
        ("size1", "size2"), [pair for pair, proof in CONTINUED.items() if proof]
    )
    def test_holds_for_these_sizes_roots_and_hashes_only(self, size1: int, size2: int) -> None:
        root1, root2 = ROOTS[size1], ROOTS[size2]
        proof = raw(CONTINUED[size1, size2])
        sizes = {(size1 - 1, size2), (size1 + 1, size2), (size1 ^ 2, size2)}
        for other1, other2 in sizes | {(size1, size2 * 2), (size1, size2 // 2)}:
            assert not continued(other1, other2, root1, root2, proof)
        for wrong in ((OTHER, root2), (root1, OTHER), (root2, root1), (root1[:31], root2)):
            assert not continued(size1, size2, *wrong, proof)
        assert not continued(size1, size2, root1, b"WrongRoot", proof)
        for more in (b"", root1, root2, proof[0]):
            assert not continued(size1, size2, root1, root2, [*proof, more])
            assert not continued(size1, size2, root1, root2, [more, *proof])
        for fewer in ([], proof[:-1], proof[1:], [*proof[:-1], proof[-1][:31]]):
            assert not continued(size1, size2, root1, root2, fewer)

    def test_takes_no_bytes_from_one_hash_for_the_next(self) -> None:
        first, second, *path = ROOTS[1], *raw(CONTINUED[1, 8])
        assert continued(1, 8, first, EIGHT, [second, *path])
        assert not continued(1, 8, first[:31], EIGHT, [first[31:] + second, *path])

    @pytest.mark.parametrize("wrong", [-1, 2**64, True, 6.0, "6", None])
    def test_takes_whole_numbers_of_64_bits_only(self, wrong: Any) -> None:
        proof = raw(CONTINUED[6, 8])
        assert not continued(wrong, 8, ROOTS[6], EIGHT, proof)
        assert not continued(6, wrong, ROOTS[6], EIGHT, proof)
        assert not continued(wrong, wrong, EIGHT, EIGHT, [])

    def test_and_inclusion_reach_the_largest_tree(self) -> None:
        """A proof is checked by its bits, whatever the size: 64 hashes are the most."""
        size = 2**64 - 1
        assert not included(size - 1, size, OTHER, [OTHER] * 63, OTHER)
        assert not continued(size - 1, size, OTHER, OTHER, [OTHER] * 64)


class TestATree:
    def test_asks_for_two_nodes_a_level_at_most(self) -> None:
        asked: list[tuple[int, int]] = []

        def node(level: int, index: int) -> bytes:
            asked.append((level, index))
            return OTHER

        size = 2**30 - 1
        inclusion_proof(2**29 + 12345, size, node)
        assert len(asked) <= 2 * 30
        asked.clear()
        consistency_proof(2**29 + 12345, size, node)
        assert len(asked) <= 2 * 30
        assert Tree.of(3).root(3) == root_at(3, Tree.of(3).node)
