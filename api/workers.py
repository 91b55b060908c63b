"""Threads in which commands and queries run, so that the event loop never waits for a database."""

import threading
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from application.bus import Bus, Outcome, Request, Underway

R = TypeVar("R")
WORKING_AT_ONCE: Final = 80
WAITING_AT_ONCE: Final = 40
DECIDING_AT_ONCE: Final = 4


class Workers:
    """This is three pools: whoever only waits for a read model keeps nobody from working.

    The third decides commands. Until a command's facts are durable nobody waits for them but the
    event loop, so a few threads do for however many commands.
    """

    def __init__(self) -> None:
        self._open()

    async def work(self, function: Callable[..., R], *given: Any) -> R:
        """This is what the function gives, run in a thread."""
        return await get_running_loop().run_in_executor(self._working, function, *given)

    async def wait(self, function: Callable[..., R], *given: Any) -> R:
        """This is the same for a function that mostly waits."""
        return await get_running_loop().run_in_executor(self._waiting, function, *given)

    async def execute(self, bus: Bus, request: Request) -> Outcome:
        """This is what became of a command; no thread waits while it is made durable."""
        loop = get_running_loop()
        told: Future[Underway] = loop.create_future()
        self._deciding.put(partial(_begin, bus, request, loop, told))
        underway = await told
        if underway.is_settled:
            return underway.outcome()
        return await self.work(underway.outcome)

    def close(self) -> None:
        """This lets what runs end, and ends the threads; whoever comes later gets others."""
        deciding, working, waiting = self._deciding, self._working, self._waiting
        self._open()
        deciding.close()
        working.shutdown()
        waiting.shutdown()

    def _open(self) -> None:
        self._deciding = _Deciding()
        self._working = ThreadPoolExecutor(WORKING_AT_ONCE, "working")
        self._waiting = ThreadPoolExecutor(WAITING_AT_ONCE, "waiting")


class _Deciding:
    """This runs what it is given in threads of its own, and gives nothing back.

    An executor would make a future for each job, and wake the event loop for it.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def put(self, job: Callable[[], None]) -> None:
        """This has the job done soon. Called by the event loop alone."""
        if len(self._threads) < DECIDING_AT_ONCE:
            self._threads.append(threading.Thread(target=self._run, name="deciding", daemon=True))
            self._threads[-1].start()
        self._jobs.put(job)

    def close(self) -> None:
        """This lets what was put in be done, and ends the threads."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _begin(bus: Bus, request: Request, loop: AbstractEventLoop, told: "Future[Underway]") -> None:
    try:
        bus.begin(request, partial(_call, loop, _tell, told))
    except Exception as reason:  # noqa: BLE001 - whoever awaits it deals with it
        _call(loop, _fail, told, reason)


def _call(loop: AbstractEventLoop, function: Callable[..., None], *given: Any) -> None:
    """This has the loop call the function, unless there is no loop any more, and nobody awaits."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *given)


def _tell(told: "Future[Underway]", underway: Underway) -> None:
    if not told.done():
        told.set_result(underway)


def _fail(told: "Future[Underway]", reason: Exception) -> None:
    if not told.done():
        told.set_exception(reason)
