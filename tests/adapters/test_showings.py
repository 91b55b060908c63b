"""What was shown is on record soon: together, once, and without anybody waiting for it."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.showings import InMemoryShowings
from adapters.showings import GatheredShowings
from application.bus import Bus, Outcome, Request
from application.commands import COMMANDS
from application.ports import Ports
from application.showing import RecordShowings, Showings, Viewed
from domain.shared.errors import Unavailable
from tests.support.calendar import MONDAY
from tests.support.market import PlainSecrets
from tests.support.people import ANNA
from tests.support.showings import SHOWING_ID, shown

LONG = 30.0


class Recording:
    """This is a bus over memory that takes down what it was asked, and may fail or stand still."""

    def __init__(self) -> None:
        self.log = InMemoryEventLog()
        self.asked: list[Request] = []
        self.fails: Callable[[RecordShowings], Exception | None] = lambda _: None
        self.goes_on = threading.Event()
        self.goes_on.set()
        secrets = PlainSecrets()
        self._bus = Bus(self.log, Ports(secrets, secrets), SetClock(MONDAY), COMMANDS)

    def execute(self, request: Request) -> Outcome:
        """This executes the command, unless it is told to fail."""
        self.asked.append(request)
        self.goes_on.wait(LONG)
        command: Any = request.command
        reason = self.fails(command)
        if isinstance(reason, PermissionError):
            return Outcome({}, "PersonIsErased", "RuleBroken")
        if reason is not None:
            raise reason
        return self._bus.execute(request)

    @property
    def sizes(self) -> list[int]:
        """This is how much each command held."""
        commands: list[Any] = [each.command for each in self.asked]
        return [len(each.showings) + len(each.views) for each in commands]


@pytest.fixture
def bus() -> Recording:
    return Recording()


@pytest.fixture
def counts() -> Counter[str]:
    return Counter()


@contextmanager
def gathered(bus: Any, counts: Counter[str], **how: Any) -> Iterator[GatheredShowings]:
    def count(number: int, outcome: str) -> None:
        counts[outcome] += number

    showings = GatheredShowings(bus, count, **how)
    try:
        yield showings
    finally:
        bus.goes_on.set()
        showings.close()


@contextmanager
def at_once(bus: Any, _: Counter[str]) -> Iterator[InMemoryShowings]:
    yield InMemoryShowings(bus)


@pytest.mark.parametrize("opened", [gathered, at_once])
def test_all_of_it_is_on_record_in_its_order(
    opened: Callable[..., Any], bus: Recording, counts: Counter[str]
) -> None:
    with opened(bus, counts) as showings:
        port: Showings = showings
        for number in range(3):
            port.shown(shown(showing_id=f"s{number}"))
        port.shown(shown())
        port.viewed(Viewed(SHOWING_ID, ANNA, None, MONDAY))
    streams = [each.stream_id for each in bus.log.facts]
    assert streams == [*(f"showing-s{n}" for n in range(3)), *[f"showing-{SHOWING_ID}"] * 2]


class TestGathering:
    def test_records_together_what_comes_together(
        self, bus: Recording, counts: Counter[str]
    ) -> None:
        with gathered(bus, counts, together=4, moment_seconds=LONG) as showings:
            for number in range(9):
                showings.shown(shown(showing_id=f"s{number}"))
        assert bus.sizes == [4, 4, 1]
        assert counts == {"recorded": 9}

    def test_waits_a_moment_and_no_longer(self, bus: Recording, counts: Counter[str]) -> None:
        with gathered(bus, counts, moment_seconds=0.01) as showings:
            showings.shown(shown())
            ends_at = monotonic() + LONG
            while not counts and monotonic() < ends_at:
                threading.Event().wait(0.005)
            assert counts == {"recorded": 1}, "before it is closed"

    def test_keeps_nobody_waiting_and_counts_what_it_drops(
        self, bus: Recording, counts: Counter[str]
    ) -> None:
        bus.goes_on.clear()
        with gathered(bus, counts, together=1, most_waiting=3) as showings:
            showings.shown(shown())
            while not bus.asked:
                threading.Event().wait(0.001)
            for number in range(10):
                showings.shown(shown(showing_id=f"s{number}"))
            assert counts == {"dropped": 7}
        assert counts == {"dropped": 7, "recorded": 4}

    def test_drops_what_comes_after_its_end(self, bus: Recording, counts: Counter[str]) -> None:
        with gathered(bus, counts) as showings:
            pass
        showings.shown(shown())
        assert counts == {"dropped": 1}


class TestFailing:
    def test_of_one_loses_one(self, bus: Recording, counts: Counter[str]) -> None:
        erased = "s1"
        bus.fails = lambda command: (
            PermissionError() if erased in [each.showing_id for each in command.showings] else None
        )
        with gathered(bus, counts, together=3, moment_seconds=LONG) as showings:
            for number in range(3):
                showings.shown(shown(showing_id=f"s{number}"))
        assert counts == {"recorded": 2, "lost": 1}
        assert len(bus.log.facts) == 2

    def test_is_tried_again_under_the_same_name(self, bus: Recording, counts: Counter[str]) -> None:
        failures = iter([Unavailable("away")])
        bus.fails = lambda _: next(failures, None)
        with gathered(bus, counts) as showings:
            showings.shown(shown())
        assert counts == {"recorded": 1}
        assert len({each.key for each in bus.asked}) == 1

    def test_for_no_known_reason_stops_nothing_that_comes_later(
        self, bus: Recording, counts: Counter[str]
    ) -> None:
        failures = iter([ZeroDivisionError()])
        bus.fails = lambda _: next(failures, None)
        with gathered(bus, counts, together=1) as showings:
            showings.shown(shown(showing_id="s0"))
            showings.shown(shown(showing_id="s1"))
        assert counts == {"recorded": 1, "lost": 1}
