"""Following facts: from the log first, then from the stream, with nothing missed in between.

A follower catches up from the log in large batches, then takes what the stream brings. Three
things send it back to the log, where nothing is ever missing: the stream began anew, a message
says that another one came before it, or a look at the clock shows that facts lie in the log
which should have come by now. So a wiped broker, a lost message, a dead relay and a slow
follower all end the same way, and none of them is a case of its own.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from application.consistency import Portion
from application.delivery import Delivered, FactLog, Follower, Published, catch_up
from streams.outage import Outage
from streams.reading import Inbox, OurPortion, alone, has_work

LOOK_SECONDS = 1.0
LOOKS_UNTIL_LATE = 2
STANDBY_SECONDS = 1.0

log = structlog.get_logger()


class Stopped(Exception):
    """This is a follower told to stop while it catches up; the batch it was at is written."""


class Following:
    """This runs one follower, in a thread of its own."""

    def __init__(
        self,
        follower: Follower,
        facts: FactLog,
        inbox: Inbox,
        published: Published,
        on_batch: Callable[[], None] = lambda: None,
        portion: OurPortion = alone,
    ) -> None:
        self._follower = follower
        self._facts = facts
        self._inbox = inbox
        self._published = published
        self._on_batch = on_batch
        self._portion = portion
        self._heads: deque[int] = deque(maxlen=LOOKS_UNTIL_LATE + 1)
        self._next_look = 0.0
        self._outage = Outage(follower.name)

    def run(self, stop: threading.Event) -> None:
        """This follows until told to stop; should it fail, it begins again where it was."""
        while not stop.is_set():
            try:
                portion = self._portion()
                if has_work(portion) and self._follower.open(portion):
                    self._follow(stop, portion)
                else:
                    stop.wait(STANDBY_SECONDS)
            except Stopped:
                return
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)
            finally:
                self._follower.close()

    def _follow(self, stop: threading.Event, portion: Portion | None) -> None:
        """This follows until told to stop, or until its portion is another one."""
        self._catch_up(stop)
        log.info("follower_started", name=self._follower.name)
        self._heads.clear()
        while not stop.is_set() and self._portion() == portion:
            is_broken, delivered = self._inbox.take(LOOK_SECONDS)
            if is_broken or self._misses_something(delivered):
                self._catch_up(stop)
            elif delivered:
                self._follower.apply([one.recorded for one in delivered], {})
                self._on_batch()
            if time.monotonic() >= self._next_look:
                self._look(stop)
            self._outage.over()

    def _catch_up(self, stop: threading.Event) -> None:
        def tell(_done: int, _total: int) -> None:
            self._on_batch()
            if stop.is_set():
                raise Stopped

        catch_up(self._follower, self._facts, tell)

    def _misses_something(self, delivered: Sequence[Delivered]) -> bool:
        """This is true when a message follows one that has not come."""
        reached = dict(self._follower.checkpoints.positions)
        for one in delivered:
            if one.partition not in reached:
                continue
            if one.previous > reached[one.partition]:
                log.info("stream_gap", follower=self._follower.name, at=one.recorded.position)
                return True
            reached[one.partition] = max(reached[one.partition], one.recorded.position)
        return False

    def _look(self, stop: threading.Event) -> None:
        """This compares what has come with what lies in the log, once a second."""
        self._next_look = time.monotonic() + LOOK_SECONDS
        place = self._published.look()
        self._heads.append(place.head)
        positions = self._follower.checkpoints.positions
        behind = [at for at, had in positions.items() if had < place.partitions.get(at, 0)]
        reached = self._follower.checkpoints.low if behind else place.position
        is_late = len(self._heads) > LOOKS_UNTIL_LATE and reached < self._heads[0]
        if is_late and self._follower.checkpoints.low < self._heads[0]:
            self._catch_up(stop)
            if behind:
                self._inbox.complain()
        elif not behind:
            # Partitions nothing was written to are complete up to where the relay is.
            idle = {at: place.position for at, had in positions.items() if had < place.position}
            if idle:
                self._follower.apply([], idle)
