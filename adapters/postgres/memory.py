"""States of streams kept at hand, so that the next command on a stream need not read it."""

import threading
from collections import OrderedDict
from typing import Any


class Memory:
    """This remembers the states used last, a bounded number of them, for all threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._states: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, stream_id: str) -> tuple[int, Any] | None:
        """This is the version and state kept for the stream, if any."""
        with self._lock:
            found = self._states.get(stream_id)
            if found is not None:
                self._states.move_to_end(stream_id)
            return found

    def put(self, stream_id: str, version: int, state: object) -> None:
        """This keeps the state, unless a newer one is kept already."""
        with self._lock:
            found = self._states.get(stream_id)
            if found is not None and found[0] >= version:
                return
            self._states[stream_id] = (version, state)
            self._states.move_to_end(stream_id)
            if len(self._states) > self._size:
                self._states.popitem(last=False)

    def forget_all(self) -> None:
        """This drops everything that was kept."""
        with self._lock:
            self._states.clear()

    def forget(self, stream_id: str) -> None:
        """This drops what was kept, because the stream has moved on."""
        with self._lock:
            self._states.pop(stream_id, None)
