"""The laws of checkpoints, over random lives of a log: all that was ever signed keeps its word."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.tree import InMemoryTree
from application.notarising import Notarising
from domain.proof.checkpoint import read_checkpoint
from domain.proof.merkle import leaf_hash, verify_consistency
from domain.proof.note import open_note
from domain.proof.proof_file import ProofFile, read_proof_file
from domain.proof.proving import consistency_proof, inclusion_proof
from domain.proof.record import record_of
from domain.proof.tiles import nodes_in
from tests.support.calendar import MONDAY
from tests.support.tree import ORIGIN, facts, key, verifier
from tests.support.tries import tried

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 300)),
        st.tuples(st.just("sign"), st.integers(1, 300)),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("rotate"), st.just(0)),
    ),
    min_size=4,
    max_size=25,
)


@dataclass
class Life:
    """This is a log, and a notary that is started anew and given new keys."""

    tree: InMemoryTree = field(default_factory=InMemoryTree)
    generation: int = 1
    proofs: list[tuple[int, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """This is another notary, which remembers nothing."""
        signers = [key(each) for each in range(self.generation, 0, -1)][:2]
        self.notary = Notarising(self.tree, ORIGIN, signers)

    def does(self, deed: str, count: int) -> None:
        """This lets one thing happen."""
        if deed == "append":
            self.tree.add(*facts(count, after=self.tree.head()))
        elif deed == "restart":
            self.restart()
        elif deed == "rotate":
            self.generation += 1
            self.restart()
        elif self.notary.waiting():
            self.notary.sign(min(count, self.notary.waiting()), MONDAY)
            self.prove(count)

    def prove(self, at: int) -> None:
        """This keeps a proof of one fact under what was just signed."""
        signed = self.tree.checkpoints[-1]
        index = at % signed.size
        node = nodes_in(signed.size, self.tree.hashes)
        hashes = inclusion_proof(index, signed.size, node)
        text = ProofFile(index, tuple(hashes), signed.note).text
        self.proofs.append((index, text, self.generation))


@tried(60)
@given(DEEDS)
def test_everything_signed_or_proved_verifies_for_ever(deeds: list[tuple[str, int]]) -> None:
    life = Life()
    for deed, count in deeds:
        life.does(deed, count)
    tree = life.tree
    for index, text, generation in life.proofs:
        for known in {generation, max(1, generation - 1)}:
            leaf = leaf_hash(record_of(tree.facts[index]))
            read_proof_file(text).verify(leaf, ORIGIN, [verifier(known)])
    checkpoints = [
        read_checkpoint(
            open_note(each.note, [verifier(g) for g in range(1, life.generation + 1)]).text
        )
        for each in tree.checkpoints
    ]
    for at, older in enumerate(checkpoints):
        for newer in checkpoints[at:]:
            node = nodes_in(newer.size, tree.hashes)
            proof = consistency_proof(older.size, newer.size, node)
            verify_consistency(older.size, newer.size, older.root, newer.root, proof)
