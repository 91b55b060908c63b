"""Child processes: each in its own group, with its own log, and never alive without us."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

LAUNCH = Path(__file__).with_name("launch.py")
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG")
LOG_LIMIT_BYTES = 20_000_000
TAIL_BYTES = 20_000


def bare_environment() -> dict[str, str]:
    """This is what a server sees of our environment: nothing that could change its ways."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


class Parent:
    """This is the one thread all children are started from.

    Linux takes the *thread* that started a child for its parent, and ends the child with it;
    so one thread starts them all, and lives as long as they do.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parent")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: object, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()

    def bear(self, child: "Child") -> subprocess.Popen[bytes]:
        """This starts the child's process."""
        return self._thread.submit(self._bear, child).result()

    def _bear(self, child: "Child") -> subprocess.Popen[bytes]:
        launched = [sys.executable, "-I", "-S", str(LAUNCH), str(os.getpid())]
        launched += [str(int(child.orphaned_by)), child.rank, *child.argv]
        with child.log.open("ab") as log, child.reads.open("rb") as given:
            return subprocess.Popen(
                launched,
                stdin=given,
                stdout=log,
                stderr=log,
                cwd=child.folder,
                env=dict(child.environment),
                process_group=0,
            )


@dataclass(slots=True)
class Child:
    """This is one process of ours, which can be started again after it ended.

    Attributes:
        stops_by: what it is asked to stop with, in turn, and how many seconds each may take.
        orphaned_by: what it is sent by the system when our own process vanishes.
        rank: `not-root` for programs that refuse to run as root.
        reads: the file it is given as standard input.
    """

    name: str
    argv: Sequence[str]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=bare_environment)
    stops_by: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 5.0),)
    orphaned_by: signal.Signals = signal.SIGKILL
    rank: Literal["as-is", "not-root"] = "as-is"
    reads: Path = Path(os.devnull)
    _process: subprocess.Popen[bytes] | None = None
    _logged_before: int = 0

    def start(self, parent: Parent) -> None:
        """This starts it; what it writes is added to its log."""
        self.bound_log()
        self._logged_before = self.log.stat().st_size if self.log.exists() else 0
        self._process = parent.bear(self)

    @property
    def pid(self) -> int:
        """This is its process id; 0 when it never ran."""
        return self._process.pid if self._process else 0

    @property
    def exit_code(self) -> int | None:
        """This is how it ended, negative for a signal; nothing while it runs or never ran."""
        return self._process.poll() if self._process else None

    def is_running(self) -> bool:
        """This is true between its start and its end."""
        return self._process is not None and self._process.poll() is None

    def ended_within(self, seconds: float) -> int | None:
        """This is its exit code, waited for; nothing when it runs for longer."""
        end = time.monotonic() + seconds
        while self.is_running() and time.monotonic() < end:
            time.sleep(0.01)
        return self.exit_code

    def said(self) -> str:
        """This is the last it has written since it was started."""
        with self.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(min(self._logged_before, size), size - TAIL_BYTES))
            return log.read().decode(errors="replace").strip()

    def bound_log(self) -> None:
        """This keeps the log from growing for ever: the older part moves to `.1`."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
            os.truncate(self.log, 0)

    def stop(self) -> None:
        """This ends it, by force in the end."""
        stop_together([self])


def stop_together(children: Iterable[Child]) -> None:
    """This ends all of them at once: each is asked in its own way, then ended by force."""
    waiting = [child for child in children if child.is_running()]
    begun = time.monotonic()
    asked: dict[int, int] = {}
    while waiting:
        elapsed = time.monotonic() - begun
        for child in waiting:
            step = _step(child, elapsed)
            if asked.get(child.pid) != step:
                asked[child.pid] = step
                _ask(child, step)
        time.sleep(0.01)
        waiting = [child for child in waiting if child.is_running()]


def _step(child: Child, elapsed: float) -> int:
    for step, (_, seconds) in enumerate(child.stops_by):
        if elapsed < seconds:
            return step
        elapsed -= seconds
    return len(child.stops_by)


def _ask(child: Child, step: int) -> None:
    with suppress(ProcessLookupError):
        if step < len(child.stops_by):
            os.kill(child.pid, child.stops_by[step][0])
        else:
            os.killpg(child.pid, signal.SIGKILL)
