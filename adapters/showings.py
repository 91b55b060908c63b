"""What was shown, on its way into the log: gathered, and recorded many together.

A query puts down what it showed and goes on: a queue with a bound takes it, and one thread records
so many together, or as many as came within a moment. A full queue drops, and counts; nobody who
looks for a tutor waits for the log.
"""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, Full, Queue
from time import monotonic
from typing import Final
from uuid import uuid4

import structlog

from application.bus import Bus, Request
from application.showing import RECORDING, RecordShowings, Viewed
from domain.shared.errors import Unavailable
from domain.showing.terms import Shown

Noted = Shown | Viewed
Counting = Callable[[int, str], None]
RECORDED, DROPPED, LOST = "recorded", "dropped", "lost"

MOST_WAITING: Final = 5_000
TOGETHER: Final = 100
MOMENT_SECONDS: Final = 0.25
TRIES: Final = 5

log = structlog.get_logger()


class GatheredShowings:
    """This records what was shown soon, in a thread of its own that starts when there is any."""

    def __init__(
        self,
        bus: Bus,
        count: Counting,
        *,
        most_waiting: int = MOST_WAITING,
        together: int = TOGETHER,
        moment_seconds: float = MOMENT_SECONDS,
    ) -> None:
        self._bus = bus
        self._count = count
        self._queue: Queue[Noted | None] = Queue(most_waiting)
        self._together = together
        self._moment = moment_seconds
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def shown(self, shown: Shown) -> None:
        """This takes down what was shown."""
        self._put(shown)

    def viewed(self, viewed: Viewed) -> None:
        """This takes down a profile that was looked at."""
        self._put(viewed)

    def close(self) -> None:
        """This records what is waiting, and ends the thread; what comes later is dropped."""
        with self._starting:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _put(self, noted: Noted) -> None:
        if self._thread is None:
            self._start()
        if self._is_closed or not self._has_taken(noted):
            self._count(1, DROPPED)

    def _has_taken(self, noted: Noted) -> bool:
        try:
            self._queue.put_nowait(noted)
        except Full:
            return False
        return True

    def _start(self) -> None:
        with self._starting:
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._run, name="showings", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        is_last = False
        while not is_last:
            gathered, is_last = self._gather()
            if gathered:
                self._record(gathered)

    def _gather(self) -> tuple[list[Noted], bool]:
        """This waits for the first, and then a moment for more; true when no more will come."""
        first = self._queue.get()
        if first is None:
            return [], True
        gathered, ends_at = [first], monotonic() + self._moment
        while len(gathered) < self._together:
            try:
                noted = self._queue.get(timeout=max(0.0, ends_at - monotonic()))
            except Empty:
                break
            if noted is None:
                return gathered, True
            gathered.append(noted)
        return gathered, False

    def _record(self, gathered: Sequence[Noted]) -> None:
        """This records them together; refused together, because of one of them, each by itself."""
        try:
            is_recorded = self._execute(gathered)
        except Exception:
            # Told once, here at the edge; what is shown next is to be recorded all the same.
            log.exception("showings_lost", count=len(gathered))
            self._count(len(gathered), LOST)
            return
        if is_recorded:
            self._count(len(gathered), RECORDED)
        elif len(gathered) == 1:
            self._count(1, LOST)
        else:
            for noted in gathered:
                self._record([noted])

    def _execute(self, gathered: Sequence[Noted]) -> bool:
        command = RecordShowings(
            showings=tuple(each for each in gathered if isinstance(each, Shown)),
            views=tuple(each for each in gathered if isinstance(each, Viewed)),
        )
        key = str(uuid4())
        request = Request(command, RECORDING, key, key)
        for attempt in range(TRIES):
            try:
                return self._bus.execute(request).accepted
            except Unavailable:
                # Asked again with the same key, it is recorded once.
                if attempt == TRIES - 1:
                    raise
                threading.Event().wait(0.1 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")
