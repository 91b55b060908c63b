"""Processes as a test sees them from outside."""

import time
from collections.abc import Callable, Iterable

import psutil


def is_alive(process: int) -> bool:
    """This is true while the process runs; one that only waits to be counted does not."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """This is true when it holds before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def all_gone(processes: Iterable[int], seconds: float = 10.0) -> bool:
    """This is true when none of them is left before the time is over."""
    known = list(processes)
    assert known, "no process was named"
    return soon(lambda: not any(is_alive(process) for process in known), seconds)
