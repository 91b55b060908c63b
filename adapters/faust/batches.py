"""Faust's events in batches: worked on together, acknowledged together, and only when all is done.

Faust's own `take` acknowledges also what it breaks off at. Here whatever was not done is never
acknowledged; events from before a rebalance are left, since they come again to whoever has their
partition now.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import faust

MOST_AT_ONCE = 2_000
SAFE_SECONDS = 30.0


async def all_safe(going: Iterable[Any]) -> None:
    """This returns when the broker has everything that is on its way.

    Raises:
        TimeoutError: it does not take it.
    """
    async with asyncio.timeout(SAFE_SECONDS):
        await asyncio.gather(*going)


class Moved(Exception):
    """This is a rebalance in the middle of a batch: it is somebody else's now, or comes again."""


class Batches:
    """This collects the events of one agent until they are worked on."""

    def __init__(self, app: faust.App, work: Callable[[Sequence[Any]], Awaitable[None]]) -> None:
        self._app: Any = app
        self._work = work
        self._waiting: list[Any] = []
        self._turn = asyncio.Lock()
        self._generation = 0

    async def follow(self, stream: Any) -> None:
        """This takes the events of a stream."""
        async for event in stream.noack().events():
            self._waiting.append(event)
            if len(self._waiting) >= MOST_AT_ONCE:
                await self.work_off()

    async def work_off(self) -> None:
        """This works on what is waiting."""
        await self.in_turn(self._work_off)

    async def in_turn(self, work: Callable[[], Awaitable[None]]) -> None:
        """This does something when nothing else is done, unless partitions are on the move."""
        async with self._turn:
            if self._app.rebalancing:
                return
            self._generation = self._app.consumer_generation_id
            try:
                await work()
            except Moved:
                return

    def check_ours(self) -> None:
        """This returns when nothing was moved since the batch began.

        Raises:
            Moved: something was.
        """
        if self._app.rebalancing or self._app.consumer_generation_id != self._generation:
            raise Moved

    async def _work_off(self) -> None:
        waiting, self._waiting = self._waiting, []
        ours = [one for one in waiting if one.message.generation_id == self._generation]
        if ours:
            await self._work(ours)
            for event in ours:
                event.ack()
