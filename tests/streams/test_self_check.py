"""The self-check: goes round the log for ever, and tells what was changed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from adapters.memory.clock import SetClock
from adapters.memory.tree import InMemoryTree
from domain.proof.note import NoteVerifier
from domain.shared.errors import Unavailable
from streams import rounds
from streams.self_check import SelfCheck
from tests.support.calendar import MONDAY
from tests.support.processes import soon
from tests.support.tree import facts, sign, verifier


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SLICE", 90)
    monkeypatch.setattr(rounds, "REST_SHARE", 0)
    monkeypatch.setattr(rounds, "BETWEEN_ROUNDS_SECONDS", 0.001)
    monkeypatch.setattr(rounds, "STANDBY_SECONDS", 0.001)
    monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def tree() -> InMemoryTree:
    made = InMemoryTree()
    made.add(*facts(400))
    sign(made)
    made.add(*facts(50, after=400))
    return made


def keys(_origin: str) -> list[NoteVerifier]:
    return [verifier()]


@contextmanager
def at_work(tree: InMemoryTree) -> Iterator[None]:
    """This lets the self-check work in a thread of its own until the block ends."""

    @contextmanager
    def place() -> Iterator[InMemoryTree]:
        yield tree

    stop = threading.Event()
    thread = threading.Thread(target=SelfCheck(place, keys, SetClock(MONDAY)).run, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class TestTheSelfCheck:
    def test_goes_round_and_round(self, tree: InMemoryTree) -> None:
        with at_work(tree):
            assert soon(lambda: tree.completed > 2, 5)
            assert tree.checked <= 400
            assert tree.alarms == {}
            tree.add(*facts(100, after=450))
            sign(tree)
            assert soon(lambda: tree.checked == 550, 5)

    def test_raises_an_alarm_until_a_whole_round_finds_nothing(self, tree: InMemoryTree) -> None:
        kept = tree.facts[6]
        tree.facts[6] = kept._replace(actor="person:eve")
        with capture_logs() as logs, at_work(tree):
            assert soon(lambda: "position 7" in tree.alarms.get("self-check", ""), 5)
            assert tree.completed == 0
            tree.facts[6] = kept
            assert soon(lambda: tree.completed > 0, 5)
            assert soon(lambda: tree.alarms == {}, 5)
        told = [line for line in logs if line["event"] == "history_differs"]
        assert told[0]["log_level"] == "error"
        assert "position 7" in told[0]["reason"]

    def test_leaves_the_alarms_of_others_alone(self, tree: InMemoryTree) -> None:
        tree.raise_alarm("notary", "something")
        with at_work(tree):
            assert soon(lambda: tree.completed > 0, 5)
        assert tree.alarms == {"notary": "something"}

    def test_stands_by_while_another_one_works(
        self, tree: InMemoryTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tree, "take_over", lambda: False)
        with at_work(tree):
            assert not soon(lambda: tree.checked > 0, 0.1)

    def test_outlives_an_outage(self, tree: InMemoryTree, monkeypatch: pytest.MonkeyPatch) -> None:
        attempts: list[int] = []

        def fail_three_times() -> int:
            attempts.append(1)
            if len(attempts) <= 3:
                raise Unavailable("down")
            return 450

        monkeypatch.setattr(tree, "head", fail_three_times)
        with at_work(tree):
            assert soon(lambda: tree.completed > 0, 5)
        assert tree.alarms == {}
