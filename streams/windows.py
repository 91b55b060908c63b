"""The windows: what happens is counted by minute, hour and day, and bursts of it are told.

Faust gives each process its share of the partitions and keeps what they have come to; what is
counted stands in `application/analytics`. A process that fails, or finds the broker emptied, ends,
for nothing in it is worth keeping: whoever started it starts it again, and it goes on from what
the broker kept and the log has.
"""

import asyncio
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Protocol

import structlog

from adapters.bootstrap import Container
from domain.shared.errors import Unavailable
from streams.outage import Outage

STOPPING_SECONDS = 4.0
FAILED = 1

log = structlog.get_logger()


class Windows(Protocol):
    """This counts while it runs."""

    async def run(self, stop: Callable[[], bool]) -> None:
        """This counts until told to stop, or until it cannot go on."""

    async def close(self) -> None:
        """This gives the partitions up."""


def run(container: Container, _names: Sequence[str], stop: threading.Event) -> None:
    """This is `python -m streams windows`."""
    count_windows(container.windows, stop)


def count_windows(
    windows: Callable[[str], AbstractContextManager[Windows]], stop: threading.Event
) -> None:
    """This counts until told to stop; while there is nothing to begin with it waits for that."""
    outage = Outage("windows")
    while not stop.is_set():
        try:
            with tempfile.TemporaryDirectory(prefix="windows-") as folder, windows(folder) as made:
                is_well = asyncio.new_event_loop().run_until_complete(_live(made, stop))
        except Unavailable as reason:
            outage.wait(reason, stop)
        else:
            # Faust leaves threads behind that nobody can end, so the process goes without waiting.
            os._exit(0 if is_well else FAILED)


async def _live(windows: Windows, stop: threading.Event) -> bool:
    """This is true when it counted until it was told to stop."""
    try:
        await windows.run(stop.is_set)
    except Unavailable as reason:
        log.warning("worker_waits", worker="windows", reason=str(reason))
    except Exception:
        log.exception("worker_failed", worker="windows")
    if stop.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(STOPPING_SECONDS):
                await windows.close()
    return stop.is_set()
