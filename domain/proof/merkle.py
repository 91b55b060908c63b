"""Merkle trees as in RFC 6962 and RFC 9162: one root for many records, and how it is checked.

- The hash of a leaf is SHA-256 of a zero byte and the record; that of a node, of a one byte and
  its two children. So no record can be made that passes for a node.
- The left child of a tree is the largest full one, of 2**level leaves, that leaves something for
  the right. The root of no records is SHA-256 of nothing.
- A proof of inclusion names the siblings on the way from a leaf up to the root.
- A proof of consistency names what both an older and a newer tree are made of.

Both are checked as RFC 9162 (2.1.3.2, 2.1.4.2) says: a proof has exactly as many hashes as its
sizes ask for, each of 32 bytes. Of an empty tree nothing follows about a larger one.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import LARGEST

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """This is the hash of a record as a leaf."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """This is the hash of what stands above two hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """This is the root above the hashes of leaves, which a tile's hashes may stand in for."""
    if not hashes:
        return EMPTY_ROOT
    row = hashes
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        row = above if len(row) % 2 == 0 else [*above, row[-1]]
    return row[0]


def full_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """This is level and index of the largest full subtrees that make up those leaves, in order."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def joined(hashes: Sequence[bytes]) -> bytes:
    """This is the root above full subtrees of which each is larger than the next."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def verify_inclusion(
    leaf_index: int, tree_size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """This returns when the leaf stands at that index of the tree with that size and root.

    Raises:
        ProofInvalid: that does not follow from the proof.
    """
    _check_numbers(leaf_index, tree_size)
    if leaf_index >= tree_size:
        raise ProofInvalid(f"A tree of {tree_size} leaves has none at index {leaf_index}.")
    _check_hashes(leaf_hash, root, *proof)
    inner = (leaf_index ^ (tree_size - 1)).bit_length()
    border = (leaf_index >> inner).bit_count()
    _check_length(proof, inner + border)
    if _climbed(leaf_hash, proof, leaf_index, inner) != root:
        raise ProofInvalid("The proof leads to another root.")


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """This returns when the tree of the second size and root continues that of the first.

    Two trees of one size are consistent when their roots are the same bytes; nothing is hashed.

    Raises:
        ProofInvalid: that does not follow from the proof.
    """
    _check_numbers(size1, size2)
    if size1 > size2:
        raise ProofInvalid(f"A tree of {size2} leaves cannot continue one of {size1}.")
    if size1 == size2:
        _check_length(proof, 0)
        if root1 != root2:
            raise ProofInvalid("The sizes are the same and the roots are not.")
        return
    if size1 == 0:
        raise ProofInvalid("Nothing follows from an empty tree about a larger one.")
    _check_hashes(root1, root2, *proof)
    _check_continued(size1, size2, root1, root2, proof)


def _check_continued(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    """This climbs from the last full subtree of the older tree to both roots at once.

    When the older tree is that subtree, its root is known and the proof leaves it out.
    """
    level = (size1 & -size1).bit_length() - 1
    index = (size1 - 1) >> level
    inner = (index ^ ((size2 - 1) >> level)).bit_length()
    border = (index >> inner).bit_count()
    _check_length(proof, inner + border + (index > 0))
    start, *path = proof if index else (root1, *proof)
    older = start
    for step, sibling in enumerate(path):
        if step >= inner or index >> step & 1:
            older = node_hash(sibling, older)
    if older != root1:
        raise ProofInvalid("The proof leads to another root of the older tree.")
    if _climbed(start, path, index, inner) != root2:
        raise ProofInvalid("The proof leads to another root of the newer tree.")


def _climbed(start: bytes, path: Sequence[bytes], index: int, inner: int) -> bytes:
    """This is the root above a node, by its siblings; past `inner` all of them stand left."""
    found = start
    for step, sibling in enumerate(path):
        if step < inner and not index >> step & 1:
            found = node_hash(found, sibling)
        else:
            found = node_hash(sibling, found)
    return found


def _check_length(proof: Sequence[bytes], due: int) -> None:
    if len(proof) != due:
        raise ProofInvalid(f"The proof has {len(proof)} hashes; such a proof has {due}.")


def _check_hashes(*hashes: bytes) -> None:
    for each in hashes:
        if not isinstance(each, bytes) or len(each) != HASH_BYTES:
            raise ProofInvalid(f"A hash has {HASH_BYTES} bytes; one that was given has not.")


def _check_numbers(*numbers: int) -> None:
    for each in numbers:
        if type(each) is not int or not 0 <= each <= LARGEST:
            raise ProofInvalid("Sizes and indexes are whole numbers of 64 bits, from 0.")
