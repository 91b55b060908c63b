"""The processes: each follows its facts, keeps its to-do list and works it off.

All of them stand on one page, `application/automation.py`.
"""

import threading
from collections.abc import Sequence
from typing import Any

from adapters.bootstrap import Container
from application.automation import PROCESSES
from application.todo import Process
from streams.dispatcher import Dispatcher
from streams.projector import Sources, follow_all


def run(container: Container, names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams processes [NAME…]`: those processes, or all."""
    automate(container, [one for one in PROCESSES if not names or one.name in names], stop)


def automate(
    container: Container, processes: Sequence[Process[Any]], stop: threading.Event
) -> None:
    """This runs the processes until told to stop: one thread folds each, one works it off."""
    wakes = {process.name: threading.Event() for process in processes}
    workers = [
        threading.Thread(
            target=_dispatcher(container, process).run,
            args=(stop, _waiting(wakes[process.name])),
            name=f"todo-{process.name}",
        )
        for process in processes
    ]
    for worker in workers:
        worker.start()
    follow_all(
        [container.process_follower(process) for process in processes],
        Sources(container.facts, container.subscribe, container.published),
        stop,
        on_batch=lambda name: wakes[name].set(),
    )
    for wake in wakes.values():
        wake.set()
    for worker in workers:
        worker.join()


def _dispatcher(container: Container, process: Process[Any]) -> Dispatcher:
    return Dispatcher(process, container.todos, container.bus, container.clock, container.world)


def _waiting(wake: threading.Event) -> Any:
    def wait(seconds: float) -> None:
        wake.wait(seconds)
        wake.clear()

    return wait
