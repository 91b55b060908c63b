"""Threads in which commands and queries run, so that the event loop never waits for a database."""

from asyncio import get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

R = TypeVar("R")
WORKING_AT_ONCE: Final = 80
WAITING_AT_ONCE: Final = 40


class Workers:
    """This is two pools: whoever only waits for a read model keeps nobody from working."""

    def __init__(self) -> None:
        self._working, self._waiting = _pools()

    async def work(self, function: Callable[..., R], *given: Any) -> R:
        """This is what the function gives, run in a thread."""
        return await get_running_loop().run_in_executor(self._working, function, *given)

    async def wait(self, function: Callable[..., R], *given: Any) -> R:
        """This is the same for a function that mostly waits."""
        return await get_running_loop().run_in_executor(self._waiting, function, *given)

    def close(self) -> None:
        """This lets what runs end, and ends the threads; whoever comes later gets others."""
        ended = self._working, self._waiting
        self._working, self._waiting = _pools()
        for pool in ended:
            pool.shutdown()


def _pools() -> tuple[ThreadPoolExecutor, ThreadPoolExecutor]:
    return (
        ThreadPoolExecutor(WORKING_AT_ONCE, "working"),
        ThreadPoolExecutor(WAITING_AT_ONCE, "waiting"),
    )
