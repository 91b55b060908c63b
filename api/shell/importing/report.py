"""What was bad: one line of JSON each, with file, number and reason, and nothing of the line."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import orjson

from application.status import CannotBeDone


@dataclass(slots=True)
class Report:
    """This keeps what was bad, in a file that is there once there is something to say.

    One left from an earlier import is emptied, so that it never tells of another file.
    """

    path: Path
    count: int = 0
    _file: TextIO | None = field(default=None, repr=False)

    def begin(self) -> None:
        """This empties an older report.

        Raises:
            CannotBeDone: its place cannot be written to.
        """
        if self.path.exists():
            self._open()

    def add(self, file: Path, line: int, reason: str) -> None:
        """This takes down one bad line."""
        told = {"file": file.name, "line": line, "reason": reason}
        written = self._open()
        written.write(f"{orjson.dumps(told).decode()}\n")
        written.flush()
        self.count += 1

    def close(self) -> None:
        """This ends the report."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> TextIO:
        if self._file is None:
            try:
                self._file = self.path.open("w", encoding="utf-8")
            except OSError as reason:
                raise CannotBeDone(
                    f"The report {self.path} cannot be written: {reason.strerror}."
                ) from reason
        return self._file
