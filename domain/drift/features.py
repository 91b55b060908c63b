"""Is a feature still spread as it was? A small sample never looks just like the large one.

The population stability index grows with the number of bins and shrinks with the number of people
though nothing changes: times n·m / (n + m) it is a chi-squared number, asymptotically that of
Pearson's test of homogeneity (B. Yurdakul and J. Naranjo, "Statistical Properties of the
Population Stability Index", Journal of Risk Model Validation 14, 2020). So a fixed threshold such
as the usual 0.1 or 0.25 cries wolf with a few hundred people and sleeps with a million.

Two things are asked of one feature, and share what may go wrong: Pearson's statistic sees any
change of shape, and a sum of ranks (Mann and Whitney 1947, with ties) sees values that grow or
shrink, which it finds with far fewer people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from domain.drift.bins import merged
from domain.drift.figures import FEWEST_DAYS, at_most
from domain.shared.chance import survival, two_sided

Counts = Sequence[int]

FEWEST_IN_A_BIN: Final = 5
LEAST_PART: Final = 1 / 20
"""Nor does a bin hold less than so much of the people: more of them would find less."""

SMOOTHED: Final = 0.5
"""So many are added to each bin, so that an empty one does not make everything infinite."""


@dataclass(frozen=True, slots=True)
class Change:
    """This is by how much a feature differs from what it was, and how likely that is by chance.

    Attributes:
        people: how many there were, before or now: the fewer of the two.
        psi: the population stability index.
        psi_by_chance: what it is on average, with so many people, where nothing changed.
        p: how likely chance alone changes as much.
    """

    people: int
    psi: float
    psi_by_chance: float
    p: float

    @property
    def beyond_chance(self) -> float:
        """This is what of the index chance does not explain."""
        return self.psi - self.psi_by_chance


def change(before: Counts, now: Counts, restless: float = 1.0) -> Change:
    """This compares a feature with what it was, both counted in the same bins.

    Who has no value is in the first bin, which takes part in the shape and not in the ranks.
    `restless` is how many times as much as by chance days differ anyhow.
    """
    both = (sum(before), sum(now))
    if not all(both):
        return Change(min(both), 0.0, 0.0, 1.0)
    smaller = min(both) / sum(both)
    pooled = [one + other for one, other in zip(before, now, strict=True)]
    fewest = max(FEWEST_IN_A_BIN, LEAST_PART * min(both))
    bins = merged([each * smaller for each in pooled], fewest)
    pairs = [tuple(sum(side[at] for at in each) for side in (before, now)) for each in bins]
    freedom = max(len(pairs) - 1, 0)
    shape = survival(_pearson(pairs, both) / restless, freedom)
    ranks = two_sided(_ranked(before[1:], now[1:]) / sqrt(restless))
    by_chance = restless * freedom * (1 / both[0] + 1 / both[1])
    return Change(min(both), _psi(pairs, both), by_chance, min(2 * min(shape, ranks), 1.0))


def restlessness(days: Sequence[Counts]) -> float:
    """This is how many times as much as by chance days differ; never less than once.

    What is seen of one person on a day is alike, so days differ by more than their number says.
    """
    told = [day for day in days if sum(day)]
    pooled = [sum(counts) for counts in zip(*told, strict=True)]
    bins = merged(pooled, max(FEWEST_IN_A_BIN * len(told), LEAST_PART * sum(pooled)))
    freedom = (len(bins) - 1) * (len(told) - 1)
    if len(told) < FEWEST_DAYS or freedom < 1:
        return 1.0
    counts = [tuple(sum(day[at] for at in each) for day in told) for each in bins]
    return at_most(_pearson(counts, [sum(day) for day in told]), freedom)


def _pearson(counts: Sequence[Counts], people: Sequence[int]) -> float:
    """This is how unevenly bins are spread over sides, each of which has so many people."""
    found = 0.0
    for sides in counts:
        for count, all_of_it in zip(sides, people, strict=True):
            expected = sum(sides) * all_of_it / sum(people)
            found += (count - expected) ** 2 / expected
    return found


def _psi(pairs: Sequence[tuple[int, ...]], both: tuple[int, int]) -> float:
    found = 0.0
    for pair in pairs:
        one, other = (
            (count + SMOOTHED) / (people + SMOOTHED * len(pairs))
            for count, people in zip(pair, both, strict=True)
        )
        found += (other - one) * log(other / one)
    return found


def _ranked(before: Counts, now: Counts) -> float:
    """This is how many standard errors the mean ranks are apart, were the people dealt by chance.

    The variance is that of dealing ranks out at random, ties included, so it is exact.
    """
    both = (sum(before), sum(now))
    people = sum(both)
    ranks, below = [], 0
    for one, other in zip(before, now, strict=True):
        ranks.append(below + (one + other) / 2 - people / 2)
        below += one + other
    spread = sum((a + b) * r**2 for a, b, r in zip(before, now, ranks, strict=True))
    if not all(both) or not spread:
        return 0.0
    means = [
        sum(count * rank for count, rank in zip(side, ranks, strict=True)) / sum(side)
        for side in (before, now)
    ]
    variance = spread / (people - 1) * (1 / both[0] + 1 / both[1])
    return (means[1] - means[0]) / sqrt(variance)
