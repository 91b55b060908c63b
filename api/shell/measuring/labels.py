"""Reading texts with labels: a label, a tab and a text a line, as other tools write them."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from application.status import CannotBeDone
from application.texts import Labelled


@dataclass(frozen=True, slots=True)
class Read:
    """This is the texts of each file, and how many of all lines are none."""

    files: tuple[Labelled, ...]
    unreadable: int


def read(*paths: Path) -> Read:
    """This is what those files hold that go together.

    A first line whose label no other line of any of them has is names on top.

    Raises:
        CannotBeDone: one of them cannot be read.
    """
    every = [_lines(path) for path in paths]
    counts = Counter(line[0] for lines in every for line in lines[1:])
    bodies = [lines[1:] if len(lines) > 1 and not counts[lines[0][0]] else lines for lines in every]
    good = [[line for line in lines if len(line) == len(("label", "text"))] for lines in bodies]
    return Read(
        tuple(Labelled([line[0] for line in lines], [line[1] for line in lines]) for lines in good),
        sum(map(len, bodies)) - sum(map(len, good)),
    )


def _lines(path: Path) -> list[list[str]]:
    """This is each line that holds something, parted at its first tab."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be read: {reason.strerror}.") from reason
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    return [[part.strip() for part in line.split("\t", 1)] for line in lines if line.strip()]
