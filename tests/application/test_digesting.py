"""Digests are signed under a checkpoint that covers them, when it is time, and believed if ours."""

from datetime import timedelta

import pytest

from adapters.memory.digests import InMemoryDigests
from application.digesting import Digesting, DigestsDoNotOpen, NoSuchDigests, PublishedDigests
from domain.proof.digests import Digests, ProjectionDigest, read_digests
from domain.proof.note import NoteVerifier, open_note, sign_note
from tests.support.calendar import MONDAY, minutes
from tests.support.tree import ORIGIN, facts, key, sign, verifier

EVERY = 600.0


def line(name: str, position: int, *missing: int) -> ProjectionDigest:
    return ProjectionDigest(name, 1, position, 0, "a" * 64, missing)


def keys(origin: str) -> list[NoteVerifier]:
    return [verifier()] if origin == ORIGIN else []


@pytest.fixture
def desk() -> InMemoryDigests:
    made = InMemoryDigests()
    made.add(*facts(10))
    sign(made)
    return made


def digesting(desk: InMemoryDigests) -> Digesting:
    return Digesting(desk, ORIGIN, [key()])


class TestSigning:
    def test_tells_every_read_model_in_order_under_the_last_checkpoint(
        self, desk: InMemoryDigests
    ) -> None:
        taken = [line("directory", 9, 4), line("calendar", 10)]
        assert digesting(desk).signed(taken, MONDAY) is not None
        (kept,) = desk.signed_digests
        said = read_digests(open_note(kept.note, [verifier()]).text)
        checkpoint = desk.latest()
        assert checkpoint is not None
        assert (said.origin, said.size, said.root) == (ORIGIN, 10, checkpoint.root)
        assert said.projections == (taken[1], taken[0])
        assert (kept.position, kept.size, kept.signed_at) == (10, 10, MONDAY)

    def test_waits_for_a_checkpoint_that_covers_them(self, desk: InMemoryDigests) -> None:
        desk.add(*facts(1, after=10))
        taken = [line("directory", 9), line("calendar", 11)]
        work = digesting(desk)
        assert work.signed(taken, MONDAY) is None
        assert desk.signed_digests == []
        sign(desk)
        assert work.signed(taken, MONDAY) is not None

    def test_of_a_log_that_nobody_signed_waits(self) -> None:
        assert digesting(InMemoryDigests()).signed([line("calendar", 0)], MONDAY) is None


class TestWhenItIsTime:
    def test_is_as_soon_as_something_was_recorded(self, desk: InMemoryDigests) -> None:
        assert digesting(desk).is_due(MONDAY, EVERY)
        assert not digesting(InMemoryDigests()).is_due(MONDAY, EVERY)

    def test_is_so_long_after_the_last_ones(self, desk: InMemoryDigests) -> None:
        work = digesting(desk)
        work.signed([line("calendar", 9)], MONDAY)
        assert not work.is_due(MONDAY + minutes(10) - timedelta(seconds=1), EVERY)
        assert work.is_due(MONDAY + minutes(10), EVERY)

    def test_is_not_while_the_log_rests(self, desk: InMemoryDigests) -> None:
        work = digesting(desk)
        work.signed([line("calendar", 10), line("directory", 7)], MONDAY)
        assert not work.is_due(MONDAY + minutes(99), EVERY)
        desk.add(*facts(1, after=10))
        assert work.is_due(MONDAY + minutes(99), EVERY)


class TestReading:
    def test_gives_back_what_was_signed(self, desk: InMemoryDigests) -> None:
        published = PublishedDigests(desk, keys)
        with pytest.raises(NoSuchDigests):
            published.last()
        for at in (8, 9):
            digesting(desk).signed([line("calendar", at)], MONDAY)
        assert published.last() == published.note(2) == desk.signed_digests[1].note
        assert published.note(1) == desk.signed_digests[0].note
        with pytest.raises(NoSuchDigests):
            published.note(3)
        assert [one.number for one in published.page(None, 1)] == [2]
        assert [one.number for one in published.page(2, 5)] == [1]

    def test_finds_what_was_told_of_a_read_model(self, desk: InMemoryDigests) -> None:
        published = PublishedDigests(desk, keys)
        digesting(desk).signed([line("calendar", 9, 3), line("directory", 10)], MONDAY)
        digesting(desk).signed([line("calendar", 9)], MONDAY + minutes(1))
        told = published.told("calendar", 9)
        assert [(one.number, one.digest.missing) for one in told] == [(1, (3,)), (2, ())]
        assert told[1].signed_at == MONDAY + minutes(1)
        assert published.told("calendar", 10) == []
        assert list(published.near("calendar", 4)) == [9]

    @pytest.mark.parametrize(("origin", "generation"), [(ORIGIN, 2), ("example.org/other", 1)])
    def test_believes_nothing_that_we_did_not_sign(
        self, desk: InMemoryDigests, origin: str, generation: int
    ) -> None:
        forged = Digests(origin, 10, bytes(32), (line("calendar", 9),))
        desk.keep_digests(forged, MONDAY, sign_note(forged.text, [key(generation)]))
        with pytest.raises(DigestsDoNotOpen, match="Digests 1 do not open: None of the keys"):
            PublishedDigests(desk, keys).told("calendar", 9)

    def test_takes_no_checkpoint_for_digests(self, desk: InMemoryDigests) -> None:
        checkpoint = desk.latest()
        assert checkpoint is not None
        told = Digests(ORIGIN, 10, bytes(32), (line("calendar", 9),))
        desk.keep_digests(told, MONDAY, checkpoint.note)
        with pytest.raises(DigestsDoNotOpen):
            PublishedDigests(desk, keys).told("calendar", 9)
