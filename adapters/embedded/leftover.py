"""A database server left behind by a process of ours that was killed.

It was told to stop when we vanished, and mostly has; this waits for it, or for its place to be
free. We hold the data folder's lock, so nobody else may start one.
"""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from adapters.settings import CannotStart, Say

STEPS = ((None, 10.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))


def outlast(cluster: Path, say: Say) -> None:
    """This returns when no server works on the cluster any more; a stale mark is removed.

    Raises:
        CannotStart: one does, and nothing ends it.
    """
    mark = cluster / "postmaster.pid"
    process = _marked(mark)
    for number, seconds in STEPS:
        if not _serves(process, cluster):
            mark.unlink(missing_ok=True)
            return
        if number is not None:
            say("The database server of the last run does not stop; ending it …")
            with suppress(ProcessLookupError):
                os.kill(process, number)
        _wait(process, cluster, seconds)
    if _serves(process, cluster):
        raise CannotStart(f"A database server (process {process}) still works on {cluster}.")
    mark.unlink(missing_ok=True)


def _wait(process: int, cluster: Path, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and _serves(process, cluster):
        time.sleep(0.05)


def _marked(mark: Path) -> int:
    try:
        return int(mark.read_text(encoding="utf-8").splitlines()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return 0


def _serves(process: int, cluster: Path) -> bool:
    """This is true while that process is a server on the cluster, and not a later namesake."""
    return process > 0 and f"-D {cluster}" in _command(process)


def _command(process: int) -> str:
    line = Path(f"/proc/{process}/cmdline")
    if line.parent.parent.joinpath("self").exists():
        with suppress(OSError):
            return line.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    asked = ["ps", "-p", str(process), "-o", "command="]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
