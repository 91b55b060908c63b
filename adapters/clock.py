"""The time of the machine."""

import threading
from datetime import UTC, datetime


class SystemClock:
    """This shows the machine's time, and never goes back within a process.

    A machine whose clock is set back would otherwise let a deadline be listed as due and then
    be decided on as if it were not.
    """

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """This is the present instant, in UTC."""
        with self._lock:
            self._latest = max(self._latest, datetime.now(UTC))
            return self._latest
