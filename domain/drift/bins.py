"""Values counted in bins: what a feature looks like, with no person in it.

Bins hold as many values each as can be, of those they were made of; equal values share one.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan, log2
from typing import Final

MOST: Final = 10
"""More bins would see finer changes of shape, and need more people to see any."""

STEPS_A_DOUBLING: Final = 6
SMALLEST: Final = 1_000
"""Values smaller than a thousandth, in millionths, are as good as nothing."""

UNKNOWN: Final = 0
"""The bin of what is not known."""

HALF: Final = 200
"""The bin of nothing: smaller values lie below, larger ones above."""


@dataclass(frozen=True, slots=True)
class Bins:
    """This is where bins end; the last has no end, and what is not known has one of its own.

    Attributes:
        edges: the highest value of each bin but the last, in order.
    """

    edges: tuple[float, ...]

    @classmethod
    def of(cls, values: Iterable[float], most: int = MOST) -> "Bins":
        """This is bins that hold equally many of the values, as far as these differ."""
        known = sorted(value for value in values if not isnan(value))
        ends = {known[len(known) * at // most - 1] for at in range(1, most) if len(known) >= most}
        return cls(tuple(sorted(end for end in ends if end < known[-1])))

    def count(self, values: Iterable[float]) -> tuple[int, ...]:
        """This is how many are not known, and how many lie in each bin."""
        found = [0] * (len(self.edges) + 2)
        for value in values:
            found[UNKNOWN if isnan(value) else 1 + bisect_left(self.edges, value)] += 1
        return tuple(found)


def merged(expected: Sequence[float], fewest: float) -> list[range]:
    """This is neighbouring bins put together until that much is expected in each.

    Approximations by chi-squared hold only then (Cochran 1954).
    """
    found: list[range] = []
    start, held = 0, 0.0
    for at, more in enumerate(expected):
        held += more
        if held >= fewest:
            found.append(range(start, at + 1))
            start, held = at + 1, 0.0
    if found and start < len(expected):
        found[-1] = range(found[-1].start, len(expected))
    return found


def grid(millionths: int | None) -> int:
    """This is the bin of a value before anybody knows which values there will be; 0 is not known.

    Bins grow with what is in them, by a sixth of a doubling: fine enough for any feature to be
    compared, once neighbours are put together.
    """
    if millionths is None:
        return UNKNOWN
    size = round(STEPS_A_DOUBLING * log2(1 + abs(millionths) / SMALLEST))
    return HALF + min(size, HALF - 1) * (1 if millionths > 0 else -1)
