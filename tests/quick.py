"""Every test that needs no server and trains no model, in two processes at once.

Each of them imports, collects and runs half of the folders. With pytest-xdist both would collect
all of it, and send every outcome to a third: that takes longer than most of these tests.
"""

import os
import subprocess
import sys
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from tests.support.sources import ROOT
from tests.support.tries import QUICK

HALVES = (
    ("api", "architecture", "domain", "projections"),
    ("adapters", "application", "processes", "properties", "streams", "stripe"),
)
"""All but the journeys, which need the servers by their nature."""

OPTIONS = (
    *("-q", "-m", QUICK, "--hypothesis-profile=quick"),
    *("-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider", "-p", "no:logging"),
)
"""No test asks for the records of `logging`; to catch them takes longer than many a test."""

ENVIRONMENT = {
    # Those of the libraries we use hang themselves round every test, and no test asks for them.
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    # What was compiled is kept: to compile the tests takes longer than to run them.
    "PYTHONDONTWRITEBYTECODE": "",
    # Dots are written many at a time.
    "PYTHONUNBUFFERED": "",
}


def started(folders: tuple[str, ...], told: IO[bytes]) -> "subprocess.Popen[bytes]":
    """This runs the tests of those folders."""
    color = "yes" if sys.stdout.isatty() else "no"
    paths = [f"tests/{folder}" for folder in folders]
    command = [sys.executable, "-m", "pytest", *OPTIONS, f"--color={color}", *paths]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stdout=told, stderr=told
    )


def main() -> int:
    """This tells what each half told, and is 0 when both are green."""
    with ExitStack() as opened:
        told = [opened.enter_context(TemporaryFile()) for _ in HALVES]
        halves = [opened.enter_context(started(*each)) for each in zip(HALVES, told, strict=True)]
        for half, said in zip(halves, told, strict=True):
            half.wait()
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.buffer.flush()
        return int(any(half.returncode for half in halves))


if __name__ == "__main__":
    sys.exit(main())
