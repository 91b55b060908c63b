"""The training: once a night, by one process alone, which goes when it is done or nobody waits."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pytest
from structlog.testing import capture_logs

from adapters.memory.clock import SetClock
from domain.shared.errors import Unavailable
from streams import training
from streams.training import Nights, Work, apart, train
from tests.application.test_nightly import Learners
from tests.support.calendar import MONDAY, days, hours
from tests.support.processes import is_alive, soon

THREE = 3
CLEARED = "unneeded_models_removed"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FIRST_SECONDS", "LOOK_SECONDS", "ENDED_SECONDS"):
        monkeypatch.setattr(training, name, 0.001)
    monkeypatch.setattr("streams.outage.FIRST_PAUSE_SECONDS", 0.001)


class Trainings:
    """This is trainings as they are begun, each ending as is set."""

    def __init__(self) -> None:
        self.begun = 0
        self.code = 0
        self.asked: list[datetime] = []
        self.due = True
        self.is_down = False

    def is_any_due(self, night: datetime) -> bool:
        self.asked.append(night)
        if self.is_down:
            raise Unavailable("PostgreSQL does not answer.")
        return self.due

    def train(self, _stop: threading.Event) -> int:
        self.begun += 1
        return self.code


@contextmanager
def at_work(trainings: Trainings, clock: SetClock) -> Iterator[None]:
    """This looks at the clock in a thread of its own until the block ends."""
    stop = threading.Event()
    nights = Nights(trainings.is_any_due, trainings.train, clock, THREE)
    thread = threading.Thread(target=nights.run, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class TestNights:
    def test_each_have_one_training(self) -> None:
        trainings, clock = Trainings(), SetClock(MONDAY)
        with at_work(trainings, clock):
            for night in range(1, 4):
                assert soon(lambda: trainings.begun == night, 5)  # noqa: B023 - asked at once
                assert not soon(lambda: trainings.begun > night, 0.05)  # noqa: B023
                clock.advance(days(1))
        assert trainings.asked[0] == MONDAY - hours(6)

    def test_in_which_it_was_done_have_none(self) -> None:
        trainings = Trainings()
        trainings.due = False
        with at_work(trainings, SetClock(MONDAY)):
            assert soon(lambda: len(trainings.asked) == 1, 5)
            assert not soon(lambda: len(trainings.asked) > 1, 0.05)
        assert trainings.begun == 0

    def test_outlast_postgresql_being_away(self) -> None:
        trainings = Trainings()
        trainings.is_down = True
        with capture_logs() as logs, at_work(trainings, SetClock(MONDAY)):
            assert soon(lambda: len(trainings.asked) > 2, 5)
            trainings.is_down = False
            assert soon(lambda: trainings.begun == 1, 5)
        assert [each["event"] for each in logs] == ["worker_waits", "worker_goes_on"]

    def test_tell_of_a_training_that_failed_and_wait_for_the_next(self) -> None:
        trainings, clock = Trainings(), SetClock(MONDAY)
        trainings.code = -9
        with capture_logs() as logs, at_work(trainings, clock):
            assert soon(lambda: trainings.begun == 1, 5)
            assert not soon(lambda: trainings.begun > 1, 0.05)
            clock.advance(days(1))
            assert soon(lambda: trainings.begun == 2, 5)
        assert [(each["event"], each["code"]) for each in logs] == [("training_failed", -9)] * 2


class Desk:
    """This is the right to train, which somebody else may have."""

    def __init__(self, *, is_free: bool = True) -> None:
        self.is_free = is_free

    @contextmanager
    def opened(self) -> Iterator["Desk"]:
        yield self

    def take_over(self) -> bool:
        return self.is_free


class TestTraining:
    @pytest.fixture
    def models(self) -> Learners:
        return Learners()

    def night(self, models: Learners, desk: Desk) -> Sequence[str]:
        """This is what was told of one night."""
        with capture_logs() as logs:
            train(desk.opened, self.work(models), models.office.clock.now())
        return [str(each["event"]) for each in logs]

    def work(self, *kinds: Learners) -> Work:
        """This is what there is to do, of which nothing is to be removed."""
        return Work(lambda: kinds, lambda: 0, kinds[0].office.clock)

    def test_does_what_is_due_and_tells(self, models: Learners) -> None:
        assert self.night(models, Desk()) == ["model_trained", CLEARED]
        assert self.night(models, Desk()) == [CLEARED]
        models.office.clock.advance(days(1))
        assert self.night(models, Desk()) == ["model_waits", "model_trained", CLEARED]

    def test_of_one_kind_goes_on_where_another_fails(self, models: Learners) -> None:
        class Broken(Learners):
            def train(self, _before: datetime | None) -> NoReturn:
                raise MemoryError

        broken, now = Broken(), models.office.clock.now()
        with capture_logs() as logs:
            train(Desk().opened, self.work(broken, models), now)
        assert [each["event"] for each in logs] == ["training_failed", "model_trained", CLEARED]

    def test_does_nothing_while_another_process_is_at_it(self, models: Learners) -> None:
        assert self.night(models, Desk(is_free=False)) == ["training_goes_on_elsewhere"]
        assert not models.models().known


@pytest.mark.io
class TestApart:
    def test_answers_how_it_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(training, "BEGUN", (sys.executable, "-c", "raise SystemExit(7)"))
        assert apart(threading.Event()) == 7

    def test_is_ended_when_told_to_stop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sleeps = (sys.executable, "-c", "import time; time.sleep(60)")
        monkeypatch.setattr(training, "BEGUN", sleeps)
        stop = threading.Event()
        threading.Timer(0.1, stop.set).start()
        assert apart(stop) == -9

    def test_ends_with_whoever_began_it(self) -> None:
        """Who began it is ended by force, and can end nothing itself."""
        watches = "import streams.training as t, time; t.end_with_whoever_began(); time.sleep(60)"
        begins = (
            "import subprocess, sys, time\n"
            f"child = subprocess.Popen([sys.executable, '-c', {watches!r}], stdin=-1)\n"
            "print(child.pid, flush=True); time.sleep(60)"
        )
        with subprocess.Popen(
            [sys.executable, "-c", begins], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as parent:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert is_alive(child)
            parent.kill()
        assert soon(lambda: not is_alive(child), 20)

    def test_takes_no_more_memory_than_it_may(self) -> None:
        takes = "import streams.training as t; t.be_modest(300_000_000); b'x' * 400_000_000"
        ended = subprocess.run(
            [sys.executable, "-c", takes], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 1
        assert ended.stderr.splitlines()[-1] == "MemoryError"
