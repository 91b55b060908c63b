"""Looking something up now and then, that changes slowly and is asked for all the time.

One who asks looks it up, and others go on with what is there.
"""

import threading
from collections.abc import Callable
from time import monotonic
from typing import Final, Generic, TypeVar

T = TypeVar("T")

FRESH_SECONDS: Final = 30.0


class Kept(Generic[T]):
    """This keeps what was looked up for a while."""

    def __init__(self, look: Callable[[], T], seconds: float = FRESH_SECONDS) -> None:
        self._look = look
        self._seconds = seconds
        self._looking = threading.Lock()
        self._found: tuple[float, T] | None = None

    def get(self) -> T:
        """This is what was found last; who comes first, or when it is old, looks it up."""
        found = self._found
        if found is not None and monotonic() - found[0] < self._seconds:
            return found[1]
        if not self._looking.acquire(blocking=found is None):
            assert found is not None
            return found[1]
        try:
            if self._found is None or self._found is found:
                self._found = (monotonic(), self._look())
            return self._found[1]
        finally:
            self._looking.release()
