"""Who wrote what somebody else wrote before: texts that have most rows of three words in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from domain.screening.spelling import straightened
from domain.screening.traces import Trace

WORD: Final = re.compile(r"\w+")
ROW: Final = 3
Row = tuple[str, ...]
"""This is so many words one after the other."""

FEWEST_WORDS: Final = 8
"""Of fewer words many say the same by themselves: `very good teacher, thank you`."""

ALIKE: Final = 0.6
MOST_TOGETHER: Final = 50
"""What more have in common is a phrase."""


def copied(every: Sequence[Trace]) -> frozenset[str]:
    """This is the reviews that are nearly the same as one by another student."""
    rows = {one.booking_id: _rows(one.text) for one in every}
    authors = {one.booking_id: one.student_id for one in every}
    times = Counter(row for found in rows.values() for row in found)
    shared = {row for row, count in times.items() if 1 < count <= MOST_TOGETHER}
    having: dict[Row, list[str]] = defaultdict(list)
    for booking_id, found in rows.items():
        for row in found & shared:
            having[row].append(booking_id)
    return frozenset(
        booking_id for booking_id in rows if _is_copy(booking_id, rows, authors, having)
    )


def _is_copy(
    booking_id: str,
    rows: Mapping[str, frozenset[Row]],
    authors: Mapping[str, str],
    having: Mapping[Row, Sequence[str]],
) -> bool:
    own = rows[booking_id]
    common: Counter[str] = Counter()
    for row in own & having.keys():
        common.update(having[row])
    return any(
        count >= ALIKE * len(own | rows[other])
        for other, count in common.items()
        if authors[other] != authors[booking_id]
    )


def _rows(text: str) -> frozenset[Row]:
    words = WORD.findall(straightened(text))
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(zip(*(words[at:] for at in range(ROW)), strict=False))
