"""Keys roll by themselves, and an outage only delays it."""

import threading
from datetime import datetime
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.postgres.rewrapping import Rolled
from domain.shared.errors import Unavailable
from streams import custody
from tests.support.calendar import MONDAY


class Rolling:
    """This counts how often it is asked, fails the first time, and stops the watch at last."""

    def __init__(self, stop: threading.Event, times: int) -> None:
        self.asked: list[datetime] = []
        self._stop = stop
        self._times = times

    def roll(self, now: datetime) -> Rolled:
        self.asked.append(now)
        if len(self.asked) == self._times:
            self._stop.set()
        if len(self.asked) == 1:
            raise Unavailable("the vault does not answer")
        return Rolled(2, 3, (1,))


def test_keys_are_rolled_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody, "LOOK_SECONDS", 0.0)
    stop = threading.Event()
    rolling = Rolling(stop, times=4)

    class Container:
        clock = SetClock(MONDAY)
        key_rolling = rolling

    container: Any = Container()
    custody.keep(container, stop)
    assert rolling.asked == [MONDAY] * 4
