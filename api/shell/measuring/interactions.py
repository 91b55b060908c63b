"""Reading who chose what: lines with tabs between, as other tools write them.

Some have a line of names on top, some no times, some a byte order mark. What is no line of them
is passed over and counted.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from application.ranking import Interactions, Trial
from application.status import CannotBeDone

NAMES = re.compile(
    r"(user|learner|student|item|movie|course|tutor)s?([ _-]?id)?(:.*)?", re.IGNORECASE
)
"""What stands at the beginning of a line of names; an id would have something of its own."""

TIME = 3
FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Given:
    """This is what a folder holds, and how many of its lines are none."""

    trial: Trial
    unreadable: int


def read(folder: Path) -> Given:
    """This is the trial in that folder.

    Raises:
        CannotBeDone: `train.tsv` or `test.tsv` is missing or cannot be read.
    """
    known, hidden = _choices(folder / "train.tsv"), _choices(folder / "test.tsv")
    described = folder / "items.tsv"
    texts = _lines(described) if described.exists() else []
    counted = sum(map(_is_none, (*known, *hidden)))
    trial = Trial(_interactions(known), _interactions(hidden), _texts(texts))
    return Given(trial, counted)


def _choices(path: Path) -> list[list[str]]:
    """This leaves out names on top that are not those we know, by what stands for a number."""
    lines = _lines(path)
    is_named = lines and any(part and _number(part) is None for part in lines[0][2 : TIME + 1])
    return lines[1:] if is_named else lines


def _lines(path: Path) -> list[list[str]]:
    """This is each line that holds something, in its parts, without the names on top."""
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be read: {reason.strerror}.") from reason
    lines = [[part.strip() for part in line.split("\t")] for line in text.split("\n")]
    lines = [line for line in lines if any(line)]
    return lines[1:] if lines and NAMES.fullmatch(lines[0][0]) else lines


def _is_none(line: list[str]) -> bool:
    return len(line) < FEWEST_COLUMNS or not line[0] or not line[1]


def _interactions(lines: list[list[str]]) -> Interactions:
    good = [line for line in lines if not _is_none(line)]
    return Interactions(
        users=[line[0] for line in good],
        items=[line[1] for line in good],
        times=[_time(line) for line in good],
    )


def _time(line: list[str]) -> float:
    found = _number(line[TIME]) if len(line) > TIME else None
    return math.nan if found is None or math.isinf(found) else found


def _number(part: str) -> float | None:
    try:
        return float(part)
    except ValueError:
        return None


def _texts(lines: list[list[str]]) -> dict[str, str]:
    """This is what each item says; where texts have tabs in them, all of it."""
    return {line[0]: " ".join(line[1:]) for line in lines if line[0]}
