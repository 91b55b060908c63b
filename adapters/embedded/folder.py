"""The data folder: who may use it, what it remembers, and what stands in the way of using it."""

import errno
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from adapters.settings import CannotStart

FULL = {errno.ENOSPC, errno.EDQUOT}
MEBIBYTE = 1024 * 1024
LOCK_PATIENCE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class DataFolder:
    """This is the folder that holds everything a stack keeps, in use by one stack at a time."""

    path: Path

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator["DataFolder"]:
        """This is the folder, ours alone until the block ends; the lock ends with the process.

        Raises:
            CannotStart: it cannot be made or written, or another stack runs on it.
        """
        folder = cls(path)
        with folder.sentences():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (path / "logs").mkdir(exist_ok=True)
            (path / ".gitignore").write_text("*\n", encoding="ascii")
            lock = (path / "lock").open("a+", encoding="ascii")
        with lock:
            _take(lock, path)
            with folder.sentences():
                _say_who(lock)
            yield folder

    @property
    def addresses(self) -> Path:
        """This is the file that says where the stack on this folder listens."""
        return self.path / "addresses.json"

    def log(self, name: str) -> Path:
        """This is the log file of that process."""
        return self.path / "logs" / f"{name}.log"

    def remember(self, addresses: Mapping[str, Any]) -> None:
        """This writes down where the stack listens, for commands beside it and the next start."""
        fresh = self.addresses.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(addresses, indent=2), encoding="utf-8")
        fresh.replace(self.addresses)

    def remembered(self) -> dict[str, Any]:
        """This is what was last written down; nothing when there is no such file, or no sense."""
        try:
            found = json.loads(self.addresses.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def is_in_use(self) -> bool:
        """This is true while a stack runs on the folder."""
        import fcntl

        try:
            with (self.path / "lock").open(encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def check_room(self, needed_mebibytes: int) -> None:
        """This checks that the disk has that much room.

        Raises:
            CannotStart: it has not.
        """
        free = shutil.disk_usage(self.path).free // MEBIBYTE
        if free < needed_mebibytes:
            raise CannotStart(
                f"The disk that holds {self.path} is full: {free} MiB are free, "
                f"{needed_mebibytes} are needed. Make room, or set PRECEPTOR_HOME to another disk."
            )

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """This turns what the system says about the folder into a sentence for a person."""
        try:
            yield
        except OSError as failure:
            raise CannotStart(self._sentence(failure)) from failure

    def _sentence(self, failure: OSError) -> str:
        if failure.errno in FULL:
            return f"The disk that holds {self.path} is full. Make room and start again."
        named = Path(os.fsdecode(failure.filename)) if failure.filename else self.path
        if named == self.path or self.path in named.parents or named in self.path.parents:
            return (
                f"The data folder {self.path} cannot be used: {failure.strerror} ({named}). "
                "Set PRECEPTOR_HOME to a folder that can be written."
            )
        return f"{named} cannot be used: {failure.strerror}."


def _take(lock: TextIO, path: Path) -> None:
    """This takes the lock; a file left behind by a dead process is no obstacle."""
    if sys.platform == "win32":
        raise CannotStart("Preceptor runs on Linux and macOS; on Windows, use WSL.")
    import fcntl

    end = time.monotonic() + LOCK_PATIENCE_SECONDS
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > end:
            lock.seek(0)
            raise CannotStart(
                f"Preceptor already runs on {path} (process {lock.read().strip() or 'unknown'}). "
                "Stop that one first, or set PRECEPTOR_HOME to another folder."
            )
        time.sleep(0.05)


def _say_who(lock: TextIO) -> None:
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
