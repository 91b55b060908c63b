"""Works a process's to-dos off: each one command, or one call and the command of its outcome.

Whether a to-do was executed before does not matter: its command runs under a key made of
process, key, name and act, and the ledger answers a repeat; a call carries a key of its own.
What fails is tried again, later and later, for about a day; then it stays in the list as given
up, where an operator sees it and can ask for it again. One that fails holds up no other.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import structlog

from application.bus import Bus, Outcome, Request
from application.ports import Clock
from application.todo import Call, Due, Process, TodoList, World
from application.work import Command
from domain.shared.actor import Actor, Role
from domain.shared.errors import Unavailable
from streams.outage import Outage

AT_ONCE = 200
WORKERS = 8
TRIES = 150
FIRST_PAUSE = timedelta(seconds=0.5)
LONGEST_PAUSE = timedelta(minutes=10)
MOST_DOUBLINGS = 16
LONGEST_SLEEP_SECONDS = 1.0
SHORTEST_SLEEP_SECONDS = 0.01

Each = Callable[[Callable[[Due], None], Iterable[Due]], Iterable[None]]

log = structlog.get_logger(__name__)


class Dispatcher:
    """This works off the list of one process: what is due, as soon as it is."""

    def __init__(
        self, process: Process[Any], todos: TodoList, bus: Bus, clock: Clock, world: World
    ) -> None:
        self._process = process
        self._todos = todos
        self._bus = bus
        self._clock = clock
        self._world = world
        self._acts: Mapping[str, type[Command | Call]] = {act.__name__: act for act in process.acts}
        self._actor = Actor(f"process:{process.name}", frozenset({Role.SYSTEM}))

    def work_off(self, each: Each = map) -> int:
        """This executes what is due now, a bounded number, and answers how many.

        `each` attempts one after another, or side by side when it is the map of a pool.
        """
        due = self._todos.due(self._process.name, self._clock.now(), AT_ONCE)
        return sum(1 for _ in each(self._attempt, due))

    def run(self, stopping: threading.Event, waiting: Callable[[float], None]) -> None:
        """This works off the list until told to stop; `waiting` returns early when it changed.

        While the list cannot be read or written it tries again for ever.
        """
        worker = f"todo-{self._process.name}"
        outage = Outage(worker)
        with ThreadPoolExecutor(WORKERS, worker) as pool:
            while not stopping.is_set():
                try:
                    seconds = 0.0 if self.work_off(pool.map) == AT_ONCE else self._pause()
                    outage.over()
                except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                    outage.wait(reason, stopping)
                else:
                    waiting(seconds)

    def _pause(self) -> float:
        coming = self._todos.next_due(self._process.name)
        if coming is None:
            return LONGEST_SLEEP_SECONDS
        seconds = (coming - self._clock.now()).total_seconds()
        return min(max(seconds, SHORTEST_SLEEP_SECONDS), LONGEST_SLEEP_SECONDS)

    def _attempt(self, due: Due) -> None:
        name = self._process.name
        try:
            outcome = self._execute(due)
        except Exception as reason:  # noqa: BLE001 - told, noted, and tried again
            self._put_off(due, reason)
            return
        if not outcome.accepted:
            log.info("todo_refused", process=name, todo=due.name, refusal=outcome.refusal)
        self._todos.note_done(name, due, outcome.refusal or "done", self._clock.now())

    def _put_off(self, due: Due, reason: Exception) -> None:
        about = {"process": self._process.name, "key": due.key, "todo": due.name}
        told = None if isinstance(reason, Unavailable) else reason
        again_at = None
        if due.attempts + 1 >= TRIES:
            log.error("todo_given_up", **about, reason=type(reason).__name__, exc_info=told)
        else:
            again_at = self._clock.now() + pause_after(due.attempts)
            if told is not None:
                log.error("todo_failed", **about, exc_info=told)
        self._todos.note_failed(about["process"], due, type(reason).__name__, again_at)

    def _execute(self, due: Due) -> Outcome:
        act = self._acts[due.act].model_validate_json(due.body)
        if isinstance(act, Call):
            assert self._process.perform is not None
            act = self._process.perform(act, self._world)
        assert isinstance(act, Command)
        key = f"{due.key}:{due.name}:{due.digest}"
        correlation = f"{self._process.name}:{due.key}"
        outcome = self._bus.execute(Request(act, self._actor, key, correlation))
        if not outcome.accepted and not outcome.places:
            raise Unavailable(f"{outcome.refusal}: a no that was not recorded is no outcome")
        return outcome


def pause_after(attempts: int) -> timedelta:
    """This is how long to wait before trying again: twice as long each time, up to a limit."""
    longer: int = 2 ** min(attempts, MOST_DOUBLINGS)
    return min(FIRST_PAUSE * longer, LONGEST_PAUSE)
