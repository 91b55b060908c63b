"""Into which variation somebody falls: the hash of GrowthBook's SDKs, version 2, and its buckets.

Any GrowthBook SDK that is given the same seed, coverage and weights puts the same person into the
same variation, so that a client may ask it instead of us. The functions are pure, and their names
and corner cases are those of GrowthBook's "Build Your Own SDK" guide, whose public test data they
are held against. The hash is FNV-1a with 32 bits (Fowler, Noll, Vo), over the code points of the
text; all we hash is ASCII.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import Final

OFFSET: Final = 0x811C9DC5
PRIME: Final = 0x01000193
BITS: Final = 0xFFFFFFFF
BIASED, UNBIASED = 1, 2
"""Versions of the hash: the first is left in namespaces alone, as it is in every SDK."""

TOLERANCE: Final = 0.01
"""How far weights may be from adding up to one."""

NOWHERE: Final = -1

Range = tuple[float, float]
"""From the first up to, and not including, the second; both between 0 and 1."""


def hash(seed: str, value: str, version: int) -> float | None:  # noqa: A001 - as SDKs name it
    """This is a number from 0 up to 1 that the value always has under that seed.

    It is None for a version that nobody knows.
    """
    if version == UNBIASED:
        return _fnv1a(str(_fnv1a(seed + value))) % 10_000 / 10_000
    if version == BIASED:
        return _fnv1a(value + seed) % 1_000 / 1_000
    return None


def equal_weights(variations: int) -> list[float]:
    """This is the same weight for each variation."""
    return [1 / variations] * variations if variations > 0 else []


def bucket_ranges(
    variations: int, coverage: float = 1, weights: Sequence[float] | None = None
) -> list[Range]:
    """This is the range of each variation: as long as its weight, covered from its start on.

    So whoever is in stays where they are when the coverage grows. Weights that do not fit the
    variations, or do not add up to one, count as equal.
    """
    covered = min(max(coverage, 0), 1)
    given = list(weights or ())
    if len(given) != variations or abs(sum(given) - 1) > TOLERANCE:
        given = equal_weights(variations)
    starts = accumulate(given[:-1], initial=0.0)
    return [(start, start + covered * each) for start, each in zip(starts, given, strict=False)]


def choose_variation(number: float, ranges: Sequence[Range]) -> int:
    """This is the first variation in whose range the number lies, or `NOWHERE`."""
    return next(
        (at for at, (start, end) in enumerate(ranges) if start <= number < end),
        NOWHERE,
    )


def in_namespace(value: str, name: str, start: float, end: float) -> bool:
    """This is true when the value falls into that range of a namespace."""
    number = hash(f"__{name}", value, BIASED)
    return number is not None and start <= number < end


def _fnv1a(text: str) -> int:
    found = OFFSET
    for letter in text:
        found = ((found ^ ord(letter)) * PRIME) & BITS
    return found
