"""Works a process's to-dos off: each one command, or one call and the command of its outcome.

Whether a to-do was executed before does not matter: its command runs under a key made of
process, key, name and act, and the ledger answers a repeat; a call carries a key of its own.
What the world did not answer is tried again, later and later, a bounded number of times;
then it stays in the list as given up, and an operator can see it and ask for it again.
"""

import threading
from collections.abc import Callable, Mapping
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

AT_ONCE = 200
WORKERS = 8
TRIES = 12
FIRST_PAUSE = timedelta(seconds=0.5)
LONGEST_PAUSE = timedelta(minutes=10)
AFTER_A_CENTURY = timedelta(days=36_500)

log = structlog.get_logger(__name__)


class Dispatcher:
    """This works off the list of one process whenever `wake` is called or a deadline comes."""

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

    def work_off(self) -> int:
        """This executes everything that is due now, and answers how much that was."""
        count = 0
        with ThreadPoolExecutor(WORKERS, f"todo-{self._process.name}") as pool:
            while True:
                due = self._todos.due(self._process.name, self._clock.now(), AT_ONCE)
                list(pool.map(self._attempt, due))
                count += len(due)
                if len(due) < AT_ONCE:
                    return count

    def run(self, stopping: threading.Event, waiting: Callable[[float], None]) -> None:
        """This works off the list until told to stop; `waiting` returns early when it changed."""
        while not stopping.is_set():
            try:
                self.work_off()
                pause = self._pause()
            except Unavailable:
                pause = 1.0
            waiting(pause)

    def _pause(self) -> float:
        coming = self._todos.next_due(self._process.name)
        if coming is None:
            return 1.0
        return min(max((coming - self._clock.now()).total_seconds(), 0.01), 1.0)

    def _attempt(self, due: Due) -> None:
        name = self._process.name
        try:
            outcome = self._execute(due)
        except Unavailable as reason:
            pause = min(FIRST_PAUSE * 2**due.attempts, LONGEST_PAUSE)
            if due.attempts + 1 >= TRIES:
                pause = AFTER_A_CENTURY
                log.exception("to-do given up", process=name, key=due.key, todo=due.name)
            again_at = self._clock.now() + pause
            self._todos.note_failed(name, due, type(reason).__name__, again_at)
        else:
            if not outcome.accepted:
                log.info("to-do refused", process=name, todo=due.name, refusal=outcome.refusal)
            self._todos.note_done(name, due, outcome.refusal or "done", self._clock.now())

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
