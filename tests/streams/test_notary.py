"""The notary: signs behind the log, stands by, and says so when it must not sign."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from adapters.memory.clock import SetClock
from adapters.memory.tree import InMemoryTree
from domain.shared.errors import Unavailable
from streams import notary
from streams.notary import Notary, Pace
from tests.support.calendar import MONDAY
from tests.support.processes import soon
from tests.support.tree import ORIGIN, facts, key, sign

OFTEN = Pace(facts=100, seconds=0.01)


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notary, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(notary, "STANDBY_SECONDS", 0.001)
    monkeypatch.setattr(notary, "REFUSED_SECONDS", 0.001)
    monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def tree() -> InMemoryTree:
    return InMemoryTree()


@contextmanager
def at_work(tree: InMemoryTree, pace: Pace = OFTEN) -> Iterator[Notary]:
    """This lets a notary work in a thread of its own until the block ends."""

    @contextmanager
    def desk() -> Iterator[InMemoryTree]:
        yield tree

    stop = threading.Event()
    made = Notary(desk, ORIGIN, [key()], SetClock(MONDAY), pace)
    thread = threading.Thread(target=made.run, args=[stop])
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join()


def sizes(tree: InMemoryTree) -> list[int]:
    return [each.size for each in tree.checkpoints]


class TestTheNotary:
    def test_signs_whenever_so_many_facts_are_there(self, tree: InMemoryTree) -> None:
        tree.add(*facts(350))
        with at_work(tree, Pace(facts=100, seconds=1_000)):
            assert soon(lambda: sizes(tree) == [100, 200, 300], 5)
            tree.add(*facts(49, after=350))
            tree.add(*facts(1, after=399))
            assert soon(lambda: sizes(tree) == [100, 200, 300, 400], 5)

    def test_signs_fewer_when_time_has_passed(self, tree: InMemoryTree) -> None:
        with at_work(tree):
            tree.add(*facts(3))
            assert soon(lambda: sizes(tree)[-1:] == [3], 5)
            tree.add(*facts(4, after=3))
            assert soon(lambda: sizes(tree)[-1:] == [7], 5)

    def test_signs_nothing_anew_while_the_log_rests(self, tree: InMemoryTree) -> None:
        tree.add(*facts(3))
        with at_work(tree):
            assert soon(lambda: sizes(tree) == [3], 5)
            assert not soon(lambda: len(tree.checkpoints) > 1, 0.1)

    def test_signs_anew_with_another_key(self, tree: InMemoryTree) -> None:
        tree.add(*facts(3))
        sign(tree, 7)
        with at_work(tree):
            assert soon(lambda: sizes(tree) == [3, 3], 5)

    def test_stands_by_while_another_one_works(
        self, tree: InMemoryTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tree.add(*facts(3))
        monkeypatch.setattr(tree, "take_over", lambda: False)
        with at_work(tree):
            assert not soon(lambda: bool(tree.checkpoints), 0.1)
            monkeypatch.setattr(tree, "take_over", lambda: True)
            assert soon(lambda: sizes(tree) == [3], 5)

    def test_outlives_an_outage(self, tree: InMemoryTree, monkeypatch: pytest.MonkeyPatch) -> None:
        tree.add(*facts(3))
        attempts: list[int] = []

        def fail_three_times() -> int:
            attempts.append(1)
            if len(attempts) <= 3:
                raise Unavailable("down")
            return 3

        monkeypatch.setattr(tree, "head", fail_three_times)
        with at_work(tree):
            assert soon(lambda: sizes(tree) == [3], 5)


class TestALogThatDoesNotContinue:
    def test_raises_an_alarm_and_is_not_signed(self, tree: InMemoryTree) -> None:
        tree.add(*facts(300))
        sign(tree)
        kept = tree.own_leaves[290]
        tree.own_leaves[290] = b"\0" * 32
        tree.add(*facts(1, after=300))
        with capture_logs() as logs, at_work(tree):
            assert soon(lambda: "notary" in tree.alarms, 5)
            assert sizes(tree) == [300]
            assert "The first 300 facts are not those that were signed" in tree.alarms["notary"]
            tree.own_leaves[290] = kept
            assert soon(lambda: sizes(tree) == [300, 301], 5)
            assert tree.alarms == {}
        told = [line for line in logs if line["event"] == "checkpoint_refused"]
        assert told
        assert told[0]["log_level"] == "error"

    def test_is_not_signed_by_who_remembers_more(self, tree: InMemoryTree) -> None:
        tree.add(*facts(10))
        with capture_logs(), at_work(tree):
            assert soon(lambda: sizes(tree) == [10], 5)
            tree.add(*facts(10, after=10))
            assert soon(lambda: sizes(tree) == [10, 20], 5)
            del tree.own_leaves[10:], tree.checkpoints[1:]
            tree.add(*facts(5, after=100))
            assert soon(lambda: "A checkpoint of 20 facts was signed" in str(tree.alarms), 5)
            assert sizes(tree) == [10]
