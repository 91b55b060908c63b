"""Threads in which commands and queries run, so that the event loop never waits for a database."""

import threading
from asyncio import AbstractEventLoop, Future, get_running_loop
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from application.bus import Bus, Outcome, Request, Underway

R = TypeVar("R")
Job = Callable[[], None]
WORKING_AT_ONCE: Final = 80
WAITING_AT_ONCE: Final = 40
DECIDING_AT_ONCE: Final = 40
PATIENCE_SECONDS: Final = 0.01


class Workers:
    """This is three pools: whoever only waits for a read model keeps nobody from working.

    The third decides commands. Until a command's facts are durable nobody waits for them but the
    event loop, so one thread does for many commands, as long as none of them is held up.
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

    One thread is called once for all that arrives in one turn of the event loop. More of them, or
    called for each job, would only stand in line for the interpreter, behind the loop that calls.
    Where a job takes its time, and those behind it stand still, others help until none is left.
    """

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._calling: AbstractEventLoop | None = None
        self._watching: AbstractEventLoop | None = None
        self._begun = 0
        self._helping: set[threading.Thread] = set()
        self._thread: threading.Thread | None = None

    def put(self, job: Job) -> None:
        """This has the job done soon. Called by the event loop alone."""
        loop = get_running_loop()
        self._jobs.append(job)
        if self._calling is not loop:
            self._calling = loop
            loop.call_soon(self._call, loop)

    def close(self) -> None:
        """This lets what was put in be done, and ends the threads."""
        self._calls.put(False)
        if self._thread is not None:
            self._thread.join()
        for thread in tuple(self._helping):
            thread.join()

    def _call(self, loop: AbstractEventLoop) -> None:
        self._calling = None
        if self._thread is None:
            self._thread = _thread(self._run)
            self._thread.start()
        self._calls.put(True)
        self._watch(loop)

    def _watch(self, loop: AbstractEventLoop) -> None:
        if self._watching is not loop:
            self._watching = loop
            loop.call_later(PATIENCE_SECONDS, self._look, loop, self._begun)

    def _look(self, loop: AbstractEventLoop, begun: int) -> None:
        self._watching = None
        if self._jobs:
            if self._begun == begun and len(self._helping) < DECIDING_AT_ONCE - 1:
                helper = _thread(self._help)
                self._helping.add(helper)
                helper.start()
            self._watch(loop)

    def _run(self) -> None:
        while self._calls.get():
            self._work_off()
        self._work_off()

    def _help(self) -> None:
        self._work_off()
        self._helping.discard(threading.current_thread())

    def _work_off(self) -> None:
        while (job := self._next()) is not None:
            self._begun += 1
            job()

    def _next(self) -> Job | None:
        try:
            return self._jobs.popleft()
        except IndexError:
            return None


def _thread(run: Callable[[], None]) -> threading.Thread:
    return threading.Thread(target=run, name="deciding", daemon=True)


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
