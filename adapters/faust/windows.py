"""The Faust app that counts in windows: its two agents, their tables, and the looks at the log."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from adapters.faust.counting import Counting
from adapters.faust.feed import WindowsFeed
from adapters.faust.watching import Watching
from adapters.kafka.telling import KafkaTelling
from adapters.postgres.relay_state import PostgresPublished
from domain.shared.errors import Unavailable

WAITING_SECONDS = 0.1
LOOK_SECONDS = 1.0
TIDY_SECONDS = 60.0


class FaustWindows:
    """This counts until it is told to stop, has failed, or the broker is another than before."""

    def __init__(
        self,
        feed: WindowsFeed,
        folder: str,
        published: PostgresPublished,
        telling: KafkaTelling,
    ) -> None:
        place = published.look()
        self._published = published
        self._marker, self._before = place.marker, place.partitions
        self._app: Any = feed.app(self._marker, folder)
        self._watching = Watching(self._app, feed, telling)
        self._counting = Counting(self._app, feed, telling, self._watching.hits)
        self._app.timer(WAITING_SECONDS)(self._work_off)
        self._app.timer(LOOK_SECONDS)(self._look)
        self._app.timer(TIDY_SECONDS)(self._tidy)

    async def run(self, stop: Callable[[], bool]) -> None:
        """This counts until told to stop.

        Raises:
            Unavailable: the broker was emptied, or PostgreSQL or the broker does not answer.
        """
        await self._app.start()
        while not stop() and not self._app.should_stop:
            await self._app.sleep(WAITING_SECONDS)
        if self._app.crash_reason is not None:
            raise self._app.crash_reason

    async def close(self) -> None:
        """This gives the partitions up, so that others go on with them at once."""
        await self._app.stop()

    async def _work_off(self) -> None:
        await self._counting.batches.work_off()
        await self._watching.batches.work_off()

    async def _tidy(self) -> None:
        await self._counting.batches.in_turn(self._counting.tidy)
        await self._watching.batches.in_turn(self._watching.tidy)

    async def _look(self) -> None:
        """This reads from the log what was published a look ago and has not come."""
        place = await asyncio.to_thread(self._published.look)
        if place.marker != self._marker:
            raise Unavailable("the broker was emptied, or is another one")
        before, self._before = self._before, place.partitions
        await self._counting.batches.in_turn(lambda: self._counting.catch_up(before))


@contextmanager
def counting_windows(feed: WindowsFeed, folder: str) -> Iterator[FaustWindows]:
    """This counts in windows; what Faust wants to write goes into the folder.

    Raises:
        Unavailable: PostgreSQL or the broker does not answer, or there are no topics yet.
    """
    with closing(feed.published()) as published, closing(feed.telling()) as telling:
        yield FaustWindows(feed, folder, published, telling)
