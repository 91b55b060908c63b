"""The processes that take the facts on, and how much memory each ever took."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import psutil

from adapters.embedded.servers import EmbeddedServers
from tests.support.worlds import ROOT

RELAY = ("-m", "streams", "relay")
PROJECTOR = ("-m", "streams", "projector")
FIRST, SECOND = "projector 1", "projector 2"
WORKERS: Mapping[str, tuple[str, ...]] = {
    "relay": RELAY,
    FIRST: PROJECTOR,
    "windows": ("-m", "streams", "windows"),
}
"""What runs from the beginning; another follower of the log is another line."""

MYSELF = "this one"
SAMPLE_SECONDS = 0.2
ENDING_SECONDS = 60.0
MEBIBYTE = 1024 * 1024


def _own() -> int:
    return int(psutil.Process().memory_info().rss)


@dataclass(slots=True)
class Workers:
    """This starts workers against running servers, watches their memory, and ends them."""

    servers: EmbeddedServers
    peaks: dict[str, int] = field(default_factory=dict)
    _running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _watching: threading.Thread | None = None
    _before: int = field(default_factory=_own)

    def __enter__(self) -> Self:
        self._watching = threading.Thread(target=self._watch)
        self._watching.start()
        for name, runs in WORKERS.items():
            self.start(name, runs)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _reason: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(ENDING_SECONDS)
        self._over.set()
        assert self._watching is not None
        self._watching.join()

    def start(self, name: str, runs: tuple[str, ...] = PROJECTOR) -> None:
        """This starts a worker under that name."""
        told = {"PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
        environment = {**os.environ, **self.servers.settings.environment(), **told}
        self._running[name] = subprocess.Popen([sys.executable, *runs], env=environment)

    def replace(self, name: str) -> None:
        """This ends a projector at once, whatever it is at, and starts it again."""
        process = self._running.pop(name)
        process.kill()
        process.wait()
        self.start(name)

    def run(self, name: str, runs: tuple[str, ...]) -> None:
        """This runs something to its end, and fails when that is not a good one."""
        self.start(name, runs)
        code = self._running[name].wait()
        del self._running[name]
        assert code == 0, f"{name} ended with {code}"

    def check(self) -> None:
        """This fails when a worker has ended by itself."""
        ended = [name for name, process in self._running.items() if process.poll() is not None]
        assert not ended, f"ended by themselves: {', '.join(ended)}"

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            pids = {name: process.pid for name, process in list(self._running.items())}
            servers = {one.name: one.child.pid for one in self.servers.running}
            for name, pid in {**pids, **servers}.items():
                self.peaks[name] = max(self.peaks.get(name, 0), _largest(pid))
            # What this process held before has nothing to do with the facts.
            self.peaks[MYSELF] = max(self.peaks.get(MYSELF, 0), _own() - self._before)


def _largest(pid: int) -> int:
    """This is the memory of a process; of a server of many processes, that of the largest."""
    try:
        process = psutil.Process(pid)
        sizes = [one.memory_info().rss for one in (process, *process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return 0
    return max(sizes)
