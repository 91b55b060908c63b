"""What a package says of the log: proofs that what was taken from it is in there.

The leaf of a fact is the hash of its record as it lies in the log, where what is personal is
sealed. Whoever has leaf, proof and the signed head can show later that this record was there,
unchanged, without being able to read anybody else's.
"""

from collections.abc import Mapping
from typing import Any

from application.log_tree import Inclusion, TreeAtSize
from domain.proof.spelling import encoded


def probe(inclusion: Inclusion, tree: TreeAtSize) -> Mapping[str, Any]:
    """This is a proof in the words of transparency-dev/merkle, as `verify-inclusion` takes it."""
    return {
        "position": inclusion.position,
        "leafIdx": inclusion.position - 1,
        "treeSize": tree.size,
        "leafHash": encoded(inclusion.leaf),
        "root": encoded(tree.root),
        "proof": [encoded(each) for each in inclusion.hashes],
    }
