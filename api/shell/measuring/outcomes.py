"""Reading what is known of people and what happened to them: a table with names on top."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from application.status import CannotBeDone
from application.success import Sample

GROUP: Final = "group:"
"""What the name of a column begins with that groups people and is no feature."""

FEWEST_COLUMNS: Final = 3
HAPPENED: Final = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Given:
    """This is what a folder holds, and how many of its lines are none."""

    known: Sample
    asked: Sample
    unreadable: int


def read(folder: Path) -> Given:
    """This is the people to learn from, and those to tell of.

    Raises:
        CannotBeDone: `train.tsv` or `test.tsv` is missing, or they have not the same columns.
    """
    known, asked = (_rows(folder / name) for name in ("train.tsv", "test.tsv"))
    if known[0] != asked[0]:
        raise CannotBeDone("train.tsv and test.tsv do not have the same names on top.")
    names, *_ = known
    if len(names) < FEWEST_COLUMNS:
        raise CannotBeDone("Columns are a person, 0 or 1, and what is known, with names on top.")
    good = [[row for row in rows if _is_whole(row, names)] for _, rows in (known, asked)]
    lost = sum(len(rows) for _, rows in (known, asked)) - sum(map(len, good))
    return Given(_sample(names, good[0]), _sample(names, good[1]), lost)


def _is_whole(row: list[str], names: list[str]) -> bool:
    return len(row) == len(names) and bool(row[0]) and row[1] in HAPPENED


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as reason:
        raise CannotBeDone(f"{path} cannot be read: {reason.strerror}.") from reason
    lines = [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
    return (lines[0], lines[1:]) if lines else ([], [])


def _sample(names: list[str], rows: list[list[str]]) -> Sample:
    kinds = {
        at: name.removeprefix(GROUP) for at, name in enumerate(names) if name.startswith(GROUP)
    }
    features: Mapping[str, list[float]] = {
        name: [_number(row[at]) for row in rows]
        for at, name in enumerate(names)
        if at >= len(("person", "happened")) and at not in kinds
    }
    groups = {row[0]: {kind: row[at] for at, kind in kinds.items() if row[at]} for row in rows}
    return Sample([row[0] for row in rows], [HAPPENED[row[1]] for row in rows], features, groups)


def _number(text: str) -> float:
    """This is a number; what is none, or no end of one, is not known."""
    try:
        found = float(text)
    except ValueError:
        return math.nan
    return found if math.isfinite(found) else math.nan
