"""Witnesses for tests: one that answers over HTTP from a state of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.memory.tree import InMemoryTree
from api.shell.witness.memory import Memory
from api.shell.witness.serving import Door, listening
from application.notarising import SignedCheckpoint
from domain.proof.proving import consistency_proof
from domain.proof.submission import Submission
from domain.proof.tiles import nodes_in
from tests.support.tree import facts, key, sign

NAME = "witness.example/w1"


@contextmanager
def witness(state: Path, *vkeys: str, name: str = NAME, port: int = 0) -> Iterator[Door]:
    """This is a witness of the log of all tests, or of those whose keys are given."""
    with (
        Memory.opened(state, name) as memory,
        listening(memory, name, vkeys or (key().vkey,), "127.0.0.1", port) as door,
    ):
        yield door


def submission(tree: InMemoryTree, old: int, checkpoint: SignedCheckpoint | None = None) -> bytes:
    """This is what brings a checkpoint, else the newest, to a witness that saw so much."""
    signed = checkpoint or tree.checkpoints[-1]
    proof: list[bytes] = []
    if 0 < old <= signed.size:
        proof = consistency_proof(old, signed.size, nodes_in(signed.size, tree.hashes))
    return Submission(old, proof, signed.note).text.encode()


def signed(*sizes: int) -> InMemoryTree:
    """This is a log that was signed at each of those sizes."""
    tree = InMemoryTree()
    for size in sizes:
        tree.add(*facts(size - tree.head(), after=tree.head()))
        sign(tree)
    return tree
