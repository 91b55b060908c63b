"""Proofs made from a tree that is stored elsewhere, node by node.

Whoever stores the tree answers for each full subtree, named by level and index, with its root.
A proof asks for at most two nodes a level, so that a billion leaves take some sixty answers.
"""

from collections.abc import Callable

from domain.proof.merkle import full_subtrees, joined

Nodes = Callable[[int, int], bytes]
"""The root of the full subtree of 2**level leaves that starts at leaf index * 2**level."""


class OutsideTheTree(LookupError):
    """This is asking about a leaf, or a size, that the tree does not have."""


def root_at(size: int, node: Nodes) -> bytes:
    """This is the root that the tree had at that size."""
    if size < 0:
        raise OutsideTheTree(f"no tree has {size} leaves")
    return _over(0, size, node)


def inclusion_proof(leaf_index: int, tree_size: int, node: Nodes) -> list[bytes]:
    """This proves that the leaf stands in the tree of that size.

    Raises:
        OutsideTheTree: such a tree has no such leaf.
    """
    if not 0 <= leaf_index < tree_size:
        raise OutsideTheTree(f"a tree of {tree_size} leaves has none at index {leaf_index}")
    start, end, siblings = 0, tree_size, []
    while end - start > 1:
        middle = _middle(start, end)
        if leaf_index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return [_over(*span, node) for span in reversed(siblings)]


def consistency_proof(size1: int, size2: int, node: Nodes) -> list[bytes]:
    """This proves that the tree of the second size continues that of the first.

    Raises:
        OutsideTheTree: the first is empty, of which nothing follows, or larger than the second.
    """
    if not 0 < size1 <= size2:
        raise OutsideTheTree(f"a tree of {size2} leaves does not continue one of {size1}")
    start, end, spans = 0, size2, []
    while end != size1:
        middle = _middle(start, end)
        if size1 <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:
        spans.append((start, end))
    return [_over(*span, node) for span in reversed(spans)]


def _middle(start: int, end: int) -> int:
    """This is where the left child ends: after the largest full tree smaller than the whole."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _over(start: int, end: int, node: Nodes) -> bytes:
    return joined([node(level, index) for level, index in full_subtrees(start, end)])
