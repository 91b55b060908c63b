"""What a witness has seen, in one file: written anew as a whole, and durable before it answers.

Whoever loses this file, or brings an older one back, has a witness that can be fooled.
"""

import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Any

from application.status import CannotBeDone
from domain.proof.checkpoint import read_checkpoint
from domain.proof.invalid import ProofInvalid
from domain.proof.keys import KEY_BYTES
from domain.proof.note import read_note
from domain.proof.spelling import decoded, encoded

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Kept:
    """This is everything in the file: who the witness is, and of each log the last checkpoint."""

    name: str
    seed: bytes
    logs: dict[str, str]


class Memory:
    """This keeps what a witness has seen; only one process may use it at a time."""

    def __init__(self, path: Path, kept: Kept) -> None:
        self._path = path
        self._kept = kept

    @classmethod
    @contextmanager
    def opened(cls, path: Path, name: str) -> "Iterator[Memory]":
        """This is the file's, until the block ends; where there is none, one is made.

        Raises:
            CannotBeDone: it cannot be used, or is another witness's.
        """
        with _alone(path):
            kept = _read(path)
            if kept is None:
                kept = Kept(name, secrets.token_bytes(KEY_BYTES), {})
                _write(path, kept)
            if kept.name != name:
                raise CannotBeDone(f"{path} is of the witness {kept.name}, not of {name}.")
            yield cls(path, kept)

    @property
    def seed(self) -> bytes:
        """This is what the witness's key derives from."""
        return self._kept.seed

    def last(self, origin: str) -> str | None:
        """This is the last checkpoint of a log that was cosigned, as a note."""
        return self._kept.logs.get(origin)

    def keep(self, origin: str, note: str) -> None:
        """This returns when the checkpoint is safe on the disk."""
        kept = replace(self._kept, logs={**self._kept.logs, origin: note})
        _write(self._path, kept)
        self._kept = kept


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with _sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.lock").open("a")
    with beside:
        try:
            flock(beside, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise CannotBeDone(f"Another witness works with {path}.") from None
        yield


def _read(path: Path) -> Kept | None:
    with _sentences(path):
        if not path.exists():
            return None
        if path.stat().st_mode & OTHERS:
            raise CannotBeDone(f"Others can read {path}; make it yours: chmod 600.")
        raw = path.read_bytes()
    try:
        return _understood(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, ProofInvalid):
        raise CannotBeDone(
            f"{path} does not hold what a witness has seen. Starting without it would be"
            " forgetting; bring it back, or use another file and another name."
        ) from None


def _understood(stored: Any) -> Kept:
    """This is what the file tells.

    Raises:
        ValueError: it tells something else; other errors as they come.
    """
    kept = Kept(str(stored["name"]), decoded(stored["seed"]), dict(stored["logs"]))
    origins = [read_checkpoint(read_note(note).text).origin for note in kept.logs.values()]
    if len(kept.seed) != KEY_BYTES or origins != list(kept.logs):
        raise ValueError
    return kept


def _write(path: Path, kept: Kept) -> None:
    stored = {"name": kept.name, "seed": encoded(kept.seed), "logs": kept.logs}
    with _sentences(path):
        descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(stored, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(fresh).replace(path)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be used: {reason.strerror}.") from reason
