"""`python -m streams NAME […]`: one process, until Ctrl-C or SIGTERM.

A process that is told to stop finishes its batch and gives its work up, so that another
instance, standing by, goes on at once.
"""

import gc
import importlib
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType

from adapters.bootstrap import Container
from adapters.settings import CannotStart, Settings
from adapters.telemetry import configure_logging

PROCESSES = ("relay", "projector", "processes", "reactions", "windows", "notary", "training")
USAGE = 2
GARBAGE_THRESHOLD = 20_000


def main(arguments: Sequence[str]) -> int:
    """This runs the process named first, with the names behind it."""
    if not arguments or arguments[0] not in PROCESSES:
        sys.stderr.write(f"Say which process: python -m streams {' | '.join(PROCESSES)}\n")
        return USAGE
    # Folding makes many objects and no cycles: looking for cycles less often saves a fifth.
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
    try:
        settings = Settings.from_environment()
        configure_logging(settings.log_level, settings.log_format)
        with Container.from_settings(settings) as container:
            process = importlib.import_module(f"streams.{arguments[0]}")
            process.run(container, arguments[1:], _until_told())
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def _until_told() -> threading.Event:
    """This is set when somebody presses Ctrl-C or sends SIGTERM."""
    stop = threading.Event()

    def tell(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, tell)
    return stop


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
