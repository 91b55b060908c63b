"""What lies outside a test's own process, and is shut to every test without the mark `io`."""

import re
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from socket import socket
from typing import Any

from psycopg import generators

NEEDS_SERVERS = re.compile(r"^pytestmark = pytest\.mark\.io$", re.MULTILINE)
TRAINS = re.compile(r"^pytestmark = pytest\.mark\.trains$", re.MULTILINE)
"""This is how a file says that all of its tests do."""

PROGRAMS = frozenset({"make", "lint-imports"})
ALONE = frozenset({"-I", "-c"})
"""Python run like this starts nothing of ours by itself."""

Said = Callable[..., str | None]


class OutWithoutTheMark(AssertionError):
    """A test without the mark `io` opens a connection, listens, or starts what may do so."""


class WaysOut:
    """This is the ways out of this process. Guarded once, they are shut and opened at no cost."""

    def __init__(self) -> None:
        self.is_shut = False

    def guard(self) -> None:
        """This lets nobody out, by Python or by the library of PostgreSQL, while it is shut."""
        for name in ("connect", "connect_ex", "bind"):
            self._guard(socket, name, _always)
        self._guard(generators, "connect", _always)
        self._guard(subprocess.Popen, "__init__", _unless_harmless)

    def _guard(self, owner: Any, name: str, says: Said) -> None:
        original = getattr(owner, name)

        @wraps(original)
        def guarded(*given: Any, **named: Any) -> Any:
            if self.is_shut and (said := says(*given, **named)):
                raise OutWithoutTheMark(f"{name}: {said}; mark it io, or use a fake")
            return original(*given, **named)

        setattr(owner, name, guarded)


def _always(*given: Any, **_named: Any) -> str:
    return repr(given[-1])


def _unless_harmless(_self: Any, command: Any, *_given: Any, **_named: Any) -> str | None:
    program, *options = map(str, command)
    is_alone = program == sys.executable and not ALONE.isdisjoint(options[:1])
    return None if is_alone or Path(program).name in PROGRAMS else repr(command)
