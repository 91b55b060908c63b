"""How likely chance alone does as much: p-values, exact where that is cheap.

Plain arithmetic, so that whoever judges numbers needs no library that takes seconds to begin.
"""

from collections.abc import Sequence
from math import erfc, exp, gamma, lgamma, sqrt
from typing import Final

NEGLIGIBLE: Final = 1e-17
"""Less than so much of a sum changes no digit of it."""


def survival(statistic: float, freedom: int) -> float:
    """This is how likely a chi-squared number of so many degrees of freedom is larger.

    It is the regularised upper incomplete gamma function of half integers, summed exactly
    (NIST Digital Library of Mathematical Functions, 8.4.6 and 8.8.2).
    """
    if freedom < 1:
        return 1.0
    half = statistic / 2
    order = 0.5 if freedom % 2 else 1.0
    found = erfc(sqrt(half)) if freedom % 2 else exp(-half)
    while order < freedom / 2:
        found += half**order * exp(-half) / gamma(order + 1)
        order += 1
    return min(found, 1.0)


def two_sided(errors: float) -> float:
    """This is how likely a normal number lies that many standard errors off, to either side."""
    return erfc(abs(errors) / sqrt(2))


def rarity(hits: int, of: int, others: int, of_others: int) -> float:
    """This is how likely hits, all of them dealt out by chance, are as unevenly spread: a p-value.

    It is Fisher's exact test (1935), twice the smaller tail. It is never wrong more often than it
    says, however rare hits are.
    """
    both, whole = hits + others, of + of_others
    expected = of * both / whole if whole else 0.0
    step = -1 if hits <= expected else 1
    term = _dealt(hits, both, of, of_others) if whole else 1.0
    total, at = term, hits
    while term > total * NEGLIGIBLE:
        term *= _next(at, step, both, of, of_others)
        total, at = total + term, at + step
    return min(2 * total, 1.0)


def _dealt(hits: int, both: int, of: int, of_others: int) -> float:
    """This is how likely so many of all hits fall to the first (hypergeometric)."""
    ways = _ways(of, hits) + _ways(of_others, both - hits) - _ways(of + of_others, both)
    return exp(ways)


def _ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)


def _next(at: int, step: int, both: int, of: int, of_others: int) -> float:
    """This is how much likelier one more hit is than so many, or one less."""
    if step > 0:
        return (of - at) * (both - at) / ((at + 1) * (of_others - both + at + 1))
    return at * (of_others - both + at) / ((of - at + 1) * (both - at + 1))


def together(chances: Sequence[float]) -> tuple[float, ...]:
    """This is p-values as they are when looked at together, however they depend on one another.

    Taking those below 5 % finds anything where nothing is in at most 5 % of looks: S. Holm, "A
    Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6
    (1979).
    """
    found = [1.0] * len(chances)
    least = 0.0
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    for done, at in enumerate(order):
        least = max(least, min((len(chances) - done) * chances[at], 1.0))
        found[at] = least
    return tuple(found)
