"""Who waits for whom inside this process: one key is worked on once, and losers stand in line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary

Key = tuple[str, str]


class Claim:
    """This is a key being worked on: as long as somebody holds it, and not longer."""

    __slots__ = ("__weakref__",)


class Turns:
    """This tells commands in progress from one another, for all threads.

    A claim that nobody holds any more is over by itself: whoever is waited for may vanish.
    """

    def __init__(self) -> None:
        self._claims: WeakValueDictionary[Key, Claim] = WeakValueDictionary()
        self._queues: WeakValueDictionary[str, _Queue] = WeakValueDictionary()
        self._lock = threading.Lock()

    def claim(self, key: Key) -> Claim | None:
        """This is the claim to work on the key; none while another has it."""
        claim = Claim()
        with self._lock:
            return claim if self._claims.setdefault(key, claim) is claim else None

    def give_back(self, key: Key) -> None:
        """This lets the key be worked on again; only who has the claim may say so."""
        with self._lock:
            self._claims.pop(key, None)

    @contextmanager
    def queue(self, stream_id: str) -> Iterator[None]:
        """This lets the commands that lost a race for a stream try again one after another."""
        with self._lock:
            queue = self._queues.setdefault(stream_id, _Queue())
        with queue.turn:
            yield


class _Queue:
    """This is the line before one contended stream."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
