"""The digester: publishes what the read models are, rests, stands by and outlives outages."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.digests import InMemoryDigests
from domain.proof.digests import ProjectionDigest
from domain.shared.errors import Unavailable
from streams import digesting
from streams.digesting import Digester
from tests.support.calendar import MONDAY, minutes
from tests.support.processes import soon
from tests.support.tree import ORIGIN, facts, key, sign

EVERY = 600.0
Take = Callable[[], Sequence[ProjectionDigest]]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digesting, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(digesting, "REST_SHARE", 0)
    monkeypatch.setattr(digesting, "STANDBY_SECONDS", 0.001)
    monkeypatch.setattr(digesting, "SIGNED_LOOK_SECONDS", 0.001)
    monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)


@pytest.fixture
def desk() -> InMemoryDigests:
    made = InMemoryDigests()
    made.add(*facts(10))
    sign(made)
    return made


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY)


def standing(desk: InMemoryDigests) -> Take:
    """This is a read model that has everything."""
    return lambda: [ProjectionDigest("calendar", 1, desk.head(), 0, "a" * 64)]


@contextmanager
def at_work(desk: InMemoryDigests, clock: SetClock, take: Take | None = None) -> Iterator[None]:
    """This lets the digester work in a thread of its own until the block ends."""

    @contextmanager
    def opened() -> Iterator[InMemoryDigests]:
        yield desk

    stop = threading.Event()
    made = Digester(opened, take or standing(desk), ORIGIN, [key()], clock, EVERY)
    thread = threading.Thread(target=made.run, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def positions(desk: InMemoryDigests) -> list[int]:
    return [one.position for one in desk.signed_digests]


class TestTheDigester:
    def test_publishes_every_so_often_while_the_log_grows(
        self, desk: InMemoryDigests, clock: SetClock
    ) -> None:
        with at_work(desk, clock):
            assert soon(lambda: positions(desk) == [10], 5)
            desk.add(*facts(5, after=10))
            sign(desk)
            assert not soon(lambda: len(positions(desk)) > 1, 0.1)
            clock.set(MONDAY + minutes(10))
            assert soon(lambda: positions(desk) == [10, 15], 5)
            clock.set(MONDAY + minutes(99))
            assert not soon(lambda: len(positions(desk)) > 2, 0.1)

    def test_waits_for_the_checkpoint(self, desk: InMemoryDigests, clock: SetClock) -> None:
        desk.add(*facts(5, after=10))
        with at_work(desk, clock):
            assert not soon(lambda: bool(positions(desk)), 0.1)
            sign(desk)
            assert soon(lambda: positions(desk) == [15], 5)

    def test_takes_them_anew_when_no_checkpoint_comes(
        self, desk: InMemoryDigests, clock: SetClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(digesting, "SIGNED_PATIENCE_SECONDS", 0.01)
        desk.add(*facts(5, after=10))
        taken: list[int] = []

        def take() -> Sequence[ProjectionDigest]:
            taken.append(desk.head())
            return standing(desk)()

        with at_work(desk, clock, take):
            assert soon(lambda: len(taken) > 2, 5)
        assert positions(desk) == []

    def test_publishes_nothing_where_nothing_is_built(
        self, desk: InMemoryDigests, clock: SetClock
    ) -> None:
        with at_work(desk, clock, list):
            assert not soon(lambda: bool(positions(desk)), 0.1)

    def test_stands_by_while_another_one_works(
        self, desk: InMemoryDigests, clock: SetClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(desk, "take_over", lambda: False)
        with at_work(desk, clock):
            assert not soon(lambda: bool(positions(desk)), 0.1)

    def test_outlives_an_outage(self, desk: InMemoryDigests, clock: SetClock) -> None:
        attempts: list[int] = []

        def take() -> Sequence[ProjectionDigest]:
            attempts.append(1)
            if len(attempts) <= 3:
                raise Unavailable("down")
            return standing(desk)()

        with at_work(desk, clock, take):
            assert soon(lambda: positions(desk) == [10], 5)

    def test_rests_longer_the_more_there_is_to_digest(
        self, desk: InMemoryDigests, clock: SetClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(digesting, "REST_SHARE", 1_000_000)
        with at_work(desk, clock):
            assert soon(lambda: positions(desk) == [10], 5)
            desk.add(*facts(5, after=10))
            sign(desk)
            clock.set(MONDAY + minutes(10))
            assert not soon(lambda: len(positions(desk)) > 1, 0.2)
