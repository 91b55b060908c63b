"""Bringing checkpoints to a witness: what it says is taken home, or told what it means."""

import pytest

from adapters.crypto.notes import Ed25519CosignatureVerifier, Ed25519Cosigner
from adapters.memory.tree import InMemoryTree
from application.cosigning import Cosigning, NotCosigned, Reply, WitnessSawOtherwise
from domain.proof.checkpoint import read_checkpoint
from domain.proof.note import Signature, open_note, read_note
from domain.proof.submission import read_submission
from tests.support.tree import facts, sign, stored
from tests.support.witnesses import signed

COSIGNER = Ed25519Cosigner("witness.example/w1", bytes(32), lambda: 1679315147)
VERIFIER = Ed25519CosignatureVerifier(COSIGNER.vkey)


class Told:
    """This is a witness that answers as it was told, and keeps what it was brought."""

    def __init__(self, *replies: Reply | None) -> None:
        self.replies = list(replies)
        self.brought: list[str] = []

    def bring(self, submission: str) -> Reply:
        """This is the next answer; none stands for a cosignature."""
        self.brought.append(submission)
        reply = self.replies.pop(0) if self.replies else None
        return reply or Reply("cosigned", line(submission))

    @property
    def olds(self) -> list[int]:
        """This is the sizes it was thought to have seen."""
        return [read_submission(each.encode()).old for each in self.brought]


def line(submission: str) -> str:
    text = read_note(read_submission(submission.encode()).checkpoint).text
    return Signature(COSIGNER.name, COSIGNER.key_id, COSIGNER.sign(text.encode())).line


def saw(size: object) -> Reply:
    return Reply("conflict", seen=f"{size}\n")


@pytest.fixture
def tree() -> InMemoryTree:
    return signed(100, 256, 600)


def going(tree: InMemoryTree, witness: Told, seen: int = 0) -> Cosigning:
    return Cosigning(tree, witness, [VERIFIER], seen)


class TestACosignature:
    def test_is_taken_home(self, tree: InMemoryTree) -> None:
        witness = Told()
        work = going(tree, witness)
        for checkpoint in tree.checkpoints:
            (taken,) = work.cosigned(checkpoint)
            assert open_note(checkpoint.note + taken, [VERIFIER]).verified
        assert witness.olds == [0, 100, 256]
        sizes = [
            read_checkpoint(read_note(read_submission(each.encode()).checkpoint).text).size
            for each in witness.brought
        ]
        assert sizes == [100, 256, 600]

    def test_is_asked_for_again_from_what_the_witness_saw(self, tree: InMemoryTree) -> None:
        witness = Told(saw(256))
        assert going(tree, witness, seen=100).cosigned(tree.checkpoints[-1])
        assert witness.olds == [100, 256]

    def test_is_asked_for_from_the_beginning_when_more_was_seen_than_there_is(
        self, tree: InMemoryTree
    ) -> None:
        witness = Told()
        assert going(tree, witness, seen=700).cosigned(tree.checkpoints[-1])
        assert witness.olds == [0]

    def test_of_others_is_left_there(self, tree: InMemoryTree) -> None:
        other = Ed25519Cosigner("other", bytes(32), lambda: 0)
        text = read_note(tree.checkpoints[0].note).text.encode()
        more = Signature(other.name, other.key_id, other.sign(text)).line

        class Talkative(Told):
            def bring(self, submission: str) -> Reply:
                return Reply("cosigned", more + line(submission))

        (taken,) = going(tree, Talkative()).cosigned(tree.checkpoints[0])
        assert taken.startswith("— witness.example/w1 ")


class TestAWitnessThatSawOtherwise:
    @pytest.mark.parametrize(
        ("replies", "said"),
        [
            ((saw(601),), "It saw 601 facts, and the log has 600 under its checkpoint"),
            ((saw(256), Reply("inconsistent")), "does not continue the 256 it saw"),
            ((saw(600), saw(600)), "It saw another history: its 600 facts have another root"),
        ],
    )
    def test_is_told_from_one_in_trouble(
        self, tree: InMemoryTree, replies: tuple[Reply, ...], said: str
    ) -> None:
        with pytest.raises(WitnessSawOtherwise, match=said):
            going(tree, Told(*replies)).cosigned(tree.checkpoints[-1])


class TestAWitnessInTrouble:
    @pytest.mark.parametrize(
        ("replies", "said"),
        [
            ((Reply("refused", words="It answers 403."),), "It answers 403"),
            ((saw("many"),), "does not say which size"),
            ((saw("-1"),), "does not say which size"),
            ((Reply("cosigned", ""),), "not one we know: None of the keys"),
            ((Reply("cosigned", "nonsense\n"),), "not one we know: A line after the text"),
            ((saw(10), saw(20), saw(30)), "keeps seeing other checkpoints"),
        ],
    )
    def test_says_so(self, tree: InMemoryTree, replies: tuple[Reply, ...], said: str) -> None:
        with pytest.raises(NotCosigned, match=said):
            going(tree, Told(*replies)).cosigned(tree.checkpoints[-1])

    def test_is_not_believed_with_a_signature_of_another_text(self, tree: InMemoryTree) -> None:
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(5, after=1))
        sign(other)
        text = read_note(other.checkpoints[-1].note).text.encode()
        wrong = Signature(COSIGNER.name, COSIGNER.key_id, COSIGNER.sign(text)).line
        with pytest.raises(NotCosigned, match="is wrong"):
            going(tree, Told(Reply("cosigned", wrong))).cosigned(tree.checkpoints[-1])
