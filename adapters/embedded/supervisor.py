"""The whole of Preceptor on one machine: servers, workers and the API, started and kept alive.

    with up(settings, say) as stack:
        …                       # everything runs; stack.address answers
        stack.wait()            # until Ctrl-C or SIGTERM

Whatever ends unasked is started again. Stopping goes against the stream: first the API, so
that nothing new comes in, then the workers, then the servers they need.
"""

import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from adapters.embedded.child import Child, stop_together
from adapters.embedded.endings import shown
from adapters.embedded.folder import DataFolder
from adapters.embedded.keeper import Keeper, Kept
from adapters.embedded.ports import check_listenable
from adapters.embedded.servers import OWNERS_ADDRESS, EmbeddedServers
from adapters.settings import CannotStart, Say, Settings

ROOT = Path(__file__).resolve().parents[2]
ONCE_SECONDS = 300.0
ANSWER_SECONDS = 60.0
NEWS_SECONDS = 3.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on


@dataclass(frozen=True, slots=True)
class Worker:
    """This is a process of ours: its name, and what Python is told to run."""

    name: str
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """This is what runs beside the servers: `once` in turn and first, the rest for good."""

    once: tuple[Worker, ...]
    workers: tuple[Worker, ...]
    api: Worker


PLAN = Plan(
    once=(Worker("migrate", ("-m", "adapters.postgres.migrate")),),
    workers=(
        Worker("relay", ("-m", "streams", "relay")),
        Worker("projector", ("-m", "streams", "projector")),
        Worker("processes", ("-m", "streams", "processes")),
        Worker("reactions", ("-m", "streams", "reactions")),
        Worker("windows", ("-m", "streams", "windows")),
        Worker("notary", ("-m", "streams", "notary")),
        Worker("training", ("-m", "streams", "training")),
    ),
    api=Worker("api", ("-m", "api")),
)


@dataclass(frozen=True, slots=True)
class Stack:
    """This is everything running, with the settings under which it runs."""

    settings: Settings
    servers: EmbeddedServers
    children: Sequence[Child]

    @property
    def address(self) -> str:
        """This is where the API answers, for people and programs on this machine."""
        host = _reachable(self.settings)
        shown_host = f"[{host}]" if ":" in host else host
        return f"http://{shown_host}:{self.settings.preceptor_port}"

    def pids(self) -> dict[str, int]:
        """This is the process id of each worker and server, by name."""
        return {**self.servers.pids(), **{child.name: child.pid for child in self.children}}

    def wait(self) -> None:
        """This returns when somebody presses Ctrl-C or sends SIGTERM."""
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


@contextmanager
def up(settings: Settings, say: Say = print, plan: Plan = PLAN) -> Iterator[Stack]:
    """This starts everything, keeps it alive, and stops it when the block ends.

    The API starts alone and first, because somebody waits for its answer; what the workers
    have missed by then they catch up.

    Raises:
        CannotStart: something stands in the way; the message says what to do.
        KeyboardInterrupt: Ctrl-C or SIGTERM, outside of `Stack.wait`; all is stopped then too.
    """
    if not DataFolder(settings.preceptor_home).is_in_use():
        check_listenable(settings.preceptor_host, settings.preceptor_port)
    say = _unbreakable(say)
    with ExitStack() as stack:
        stack.enter_context(_interrupted_by(ENDING))
        servers = stack.enter_context(EmbeddedServers.started(settings, say))
        for worker in plan.once:
            _run_once(worker, servers, say)
        workers = [_child(worker, servers) for worker in plan.workers]
        api = _child(plan.api, servers)
        stack.callback(_stop, api, workers, say)
        api.start(servers.parent)
        _await_answer(api, servers.settings, say)
        for child in workers:
            child.start(servers.parent)
        kept = [Kept.server(one) for one in servers.running]
        kept += [Kept.worker(child, servers.parent) for child in (api, *workers)]
        stack.enter_context(Keeper(kept, say))
        yield Stack(servers.settings, servers, (api, *workers))


def _stop(api: Child, workers: Sequence[Child], say: Say) -> None:
    say("Stopping …")
    api.stop()
    stop_together(workers)


def _unbreakable(say: Say) -> Say:
    """This says it too, and does not mind when the terminal was closed."""

    def tell(line: str) -> None:
        with suppress(OSError):
            say(line)

    return tell


def _child(worker: Worker, servers: EmbeddedServers, *, owns: bool = False) -> Child:
    """This is the process; the owner's address is told only to what works as the owner."""
    environment = {**os.environ, **servers.settings.environment()}
    if not owns:
        environment.pop(OWNERS_ADDRESS.upper(), None)
    searched = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment |= {"PYTHONPATH": searched, "PYTHONUNBUFFERED": "1"}
    return Child(
        worker.name,
        (sys.executable, *worker.runs),
        servers.folder.log(worker.name),
        Path.cwd(),
        environment=environment,
    )


def _run_once(worker: Worker, servers: EmbeddedServers, say: Say) -> None:
    say(f"Running {worker.name} …")
    child = _child(worker, servers, owns=True)
    child.start(servers.parent)
    try:
        code = child.ended_within(ONCE_SECONDS)
    finally:
        child.stop()
    if code != 0:
        raise _failed(child)


def _await_answer(api: Child, settings: Settings, say: Say) -> None:
    """This returns when the API says that it is well."""
    begun = told = time.monotonic()
    while not _is_well(settings):
        if not api.is_running():
            raise _failed(api)
        now = time.monotonic()
        if now - begun > ANSWER_SECONDS:
            raise CannotStart(f"The API does not answer (more in {api.log}).")
        if now - told > NEWS_SECONDS:
            say("Waiting for the API …")
            told = now
        time.sleep(0.02)


def _is_well(settings: Settings) -> bool:
    asked = http.client.HTTPConnection(_reachable(settings), settings.preceptor_port, timeout=2.0)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def _reachable(settings: Settings) -> str:
    return EVERYWHERE.get(settings.preceptor_host, settings.preceptor_host)


def _failed(child: Child) -> CannotStart:
    why = shown(child.log).rstrip(".")
    return CannotStart(f"{child.name} ended while starting: {why} (see {child.log}).")


@contextmanager
def _interrupted_by(numbers: Sequence[signal.Signals]) -> Iterator[None]:
    """This turns the first of these signals into KeyboardInterrupt; later ones change nothing."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {each: signal.signal(each, interrupt) for each in numbers}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
