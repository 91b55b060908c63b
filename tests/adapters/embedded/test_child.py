"""Children: they start, speak into their log, end when asked or made to, and never outlive us."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from adapters.embedded import child as module
from adapters.embedded.child import LAUNCH, Child, Parent, stop_together
from adapters.embedded.launch import MISSING
from tests.support.processes import all_gone, is_alive, soon

pytestmark = pytest.mark.io

POLITE = "import time; print('well', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {POLITE}"
NAMESAKE = """
import runpy, sys
sys.platform = "darwin"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def parent() -> Iterator[Parent]:
    with Parent() as parent:
        yield parent


def python(code: str, folder: Path, seconds: float = 5.0) -> Child:
    stops_by = ((signal.SIGTERM, seconds),)
    argv = (sys.executable, "-I", "-S", "-c", code)
    return Child("child", argv, folder / "child.log", folder, stops_by=stops_by)


def speaking(child: Child, parent: Parent) -> Child:
    child.start(parent)
    assert soon(lambda: "well" in child.said())
    return child


class TestAChild:
    def test_is_in_a_group_of_its_own(self, parent: Parent, tmp_path: Path) -> None:
        child = speaking(python(POLITE, tmp_path), parent)
        assert os.getpgid(child.pid) == child.pid
        child.stop()

    def test_tells_how_it_ended(self, parent: Parent, tmp_path: Path) -> None:
        child = python("raise SystemExit(3)", tmp_path)
        child.start(parent)
        assert child.ended_within(10) == 3

    def test_is_not_waited_for_longer_than_said(self, parent: Parent, tmp_path: Path) -> None:
        child = speaking(python(POLITE, tmp_path), parent)
        assert child.ended_within(0.05) is None
        child.stop()

    def test_says_only_what_it_said_since_it_was_started(
        self, parent: Parent, tmp_path: Path
    ) -> None:
        child = python("import os; print(os.getpid())", tmp_path)
        for _ in range(2):
            child.start(parent)
            child.ended_within(10)
            assert child.said() == str(child.pid)

    def test_that_cannot_run_says_so(self, parent: Parent, tmp_path: Path) -> None:
        child = Child("none", ("/no/such/program",), tmp_path / "log", tmp_path)
        child.start(parent)
        assert child.ended_within(10) == MISSING
        assert "/no/such/program cannot run" in child.said()

    def test_keeps_its_log_bounded(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "LOG_LIMIT_BYTES", 10)
        child = python("", tmp_path)
        child.log.write_text("more than ten bytes")
        child.bound_log()
        assert child.log.read_text() == ""
        assert (tmp_path / "child.log.1").read_text() == "more than ten bytes"


class TestStopping:
    def test_asks_first(self, parent: Parent, tmp_path: Path) -> None:
        child = speaking(python(POLITE, tmp_path), parent)
        child.stop()
        assert child.exit_code == -signal.SIGTERM

    def test_uses_force_in_the_end(self, parent: Parent, tmp_path: Path) -> None:
        child = speaking(python(STUBBORN, tmp_path, seconds=0.2), parent)
        child.stop()
        assert child.exit_code == -signal.SIGKILL

    def test_of_several_takes_no_longer_than_of_one(self, parent: Parent, tmp_path: Path) -> None:
        children = [python(STUBBORN, tmp_path, seconds=0.4) for _ in range(3)]
        for child in children:
            speaking(child, parent)
        begun = time.monotonic()
        stop_together(children)
        assert time.monotonic() - begun < len(children) * 0.4

    def test_does_nothing_to_one_that_never_ran(self, tmp_path: Path) -> None:
        python(POLITE, tmp_path).stop()


class TestOutlivingUs:
    def test_does_not_happen_when_the_starting_thread_ends(
        self, parent: Parent, tmp_path: Path
    ) -> None:
        child = python(POLITE, tmp_path)
        thread = threading.Thread(target=speaking, args=(child, parent))
        thread.start()
        thread.join()
        time.sleep(0.1)
        assert child.is_running()
        child.stop()

    @pytest.mark.parametrize("how", ["death signal", "watching"])
    def test_does_not_happen_when_we_are_killed(self, how: str) -> None:
        sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
        launch = [str(LAUNCH)] if how == "death signal" else ["-c", NAMESAKE, str(LAUNCH)]
        code = (
            "import os, subprocess, sys, time\n"
            f"begun = [sys.executable, *{launch!r}, str(os.getpid()), '15', 'as-is', *{sleep!r}]\n"
            "print(subprocess.Popen(begun).pid, flush=True)\n"
            "time.sleep(60)\n"
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as us:
            assert us.stdout is not None
            child = int(us.stdout.readline())
            assert soon(lambda: psutil.Process(child).cmdline() == sleep)
            helpers = [process.pid for process in psutil.Process(child).children()]
            assert len(helpers) == (how == "watching")
            assert is_alive(child)
            us.kill()
        assert all_gone([child, *helpers])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can stop being root")
class TestNotBeingRoot:
    def test_is_being_somebody_the_machine_knows(self, parent: Parent, tmp_path: Path) -> None:
        child = python("import os, pwd; print(pwd.getpwuid(os.geteuid()).pw_uid)", tmp_path)
        child.rank = "not-root"
        child.start(parent)
        assert child.ended_within(10) == 0
        assert int(child.said()) > 0

    def test_keeps_files_their_owner(self, parent: Parent, tmp_path: Path) -> None:
        child = python("open('made', 'w')", tmp_path)
        child.rank = "not-root"
        child.start(parent)
        assert child.ended_within(10) == 0
        assert (tmp_path / "made").stat().st_uid == 0
