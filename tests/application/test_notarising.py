"""A checkpoint continues the one before it, or is not signed."""

from dataclasses import replace

import pytest

from adapters.memory.tree import InMemoryTree
from application.notarising import DoesNotContinue, Notarising
from domain.proof.checkpoint import read_checkpoint
from domain.proof.growth import TileHash
from domain.proof.merkle import root_of
from domain.proof.note import open_note, read_note
from tests.support.calendar import MONDAY
from tests.support.tree import ORIGIN, facts, key, sign, verifier


@pytest.fixture
def tree() -> InMemoryTree:
    made = InMemoryTree()
    made.add(*facts(700))
    return made


def work(tree: InMemoryTree) -> Notarising:
    return Notarising(tree, ORIGIN, [key()])


class TestSigning:
    def test_signs_size_and_root_of_the_log(self, tree: InMemoryTree) -> None:
        signed = sign(tree)
        said = read_checkpoint(read_note(signed.note).text)
        assert (said.origin, said.size, said.root) == (ORIGIN, 700, root_of(tree.own_leaves))
        assert (signed.size, signed.root, signed.signed_at) == (700, said.root, MONDAY)

    def test_goes_on_where_it_stopped(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        for leaves in (1, 254, 1, 256, 188):
            notary.sign(leaves, MONDAY)
        assert [each.size for each in tree.checkpoints] == [1, 255, 256, 512, 700]
        assert [each.root for each in tree.checkpoints] == [
            root_of(tree.own_leaves[: each.size]) for each in tree.checkpoints
        ]

    def test_keeps_the_hashes_of_tiles_once(self, tree: InMemoryTree) -> None:
        sign(tree)
        tree.add(*facts(400, after=700))
        sign(tree)
        assert tree.kept_hashes == {
            (1, index): root_of(tree.own_leaves[256 * index : 256 * index + 256])
            for index in range(4)
        }

    def test_tells_what_waits(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        assert notary.waiting() == 700
        notary.sign(300, MONDAY)
        assert notary.waiting() == 400


class TestAnotherKey:
    def test_signs_along_with_the_one_before(self, tree: InMemoryTree) -> None:
        old = sign(tree, 1)
        tree.add(*facts(10, after=700))
        new = sign(tree, 2, 1)
        for signed, generation in ((old, 1), (new, 1), (new, 2)):
            assert open_note(signed.note, [verifier(generation)]).verified

    def test_signs_the_same_size_again(self, tree: InMemoryTree) -> None:
        old = sign(tree, 1)
        notary = Notarising(tree, ORIGIN, [key(2), key(1)])
        assert not notary.is_current
        new = notary.sign(0, MONDAY)
        assert notary.is_current
        assert (new.size, new.root, new.number) == (old.size, old.root, old.number + 1)

    def test_is_not_asked_for_when_nothing_was_signed(self) -> None:
        assert Notarising(InMemoryTree(), ORIGIN, [key(2)]).is_current

    def test_is_asked_for_when_the_log_has_another_name(self, tree: InMemoryTree) -> None:
        sign(tree)
        assert not Notarising(tree, "example.org/other", [key()]).is_current


class TestALogThatDoesNotContinue:
    """What a restore of an older database, or somebody with the rights to change it, leaves."""

    def test_is_not_signed_when_a_fact_was_changed(self, tree: InMemoryTree) -> None:
        sign(tree)
        tree.own_leaves[650] = b"\0" * 32
        with pytest.raises(DoesNotContinue, match="The first 700 facts are not those"):
            work(tree)

    def test_is_not_signed_when_a_fact_is_changed_meanwhile(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        notary.sign(600, MONDAY)
        tree.own_leaves[590] = b"\0" * 32
        with pytest.raises(DoesNotContinue, match="does not continue the 600 signed"):
            notary.sign(100, MONDAY)
        assert [each.size for each in tree.checkpoints] == [600]

    def test_is_not_signed_when_facts_are_gone(self, tree: InMemoryTree) -> None:
        sign(tree)
        del tree.own_leaves[690:]
        with pytest.raises(DoesNotContinue, match="The log has 690 facts, and 700 were signed"):
            work(tree)

    def test_is_not_signed_when_facts_go_meanwhile(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        notary.sign(700, MONDAY)
        del tree.own_leaves[690:]
        with pytest.raises(DoesNotContinue, match="The log has 690 facts"):
            notary.waiting()

    def test_is_not_signed_over_a_gap(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        del tree.own_leaves[699]
        with pytest.raises(DoesNotContinue, match="Facts are missing behind position 0"):
            notary.sign(700, MONDAY)

    def test_is_not_signed_when_a_hash_of_a_tile_was_changed(self, tree: InMemoryTree) -> None:
        sign(tree)
        tree.kept_hashes[1, 1] = b"\0" * 32
        with pytest.raises(DoesNotContinue):
            work(tree)

    def test_is_not_signed_when_a_hash_of_a_tile_is_gone(self, tree: InMemoryTree) -> None:
        sign(tree)
        del tree.kept_hashes[1, 1]
        with pytest.raises(DoesNotContinue, match="cannot be made again"):
            work(tree)

    def test_is_not_signed_where_hashes_of_tiles_stand_already(self, tree: InMemoryTree) -> None:
        tree.keep_hashes([TileHash(1, 0, b"\0" * 32)])
        with pytest.raises(DoesNotContinue, match="where nothing was signed yet"):
            sign(tree)
        assert tree.checkpoints == []

    def test_is_not_signed_when_the_root_on_record_was_changed(self, tree: InMemoryTree) -> None:
        tree.checkpoints.append(replace(sign(tree), root=b"\0" * 32))
        with pytest.raises(DoesNotContinue):
            work(tree)

    def test_is_not_signed_when_the_note_on_record_says_otherwise(self, tree: InMemoryTree) -> None:
        signed = sign(tree)
        tree.add(*facts(1, after=700))
        tree.checkpoints.append(replace(sign(tree), note=signed.note))
        with pytest.raises(DoesNotContinue):
            work(tree)


class TestARestoredDatabase:
    def test_is_not_signed_by_who_remembers_a_longer_one(self, tree: InMemoryTree) -> None:
        older = [sign(tree)]
        tree.add(*facts(50, after=700))
        seen = sign(tree)
        del tree.own_leaves[700:]
        tree.checkpoints = older
        with pytest.raises(DoesNotContinue, match="A checkpoint of 750 facts was signed"):
            Notarising(tree, ORIGIN, [key()], seen)

    def test_is_not_signed_though_it_grew_beyond_what_is_remembered(
        self, tree: InMemoryTree
    ) -> None:
        older = [sign(tree)]
        tree.add(*facts(50, after=700))
        seen = sign(tree)
        del tree.own_leaves[700:]
        tree.checkpoints = older
        tree.add(*facts(100, after=1_000))
        sign(tree)
        with pytest.raises(DoesNotContinue, match="does not continue the 750 signed"):
            Notarising(tree, ORIGIN, [key()], seen)

    def test_is_not_signed_when_it_has_no_checkpoint_left(self, tree: InMemoryTree) -> None:
        seen = sign(tree)
        with pytest.raises(DoesNotContinue, match="is not there any more"):
            Notarising(InMemoryTree(), ORIGIN, [key()], seen)

    def test_is_signed_on_when_another_notary_signed_meanwhile(self, tree: InMemoryTree) -> None:
        seen = sign(tree)
        tree.add(*facts(50, after=700))
        sign(tree)
        assert Notarising(tree, ORIGIN, [key()], seen).waiting() == 0

    def test_is_noticed_when_it_is_exchanged_meanwhile(self, tree: InMemoryTree) -> None:
        notary = work(tree)
        notary.sign(300, MONDAY)
        tree.checkpoints.clear()
        with pytest.raises(DoesNotContinue, match="Somebody else signed, or took away"):
            notary.sign(400, MONDAY)
