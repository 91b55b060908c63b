"""Did what was expected happen as often as it was expected?

Among those who were told 30 %, it should happen to 30 %. People are put together by what they were
told, and each group's count is held against its expectation: D. W. Hosmer and S. Lemeshow,
"Goodness of Fit Tests for the Multiple Logistic Regression Model" (1980). The model did not learn
from these people, so each group keeps its degree of freedom. The calibration error alone is never
nothing, and the larger the fewer people there are; so what it is by chance is told beside it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

from domain.drift.bins import merged
from domain.shared.chance import survival

STEPS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
"""Where one group ends and the next begins: finer where things are rare, as bookings are."""

LEAST_SPREAD: Final = 10.0
"""Less expected variance in a group is too little to take its count for a normal number."""


@dataclass(frozen=True, slots=True)
class Told:
    """This is people who were told about the same probability.

    Attributes:
        people: how many.
        expected: the sum of the probabilities.
        spread: the sum of p (1 − p), the variance of how often it happens if they are true.
        happened: to how many of them it did.
    """

    people: int = 0
    expected: float = 0.0
    spread: float = 0.0
    happened: int = 0

    def __add__(self, other: "Told") -> "Told":
        return Told(
            self.people + other.people,
            self.expected + other.expected,
            self.spread + other.spread,
            self.happened + other.happened,
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """This is how far what was expected is from what happened.

    Attributes:
        people: how many were told anything.
        expected: the mean probability.
        happened: how often it happened.
        error: the mean distance of the two over the groups, weighed by their people.
        error_by_chance: what that is on average with so many people if all probabilities are true.
        p: how likely chance alone brings as much.
    """

    people: int
    expected: float
    happened: float
    error: float
    error_by_chance: float
    p: float


def told(pairs: Iterable[tuple[float, bool]]) -> tuple[Told, ...]:
    """This puts probabilities, each with whether it happened, into groups in their order."""
    groups = [Told()] * (len(STEPS) + 1)
    for probability, happened in pairs:
        spread = probability * (1 - probability)
        groups[bisect_right(STEPS, probability)] += Told(1, probability, spread, int(happened))
    return tuple(groups)


def calibration(groups: Sequence[Told], restless: float = 1.0) -> Calibration:
    """This judges groups in the order of what they were told; too few people say nothing.

    `restless` is how many times as much as by chance days differ anyhow.
    """
    whole = sum(groups, Told())
    people = max(whole.people, 1)
    apart = sum(abs(each.happened - each.expected) for each in groups)
    by_chance = sqrt(restless) * sum(sqrt(2 * each.spread / pi) for each in groups)
    put_together = [
        sum((groups[at] for at in each), Told())
        for each in merged([each.spread for each in groups], LEAST_SPREAD)
    ]
    statistic = sum((each.happened - each.expected) ** 2 / each.spread for each in put_together)
    return Calibration(
        whole.people,
        whole.expected / people,
        whole.happened / people,
        apart / people,
        by_chance / people,
        survival(statistic / restless, len(put_together)),
    )
