"""What two sides have in common, where both say it in the same words: neither side comes first.

Each is between 0 and 1, and nothing where one side says nothing: what is not known is no misfit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

Span = tuple[int, int]
"""Minutes of a week since Monday's midnight, from one up to another, by one and the same clock."""


@dataclass(frozen=True, slots=True)
class Side:
    """This is what a student wishes for, or what a tutor has.

    Attributes:
        languages: spoken in lessons.
        spans: when there is time, in order and apart from one another.
        prices: of an hour, from and to, in minor units of one currency for both sides.
    """

    languages: frozenset[str] = frozenset()
    spans: tuple[Span, ...] = ()
    prices: tuple[int, int] | None = None


def shared_languages(one: Side, other: Side) -> float | None:
    """This is how much of the shorter list of languages stands in the longer one as well."""
    fewest = min(len(one.languages), len(other.languages))
    return len(one.languages & other.languages) / fewest if fewest else None


def shared_time(one: Side, other: Side) -> float | None:
    """This is how much of the time of whoever has less of it is time of the other as well."""
    least = min(_minutes(one.spans), _minutes(other.spans))
    return _common(one.spans, other.spans) / least if least else None


def near_prices(one: Side, other: Side) -> float | None:
    """This is 1 where the ranges of prices touch, and falls with the ratio between them."""
    if one.prices is None or other.prices is None:
        return None
    lower, higher = sorted((one.prices, other.prices))
    gap = max(0, higher[0] - lower[1])
    return exp(-2 * gap / max(higher[0], 1))


def _minutes(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _common(spans: Sequence[Span], others: Sequence[Span]) -> int:
    return sum(
        max(0, min(end, closes) - max(start, opens))
        for start, end in spans
        for opens, closes in others
    )
