"""The vault of a single machine: key-encryption keys in one file, for its owner's eyes alone."""

import json
import os
import stat
import tempfile
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path

from adapters.vault.wrapping import fresh_key, unwrapped, wrapped
from application.ports import Wrapped
from domain.shared.errors import KeyIsGone, Unavailable

OTHERS = stat.S_IRWXG | stat.S_IRWXO


class VaultFileIsOpen(Exception):
    """This is a key file that others could read, or that could be committed by mistake."""


@dataclass(frozen=True, slots=True)
class Kek:
    """This is one version of the key-encryption key."""

    made_at: datetime
    key: bytes


class LocalFileKeyVault:
    """This keeps the keys in a file of mode 0600, written anew as a whole and made durable.

    Several processes may use it; what one has rotated the others read when they meet a version
    they do not know.
    """

    def __init__(self, path: Path) -> None:
        """This takes the file as it is, and makes none.

        Raises:
            VaultFileIsOpen: others may read it, or it lies in a repository unignored.
        """
        self._path = path
        self._lock = threading.Lock()
        self._known: Mapping[int, Kek] = {}
        _refuse_repository(path)

    def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """This is the key, wrapped by the newest version; the first use makes the first one."""
        keks = self._keks() or self._made(datetime.now(UTC))
        version = max(keks)
        return Wrapped(version, wrapped(keks[version].key, key, context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """This is the key again."""
        kek = self._known.get(wrapped.version) or self._keks().get(wrapped.version)
        if kek is None:
            raise KeyIsGone(f"version {wrapped.version} of the key-encryption key")
        return unwrapped(kek.key, wrapped.data, context)

    def rotate(self, now: datetime, every: timedelta) -> int:
        """This is the newest version, made now when the last is older than `every`."""
        keks = self._keks()
        if not keks or keks[max(keks)].made_at + every <= now:
            keks = self._made(now, behind=max(keks, default=0))
        return max(keks)

    def destroy(self, version: int, now: datetime) -> None:  # noqa: ARG002 - a file keeps no trace
        """This writes the file anew without the version."""
        with self._alone():
            self._known = {known: kek for known, kek in self._read().items() if known != version}
            self._write(self._known)

    def versions(self) -> Mapping[int, datetime]:
        """This is every version in the file."""
        return {version: kek.made_at for version, kek in self._keks().items()}

    def _keks(self) -> Mapping[int, Kek]:
        self._known = self._read()
        return self._known

    def _made(self, now: datetime, behind: int = 0) -> Mapping[int, Kek]:
        """This adds a version behind the one known, unless another process was first."""
        with self._alone():
            keks = dict(self._read())
            if max(keks, default=0) <= behind:
                keks[behind + 1] = Kek(now, fresh_key())
                self._write(keks)
            self._known = keks
        return keks

    def _read(self) -> Mapping[int, Kek]:
        if not self._path.exists():
            return {}
        if self._path.stat().st_mode & OTHERS:
            raise VaultFileIsOpen(f"Others can read {self._path}; make it yours: chmod 600")
        try:
            stored = json.loads(self._path.read_text(encoding="ascii"))
            return {
                int(version): Kek(datetime.fromisoformat(one["made_at"]), b64decode(one["key"]))
                for version, one in stored.items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as reason:
            raise Unavailable("the key file cannot be read") from reason

    def _write(self, keks: Mapping[int, Kek]) -> None:
        stored = {
            str(version): {
                "made_at": kek.made_at.isoformat(),
                "key": b64encode(kek.key).decode(),
            }
            for version, kek in sorted(keks.items())
        }
        descriptor, fresh = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(stored, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(self._path)
        _make_durable(self._path.parent)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".lock")
        with self._lock, beside.open("a") as file:
            flock(file, LOCK_EX)
            yield


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_repository(path: Path) -> None:
    """This goes up from the file: a folder that ignores all it holds may lie in a repository."""
    for folder in path.absolute().parents:
        ignored = folder / ".gitignore"
        if ignored.is_file() and "*" in ignored.read_text(errors="replace").split():
            return
        if (folder / ".git").exists():
            raise VaultFileIsOpen(
                f"The key file {path} would lie in the repository {folder}; keep it elsewhere,"
                " or put a .gitignore that says * beside it."
            )
