"""Who wrote what somebody else wrote before: texts that have most rows of three words in common."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from domain.screening.spelling import straightened
from domain.screening.traces import Trace

WORD: Final = re.compile(r"\w+")
ROW: Final = 3
FEWEST_WORDS: Final = 8
"""Of fewer words many say the same by themselves: `very good teacher, thank you`."""

ALIKE: Final = 0.6
MOST_TOGETHER: Final = 50
"""What more have in common is a phrase."""


def copied(every: Sequence[Trace]) -> frozenset[str]:
    """This is the reviews that are nearly the same as one by another student."""
    rows = {one.booking_id: _rows(one.text) for one in every}
    authors = {one.booking_id: one.student_id for one in every}
    having: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for booking_id, found in rows.items():
        for row in found:
            having[row].append(booking_id)
    return frozenset(
        booking_id
        for booking_id, found in rows.items()
        if found and _is_copy(booking_id, rows, authors, having)
    )


def _is_copy(
    booking_id: str,
    rows: dict[str, frozenset[tuple[str, ...]]],
    authors: dict[str, str],
    having: dict[tuple[str, ...], list[str]],
) -> bool:
    own = rows[booking_id]
    common: Counter[str] = Counter()
    for row in own:
        if len(having[row]) <= MOST_TOGETHER:
            common.update(having[row])
    return any(
        count >= ALIKE * len(own | rows[other])
        for other, count in common.items()
        if authors[other] != authors[booking_id]
    )


def _rows(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(straightened(text))
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(zip(*(words[at:] for at in range(ROW)), strict=False))
