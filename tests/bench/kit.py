"""What every measurement is made of: a stage to stand on, and figures held against their aims."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.progress import Progress

from adapters.embedded.servers import EmbeddedServers
from tests.support.databases import fresh_database

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """This is one number measured, and what design.md asks of it, if it does.

    `aim` is the least of what should be large, and the most of what should be small.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    better: Literal["high", "low"] = "low"

    @property
    def is_met(self) -> bool | None:
        """This tells whether the aim is met; nothing where there is none."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.better == "high" else self.value <= self.aim


@dataclass(frozen=True, slots=True)
class Stage:
    """This is where a measurement stands: servers of its own, and a bar that shows progress.

    `size` picks between the whole measurement and a quick one, which only shows that it runs.
    """

    servers: EmbeddedServers
    folder: Path
    progress: Progress
    is_quick: bool

    def size(self, whole: int, quick: int) -> int:
        """This is how many of something to take."""
        return quick if self.is_quick else whole

    def database(self) -> AbstractContextManager[str]:
        """This is the address of an empty database, dropped when the block ends."""
        return fresh_database(str(self.servers.settings.database_owner_url))

    @contextmanager
    def step(self, words: str, total: int) -> Iterator[Advance]:
        """This shows one step of the work while it lasts; what it yields moves the bar."""
        task = self.progress.add_task(words, total=total)
        try:
            yield lambda count: self.progress.advance(task, count)
        finally:
            self.progress.remove_task(task)


@dataclass(frozen=True, slots=True)
class Bench:
    """This is one measurement: its name, and what it measures, in one sentence."""

    name: str
    claim: str
    run: Callable[[Stage], Sequence[Figure]]


def milliseconds(deed: Callable[[], object]) -> float:
    """This is how long the deed took."""
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1_000


def percentile(values: Sequence[float], share: float) -> float:
    """This is the value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    """This is the value in the middle."""
    return statistics.median(values)
