"""Keeping alive: what ends unasked is started again, a little later each time it fails."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self

from adapters.embedded.child import Child, Parent
from adapters.embedded.servers import Running
from adapters.settings import CannotStart, Say

LOOK_SECONDS = 0.1
BACK_OFF_SECONDS = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
CALM_SECONDS = 60.0
JOIN_SECONDS = 3.0


@dataclass(slots=True)
class Kept:
    """This is one process to keep alive, and how often it failed lately."""

    name: str
    child: Callable[[], Child]
    start: Callable[[], None]
    failures: int = 0
    due: float | None = None
    running_since: float = field(default_factory=time.monotonic)

    @classmethod
    def server(cls, one: Running) -> Self:
        """This keeps an embedded server."""
        return cls(one.name, lambda: one.child, one.start)

    @classmethod
    def worker(cls, child: Child, parent: Parent) -> Self:
        """This keeps a worker."""
        return cls(child.name, lambda: child, partial(child.start, parent))

    def look(self, now: float, say: Say) -> None:
        """This sees whether it runs, and starts it when it is due again."""
        if self.child().is_running():
            self.child().bound_log()
            self.due = None
            if now - self.running_since > CALM_SECONDS:
                self.failures = 0
        elif self.due is None:
            self._postpone(now, f"{self.name} ended ({_ending(self.child())})", say)
        elif now >= self.due:
            self._start(now, say)

    def _start(self, now: float, say: Say) -> None:
        try:
            self.start()
        except CannotStart as failure:
            self._postpone(now, str(failure).rstrip("."), say)
        else:
            self.due, self.running_since = None, now

    def _postpone(self, now: float, why: str, say: Say) -> None:
        delay = BACK_OFF_SECONDS[min(self.failures, len(BACK_OFF_SECONDS) - 1)]
        self.failures += 1
        self.due = now + delay
        say(f"{why}; starting it again in {delay:g} s (see {self.child().log}).")


class Keeper:
    """This looks after processes, in a thread of its own, until its block ends."""

    def __init__(self, kept: Sequence[Kept], say: Say) -> None:
        self._kept = kept
        self._say = say
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="keeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: object, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(JOIN_SECONDS)

    def _look_after(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            for one in self._kept:
                if not self._over.is_set():
                    one.look(time.monotonic(), self._say)


def _ending(child: Child) -> str:
    code = child.exit_code or 0
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
