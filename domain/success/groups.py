"""Is one group of people told the truth as much as another?

Two gaps are told for each group against everybody else. The rate says whether it is told higher
chances; that may be so because it goes on more often. The calibration says whether it is told more
than then happens, more so than others: that is unfair whatever the reason. Each comes with the
interval in which the truth lies with 95 % confidence, all of them together (Bonferroni): of many
groups one always stands out by chance. Examples of one student are alike, so students are counted,
not examples: each counts with the mean of theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean
from typing import Final

CONFIDENCE: Final = 0.95
FEWEST: Final = 30
"""Of smaller groups nothing is said, and nobody in them can be told from the numbers."""

INTERVALS_EACH: Final = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """This is a difference, and where it lies with confidence."""

    value: float
    low: float
    high: float

    @property
    def is_certain(self) -> bool:
        """This is true where it is not nothing."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Fairness:
    """This is one group of people against all others.

    Attributes:
        kind: what groups them: country, age band, locale.
        group: which one.
        students: how many are in it.
        told: what they were told on average; `happened` is how often it was so.
        rate: by how much they are told more than others.
        calibration: by how much they are told too much, more than others are.
    """

    kind: str
    group: str
    students: int
    told: float
    happened: float
    rate: Gap
    calibration: Gap


@dataclass(frozen=True, slots=True)
class Heard:
    """This is a student: what they were told and how it went, on average; and their groups."""

    told: float
    happened: float
    groups: Mapping[str, str]


def fairness(heard: Sequence[Heard]) -> list[Fairness]:
    """This compares every group that is large enough with everybody else."""
    members: dict[tuple[str, str], list[Heard]] = defaultdict(list)
    for each in heard:
        for kind_and_group in each.groups.items():
            members[kind_and_group].append(each)
    large = {
        key: found
        for key, found in members.items()
        if len(found) >= FEWEST and len(heard) - len(found) >= FEWEST
    }
    reach = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(len(large) * INTERVALS_EACH, 1))
    return [_compared(key, large[key], heard, reach) for key in sorted(large)]


def _compared(
    key: tuple[str, str], members: Sequence[Heard], heard: Sequence[Heard], reach: float
) -> Fairness:
    kind, group = key
    others = [each for each in heard if each.groups.get(kind) != group]
    return Fairness(
        kind,
        group,
        len(members),
        fmean(each.told for each in members),
        fmean(each.happened for each in members),
        _gap((each.told for each in members), (each.told for each in others), reach),
        _gap(
            (each.told - each.happened for each in members),
            (each.told - each.happened for each in others),
            reach,
        ),
    )


def _gap(ours: Iterable[float], theirs: Iterable[float], reach: float) -> Gap:
    one, other = _mean(list(ours)), _mean(list(theirs))
    value = one[0] - other[0]
    half = reach * sqrt(one[1] + other[1])
    return Gap(value, value - half, value + half)


def _mean(values: Sequence[float]) -> tuple[float, float]:
    """This is the mean, and the variance of the mean."""
    mean = fmean(values)
    spread = sum((each - mean) ** 2 for each in values) / (len(values) - 1)
    return mean, spread / len(values)
