"""An export as a folder of files: each read whole, none larger than such files are."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from domain.proof.bundles import LENGTH_BYTES, LONGEST_ENTRY
from domain.proof.export import FILES, MANIFEST, read_line
from domain.proof.invalid import ProofInvalid
from domain.proof.tiles import WIDTH

LARGEST_FILE = WIDTH * (LENGTH_BYTES + LONGEST_ENTRY)
READ_AT_ONCE = 1024 * 1024


class ExportFolder:
    """This reads the files of an export.

    Raises:
        ProofInvalid: from every call, when a file is not there, cannot be read or is too large.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> bytes:
        """This is what a file holds."""
        try:
            with (self._path / name).open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except OSError as reason:
            raise ProofInvalid(f"{name} cannot be read: {reason.strerror}.") from reason
        if len(raw) > LARGEST_FILE:
            raise ProofInvalid(f"{name} is larger than any such file.")
        return raw

    def text(self, name: str) -> str:
        """This is what a file says."""
        try:
            return self.read(name).decode()
        except UnicodeDecodeError:
            raise ProofInvalid(f"{name} is not UTF-8.") from None

    def digest_of_list(self) -> str:
        """This is the SHA-256 of the list of files, which may be long."""
        found = hashlib.sha256()
        try:
            with (self._path / FILES).open("rb") as file:
                while raw := file.read(READ_AT_ONCE):
                    found.update(raw)
        except OSError as reason:
            raise ProofInvalid(f"{FILES} cannot be read: {reason.strerror}.") from reason
        return found.hexdigest()

    def lines(self) -> Iterator[tuple[str, str]]:
        """This is digest and path of each file, in the order of the list."""
        try:
            with (self._path / FILES).open(encoding="utf-8", newline="\n") as file:
                yield from map(read_line, file)
        except (OSError, UnicodeDecodeError) as reason:
            raise ProofInvalid(f"{FILES} cannot be read.") from reason

    def count(self) -> int:
        """This is how many files lie there, whichever they are, but for list and manifest."""
        found = sum(1 for path in self._path.rglob("*") if path.is_file())
        return found - sum((self._path / name).is_file() for name in (FILES, MANIFEST))
