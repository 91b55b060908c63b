"""The training: once a night models are looked at, let forward by the rule, trained, and cleared.

This process only looks at the clock. When a night has begun in which nothing was trained yet, it
starts another one, `python -m streams training tonight`, which does the work with what others
leave of the processors, within bounds of memory, and ends: so what learning takes is given back.
Whoever does it is the only one. What is killed on its way has left nothing, or a model that is
whole; the next start begins anew, or the next night does.
"""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from adapters.bootstrap import Container
from application.nightly import ModelsOfOneKind, is_due, last_night, one_night
from application.ports import Clock
from streams.outage import Outage

NAME = "training"
TONIGHT = "tonight"
BEGUN = (sys.executable, "-m", "streams", NAME, TONIGHT)
FIRST_SECONDS = 60.0
"""So long read models may catch up after a start, before anything is learnt from them."""

LOOK_SECONDS = 20.0
ENDED_SECONDS = 0.2
LEAST_URGENT = 19
MEGABYTE = 1_000_000

log = structlog.get_logger()


class Desk(Protocol):
    """This is the right to train."""

    def take_over(self) -> bool:
        """This makes this process the only one who trains, unless another one does."""


@dataclass(frozen=True, slots=True)
class Work:
    """This is what there is to do in a night.

    Attributes:
        kinds: the models of each kind; asked for when there is something to do.
        remove_unneeded: removes what was learnt and no model needs, and says of how many.
        clock: says what time it is.
    """

    kinds: Callable[[], Sequence[ModelsOfOneKind]]
    remove_unneeded: Callable[[], int]
    clock: Clock


class Nights:
    """This has models trained each night until it is told to stop."""

    def __init__(
        self,
        is_any_due: Callable[[datetime], bool],
        train: Callable[[threading.Event], int],
        clock: Clock,
        hour: int,
    ) -> None:
        self._is_any_due = is_any_due
        self._train = train
        self._clock = clock
        self._hour = hour
        self._seen_to: datetime | None = None
        self._outage = Outage(NAME)

    def run(self, stop: threading.Event) -> None:
        """This looks at the clock, and starts over when PostgreSQL was away."""
        stop.wait(FIRST_SECONDS)
        while not stop.is_set():
            try:
                self._look(stop)
            except Exception as reason:  # noqa: BLE001 - told, and tried again for ever
                self._outage.wait(reason, stop)
            else:
                self._outage.over()
                stop.wait(LOOK_SECONDS)

    def _look(self, stop: threading.Event) -> None:
        """This trains once a night at most: what failed would only fail again."""
        night = last_night(self._clock.now(), self._hour)
        if night == self._seen_to:
            return
        if self._is_any_due(night):
            code = self._train(stop)
            if code and not stop.is_set():
                log.warning("training_failed", code=code)
        self._seen_to = night


def run(container: Container, names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams training`; with `tonight` it does what is due, and ends."""
    settings = container.settings
    if TONIGHT in names:
        end_with_whoever_began()
        be_modest(settings.training_memory_mb * MEGABYTE)
        night = last_night(container.clock.now(), settings.training_hour)
        work = Work(container.kinds_of_models, container.remove_unneeded_models, container.clock)
        train(container.training_desk, work, night)
    else:
        hour = settings.training_hour
        Nights(container.is_training_due, apart, container.clock, hour).run(stop)


def train(desk: Callable[[], AbstractContextManager[Desk]], work: Work, night: datetime) -> None:
    """This does what is due of a night, unless another process is at it.

    What fails with models of one kind is told, and those of the others are trained all the same.
    """
    with desk() as place:
        if not place.take_over():
            log.info("training_goes_on_elsewhere")
            return
        for models in work.kinds():
            try:
                _train_one(models, night, work.clock.now())
            except Exception:
                log.exception("training_failed", purpose=models.PURPOSE)
        log.info("unneeded_models_removed", models=work.remove_unneeded())


def _train_one(models: ModelsOfOneKind, night: datetime, now: datetime) -> None:
    """This does what is due of one kind, and tells what came of it as it comes."""
    if is_due(models.models(), night):
        for came in one_night(models, now):
            log.info(came.event, purpose=came.purpose, version=came.version, **came.told)


def apart(stop: threading.Event) -> int:
    """This trains in a process of its own, and answers how that ended; told to stop, it ends it."""
    with subprocess.Popen(BEGUN, stdin=subprocess.PIPE) as process:
        while process.poll() is None:
            if stop.wait(ENDED_SECONDS):
                process.kill()
        return process.wait()


def be_modest(most_bytes: int) -> None:
    """This leaves the processors to everybody else, and takes no more memory than that."""
    os.nice(LEAST_URGENT)
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))


def end_with_whoever_began() -> None:
    """This has the process end when nobody holds the other end of its input any more."""

    def watch() -> None:
        os.read(sys.stdin.fileno(), 1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
