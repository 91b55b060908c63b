"""How fast places in the log move, from looking at them now and then."""

import threading
from collections import deque
from collections.abc import Mapping

WINDOW_SECONDS = 60.0
APART_SECONDS = 1.0


class Pace:
    """This remembers where everybody stood a minute ago; for many threads.

    Who looks less often than once a minute sees the pace since they last looked.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[float, Mapping[str, int]]] = deque()
        self._lock = threading.Lock()

    def note(self, at: float, positions: Mapping[str, int]) -> dict[str, float]:
        """This is how many positions a second each has moved; 0 for one not seen before."""
        with self._lock:
            while len(self._seen) > 1 and self._seen[1][0] <= at - WINDOW_SECONDS:
                self._seen.popleft()
            since, before = self._seen[0] if self._seen else (at, positions)
            if not self._seen or at - self._seen[-1][0] >= APART_SECONDS:
                self._seen.append((at, dict(positions)))
        seconds = at - since
        return {
            name: max(0, position - before.get(name, position)) / seconds if seconds > 0 else 0.0
            for name, position in positions.items()
        }
