"""One reader of the stream for all followers in this process.

Each follower has an inbox of its own, so a slow one holds up nobody: its inbox overflows, is
emptied, and it catches up from the log, which is faster than the stream anyway. One
subscription instead of one per follower costs the broker and us a seventh of the work.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from application.consistency import Portion
from application.delivery import Delivered, FactStream
from streams.outage import Outage

POLL_SECONDS = 0.5
STANDBY_SECONDS = 1.0
ROOM = 50_000

OurPortion = Callable[[], Portion | None]
"""This is which portion of the partitions is this process's now; none at all: it works alone."""


def alone() -> Portion | None:
    """This is the portion of who works alone, or stands by until it does."""
    return None


def has_work(portion: Portion | None) -> bool:
    """This is false while others have taken every partition."""
    return portion is None or bool(portion.numbers)


Subscribe = Callable[[frozenset[str], Portion | None], FactStream]
"""This opens the stream of some contexts, of a portion of its partitions or of all."""


class Inbox:
    """This is what the stream has brought for one follower; for two threads."""

    def __init__(self, contexts: frozenset[str], room: int = ROOM) -> None:
        self.contexts = contexts
        self._room = room
        self._waiting: deque[Delivered] = deque()
        self._is_broken = False
        self._is_deaf = False
        self._changed = threading.Condition()

    def put(self, delivered: Sequence[Delivered]) -> None:
        """This leaves facts for the follower; too many at once break the line."""
        wanted = [one for one in delivered if one.partition.context in self.contexts]
        if not wanted:
            return
        with self._changed:
            self._waiting.extend(wanted)
            if len(self._waiting) > self._room:
                self._break()
            self._changed.notify()

    def restart(self) -> None:
        """This tells the follower that facts may have gone by, up to now."""
        with self._changed:
            self._break()
            self._is_deaf = False
            self._changed.notify()

    def take(self, seconds: float) -> tuple[bool, list[Delivered]]:
        """This is whether the line was broken, and all that has come since.

        It waits at most so many seconds for either.
        """
        with self._changed:
            if not self._waiting and not self._is_broken:
                self._changed.wait(seconds)
            was_broken, self._is_broken = self._is_broken, False
            taken = list(self._waiting)
            self._waiting.clear()
            return was_broken, taken

    def complain(self) -> None:
        """This tells the reader that facts were published and never came."""
        with self._changed:
            self._is_deaf = True

    @property
    def is_deaf(self) -> bool:
        """This is true when the follower has complained since the last restart."""
        return self._is_deaf

    def _break(self) -> None:
        self._waiting.clear()
        self._is_broken = True


class Reading:
    """This reads the stream into the inboxes until it is told to stop."""

    def __init__(
        self, subscribe: Subscribe, inboxes: Iterable[Inbox], portion: OurPortion = alone
    ) -> None:
        self._subscribe = subscribe
        self._portion = portion
        self._inboxes = list(inboxes)
        self._contexts = frozenset(context for inbox in self._inboxes for context in inbox.contexts)
        self._outage = Outage("reading")

    def run(self, stop: threading.Event) -> None:
        """This subscribes anew whenever the broker was away, somebody complained, or work moved."""
        while not stop.is_set():
            try:
                portion = self._portion()
                if not has_work(portion):
                    stop.wait(STANDBY_SECONDS)
                    continue
                stream = self._subscribe(self._contexts, portion)
                try:
                    self._read(stream, portion, stop)
                finally:
                    stream.close()
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)

    def _read(self, stream: FactStream, portion: Portion | None, stop: threading.Event) -> None:
        # Only now, with the subscription standing, followers read the log: what was published
        # before is there, what is published from here on comes through the stream.
        for inbox in self._inboxes:
            inbox.restart()
        while (
            not stop.is_set()
            and self._portion() == portion
            and not any(inbox.is_deaf for inbox in self._inboxes)
        ):
            delivered = stream.poll(POLL_SECONDS)
            self._outage.over()
            for inbox in self._inboxes:
                inbox.put(delivered)
