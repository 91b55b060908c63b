"""Whatever was changed after it was signed is found, and where it is, is told."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.tree import InMemoryTree
from application.rederiving import Found, HistoryDiffers, Rederiving
from domain.proof.checkpoint import Checkpoint, read_checkpoint
from domain.proof.merkle import leaf_hash, root_of
from domain.proof.note import NoteVerifier, read_note
from domain.proof.record import record_of
from tests.support.tree import ORIGIN, facts, sign, stored, verifier
from tests.support.tries import tried

SIGNED = (100, 256, 700)
HEAD = 720


def keys(origin: str) -> list[NoteVerifier]:
    return [verifier(1), verifier(2)] if origin == ORIGIN else []


def lived(*sizes: int, head: int = HEAD) -> InMemoryTree:
    """This is a log that was signed at some sizes, and grew a little more."""
    tree = InMemoryTree()
    for size in sizes:
        tree.add(*facts(size - tree.head(), after=tree.head()))
        sign(tree)
    tree.add(*facts(head - tree.head(), after=tree.head()))
    return tree


@pytest.fixture
def tree() -> InMemoryTree:
    return lived(*SIGNED)


def rederived(tree: InMemoryTree, *since: Checkpoint, at_once: int = 97) -> Found:
    work = Rederiving(tree, keys, since)
    while work.checked < work.head:
        work.advance(at_once)
    return work.end()


def checkpoint_of(tree: InMemoryTree, number: int) -> Checkpoint:
    return read_checkpoint(read_note(tree.checkpoints[number - 1].note).text)


class TestASoundLog:
    @pytest.mark.parametrize("at_once", [1, 97, 256, 10_000])
    def test_is_found_sound(self, tree: InMemoryTree, at_once: int) -> None:
        found = rederived(tree, at_once=at_once)
        assert found == Found(700, root_of(tree.own_leaves[:700]), HEAD, 3, 0)

    def test_may_be_empty(self) -> None:
        assert rederived(InMemoryTree()).head == 0

    def test_may_not_be_signed_yet(self) -> None:
        found = rederived(lived(head=300))
        assert (found.size, found.head, found.checkpoints) == (0, 300, 0)

    def test_continues_each_of_its_checkpoints(self, tree: InMemoryTree) -> None:
        assert rederived(tree, *(checkpoint_of(tree, number) for number in (1, 2, 3)))

    def test_is_sound_whichever_of_our_keys_signed(self, tree: InMemoryTree) -> None:
        sign(tree, 2, 1)
        tree.add(*facts(5, after=HEAD))
        sign(tree, 2)
        assert rederived(tree).checkpoints == 5


class TestAFactThatWasChanged:
    @tried(40)
    @given(at=st.integers(0, HEAD - 1), column=st.sampled_from(stored(1)._fields))
    def test_is_found_whichever_it_is(self, at: int, column: str) -> None:
        tree = lived(*SIGNED)
        tree.facts[at] = tree.facts[at]._replace(**{column: getattr(stored(999), column)})
        if record_of(tree.facts[at]) == record_of(stored(at + 1)):
            return
        with pytest.raises(HistoryDiffers, match=f"The fact at position {at + 1} is"):
            rederived(tree)

    def test_is_found_when_its_leaf_was_changed_along(self, tree: InMemoryTree) -> None:
        tree.facts[300] = stored(301, actor="person:eve")
        tree.own_leaves[300] = leaf_hash(record_of(tree.facts[300]))
        with pytest.raises(HistoryDiffers, match="The facts at positions 257 to 512 are not those"):
            rederived(tree)

    def test_is_found_when_the_tile_was_changed_along(self, tree: InMemoryTree) -> None:
        tree.facts[300] = stored(301, actor="person:eve")
        tree.own_leaves[300] = leaf_hash(record_of(tree.facts[300]))
        tree.kept_hashes[1, 1] = root_of(tree.own_leaves[256:512])
        with pytest.raises(HistoryDiffers, match="The first 700 facts are not those of checkpoint"):
            rederived(tree)

    def test_is_found_when_the_root_was_changed_along(self, tree: InMemoryTree) -> None:
        tree.facts[300] = stored(301, actor="person:eve")
        tree.own_leaves[300] = leaf_hash(record_of(tree.facts[300]))
        tree.kept_hashes[1, 1] = root_of(tree.own_leaves[256:512])
        root = root_of(tree.own_leaves[:700])
        tree.checkpoints[-1] = replace(tree.checkpoints[-1], root=root)
        with pytest.raises(HistoryDiffers, match="The first 700 facts are not those of checkpoint"):
            rederived(tree)

    def test_is_found_when_all_of_it_was_signed_again_with_another_key(self) -> None:
        forged = InMemoryTree()
        forged.add(*facts(700))
        sign(forged, 3)
        with pytest.raises(HistoryDiffers, match=r"Checkpoint 1, of 700 facts, does not open"):
            rederived(forged)

    def test_is_found_by_who_kept_a_checkpoint_when_we_signed_it_ourselves(
        self, tree: InMemoryTree
    ) -> None:
        kept = checkpoint_of(tree, 2)
        other = InMemoryTree()
        other.add(stored(1, actor="person:eve"), *facts(699, after=1))
        sign(other)
        with pytest.raises(HistoryDiffers, match="does not continue the older checkpoint: its"):
            rederived(other, kept)


class TestFactsThatAreGone:
    @tried(30)
    @given(at=st.integers(0, HEAD - 1))
    def test_are_found_wherever_they_were(self, at: int) -> None:
        tree = lived(*SIGNED)
        head = tree.head()
        del tree.facts[at], tree.own_leaves[at]
        tree.own_leaves.append(b"\0" * 32)
        assert tree.head() == head
        with pytest.raises(HistoryDiffers, match=f"The fact at position {at + 1} is missing"):
            rederived(tree)

    def test_are_found_at_the_end(self, tree: InMemoryTree) -> None:
        del tree.facts[690:], tree.own_leaves[690:]
        with pytest.raises(HistoryDiffers, match="700 facts were signed, and there are 690"):
            rederived(tree)

    def test_are_found_when_two_changed_places(self, tree: InMemoryTree) -> None:
        tree.facts[5], tree.facts[6] = tree.facts[6], tree.facts[5]
        with pytest.raises(HistoryDiffers, match="The fact at position 6 is missing"):
            rederived(tree)

    def test_are_found_by_who_kept_a_newer_checkpoint(self, tree: InMemoryTree) -> None:
        kept = checkpoint_of(tree, 3)
        with pytest.raises(HistoryDiffers, match="is of 700 facts, the last one here of 256"):
            rederived(lived(100, 256), kept)


class TestWhatWasSigned:
    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_is_found_when_its_note_was_changed(self, tree: InMemoryTree, number: int) -> None:
        signed = tree.checkpoints[number]
        tree.checkpoints[number] = replace(signed, note=signed.note.replace("\n", "\n1", 1))
        with pytest.raises(HistoryDiffers, match=f"Checkpoint {number + 1}, of"):
            rederived(tree)

    def test_is_found_when_it_has_another_name(self, tree: InMemoryTree) -> None:
        signed = tree.checkpoints[0]
        tree.checkpoints[0] = replace(signed, note=signed.note.replace("example", "invalid"))
        with pytest.raises(HistoryDiffers, match="does not open"):
            rederived(tree)

    def test_is_found_when_it_was_exchanged(self, tree: InMemoryTree) -> None:
        tree.checkpoints[0] = replace(tree.checkpoints[0], note=tree.checkpoints[1].note)
        with pytest.raises(HistoryDiffers, match="are not those of checkpoint 1"):
            rederived(tree)

    @tried(40)
    @given(bit=st.integers(0, 255), place=st.integers(0, 1))
    def test_is_found_when_a_hash_was_changed(self, bit: int, place: int) -> None:
        tree = lived(*SIGNED)
        changed = int.from_bytes(tree.kept_hashes[1, place], "big") ^ 1 << bit
        tree.kept_hashes[1, place] = changed.to_bytes(32, "big")
        with pytest.raises(HistoryDiffers, match=f"hash {place} of level 1"):
            rederived(tree)

    def test_is_found_when_a_hash_is_gone(self, tree: InMemoryTree) -> None:
        del tree.kept_hashes[1, 0]
        with pytest.raises(HistoryDiffers, match="hash 0 of level 1"):
            rederived(tree)


class TestACiphertextThatWasTakenOut:
    SEALED = b'{"$sealed":[{"data":"c2VjcmV0","subject":"ben"}]}'
    REDACTED = b'{"$sealed":[{"data":"","subject":"ben"}]}'
    ERASED = b'{"person_id":"ben"}'

    def redacted(self, body: bytes) -> InMemoryTree:
        tree = InMemoryTree()
        tree.add(*facts(9), stored(10, body=self.SEALED))
        tree.add(stored(11, body=body, topic="privacy.keys_destroyed.v1"), *facts(9, after=11))
        sign(tree)
        tree.facts[9] = stored(10, body=self.REDACTED)
        return tree

    def test_is_right_when_the_person_was_erased(self) -> None:
        assert rederived(self.redacted(self.ERASED)).redacted == 1

    def test_is_found_when_nobody_was_erased(self) -> None:
        with pytest.raises(HistoryDiffers, match="position 10 lost a ciphertext of a person"):
            rederived(self.redacted(b'{"person_id":"olga"}'))

    def test_is_no_excuse_for_a_fact_without_one(self) -> None:
        tree = self.redacted(self.ERASED)
        tree.facts[9] = stored(10, body=b"{}")
        with pytest.raises(HistoryDiffers, match="position 10 is not the one"):
            rederived(tree)

    def test_is_no_excuse_for_a_body_that_is_no_json(self) -> None:
        tree = self.redacted(self.ERASED)
        tree.facts[9] = stored(10, body=b'{"$sealed":[{"data":"",')
        with pytest.raises(HistoryDiffers, match="position 10 is not the one"):
            rederived(tree)
