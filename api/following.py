"""Following the log over HTTP: how many do, what they are told, and when they are told to go."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import orjson

from api import errors
from api.container import Container
from application.live import LiveFacts
from domain.shared.public import PublicFact

MOST: Final = 1_000


def frame(fact: PublicFact) -> bytes:
    """This is a fact as a server-sent event, whose id is its position (WHATWG HTML, 9.2)."""
    data = orjson.dumps(fact, option=orjson.OPT_UTC_Z)
    return b"id: %d\ndata: %b\n\n" % (fact.position, data)


class Following:
    """This is everybody who follows the log on one event loop; the first one has it read.

    Attributes:
        is_over: nobody is told anything more, because the server is stopping.
        bell: what rings once, when there is more. Taken before looking, it rings for all that
            comes behind what was seen.
    """

    def __init__(self) -> None:
        self.is_over = False
        self._live: LiveFacts[bytes] | None = None
        self._count = 0
        self.bell = asyncio.Event()

    @contextmanager
    def place(self) -> Iterator[None]:
        """This is room for one who follows.

        Raises:
            TooManyFollow: there is none left.
        """
        if self._count >= MOST:
            raise errors.TooManyFollow
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    def live(self, container: Container) -> LiveFacts[bytes]:
        """This is what is newest in the log."""
        if self._live is None:
            loop = asyncio.get_running_loop()

            def tell() -> None:
                # There may be no loop any more, and so nobody to be told.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(self._ring)

            self._live = LiveFacts(container.closed_facts, container.growth, frame, tell)
            self._live.start()
        return self._live

    async def rung(self, bell: asyncio.Event, seconds: float) -> bool:
        """This tells whether there was more since the bell was taken; it waits so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await bell.wait()
        return False

    def end(self) -> None:
        """This sends everybody away, who then come back somewhere else, or later."""
        self.is_over = True
        self._ring()

    def close(self) -> None:
        """This ends reading the log; whoever comes later has it read again."""
        if self._live is not None:
            self._live.close()
        self._live, self.is_over = None, False

    def _ring(self) -> None:
        rung, self.bell = self.bell, asyncio.Event()
        rung.set()
