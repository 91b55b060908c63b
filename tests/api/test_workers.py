"""Commands in threads: decided one after another, waited for by nobody, held up by nobody."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from adapters.memory.event_log import InMemoryEventLog
from api.workers import Workers
from application.bus import Outcome, Request, Underway
from domain.shared.errors import Unavailable
from tests.application.test_bus import BEN_GRANTS, BEN_WITHDRAWS, MovingLog, bus_over
from tests.support.processes import soon

MANY = 200
SECONDS = 10.0
Tell = Callable[[Underway], None]


class Silent:
    """This bus decides at once, and tells nobody until it is asked to."""

    def __init__(self) -> None:
        self.told: list[Tell] = []
        self.threads: set[threading.Thread] = set()

    def begin(self, _request: Request, tell: Tell) -> None:
        self.told.append(tell)
        self.threads.add(threading.current_thread())

    def speak(self) -> None:
        for number, tell in enumerate(self.told):
            tell(Underway(partial(Outcome, {"number": number}), True))


class HeldUp:
    """This bus is held up by the first command until it is let go."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self._is_first = True

    def begin(self, _request: Request, tell: Tell) -> None:
        if self._is_first:
            self._is_first = False
            self.may_go_on.wait(SECONDS)
        tell(Underway(partial(Outcome, {}), True))


def run(deed: Callable[[Workers], Coroutine[Any, Any, Any]]) -> Any:
    """This lets the deed have workers of its own, in an event loop of its own."""
    workers = Workers()
    try:
        return asyncio.run(asyncio.wait_for(deed(workers), SECONDS))
    finally:
        workers.close()


class TestACommand:
    def test_is_answered(self) -> None:
        log = InMemoryEventLog()
        outcome = run(lambda workers: workers.execute(bus_over(log), BEN_GRANTS))
        assert outcome.accepted
        assert log.head() == 1

    def test_is_answered_with_a_no(self) -> None:
        bus = bus_over(InMemoryEventLog())
        outcome = run(lambda workers: workers.execute(bus, BEN_WITHDRAWS))
        assert outcome.refusal == "NothingToWithdraw"

    def test_that_was_overtaken_is_decided_again(self) -> None:
        bus = bus_over(MovingLog(times=3))
        assert run(lambda workers: workers.execute(bus, BEN_GRANTS)).accepted

    def test_fails_where_the_log_does(self) -> None:
        class Broken(InMemoryEventLog):
            def load(self, *_given: Any, **_named: Any) -> Any:
                raise Unavailable

        bus = bus_over(Broken())
        with pytest.raises(Unavailable):
            run(lambda workers: workers.execute(bus, BEN_GRANTS))

    def test_is_done_when_the_workers_stop(self) -> None:
        bus: Any = Silent()
        workers = Workers()

        async def ask() -> None:
            asked = asyncio.ensure_future(workers.execute(bus, BEN_GRANTS))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            workers.close()
            asked.cancel()

        asyncio.run(ask())
        assert len(bus.told) == 1


class TestManyCommands:
    def test_wait_for_the_log_without_a_thread(self) -> None:
        bus: Any = Silent()

        async def ask(workers: Workers) -> list[Outcome]:
            asked = [asyncio.ensure_future(workers.execute(bus, BEN_GRANTS)) for _ in range(MANY)]
            await workers.wait(soon, lambda: len(bus.told) == MANY)
            bus.speak()
            return await asyncio.gather(*asked)

        outcomes = run(ask)
        assert sorted(one.answer["number"] for one in outcomes) == list(range(MANY))
        assert len(bus.threads) < MANY / 10

    def test_are_not_held_up_by_one(self) -> None:
        bus: Any = HeldUp()

        async def ask(workers: Workers) -> bool:
            first, *others = (
                asyncio.ensure_future(workers.execute(bus, BEN_GRANTS)) for _ in range(MANY)
            )
            await asyncio.gather(*others)
            was_held_up = not first.done()
            bus.may_go_on.set()
            await first
            return was_held_up

        assert run(ask)
