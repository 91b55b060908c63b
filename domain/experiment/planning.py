"""How many people an experiment needs, and how long that takes.

They are so many that an effect of the wished size is found with the wished power when all of them
have come, by the sequence of `sequences.py` tuned to just that number. It may be found sooner, so
the power is rather better than said. An ordinary test needs fewer: that is what looking costs.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import Final

from domain.experiment.sequences import boundary_at_its_size
from domain.shared.errors import RuleBroken

ALPHA: Final = 0.05
POWER: Final = 0.8
FEWEST: Final = 100
"""With fewer people in a group, nothing is said: the sequence is right of many."""

MOST_DAYS: Final = 36_500


class NobodySeesItsEnd(RuleBroken):
    """To find so small an effect takes more people than come in a hundred years."""


@dataclass(frozen=True, slots=True)
class Aim:
    """This is what an experiment is to find.

    Attributes:
        deviation: the standard deviation of one person's value.
        effect: the smallest difference of means that matters.
        variations: how many there are, the control among them, all of one size.
        correlation: of what people do with what they did before.
        power: how often such an effect is to be found.
    """

    deviation: float
    effect: float
    variations: int = 2
    correlation: float = 0.0
    power: float = POWER


@dataclass(frozen=True, slots=True)
class Size:
    """This is how many people that takes in all, and how many days, until the last one's span."""

    people: int
    days: int


def size(aim: Aim, daily: float, span_days: int) -> Size:
    """This is what the aim takes where so many people come each day.

    Raises:
        NobodySeesItsEnd: so many do not come in a hundred years.
    """
    alpha = confidence_left(aim.variations)
    reach = boundary_at_its_size(alpha) + NormalDist().inv_cdf(aim.power)
    deviation = aim.deviation * sqrt(1 - aim.correlation**2)
    ratio = reach * deviation / aim.effect
    in_each = max(2 * ratio * ratio, FEWEST)
    if not in_each * aim.variations / daily <= MOST_DAYS:
        raise NobodySeesItsEnd
    people = ceil(in_each) * aim.variations
    return Size(people, ceil(people / daily) + span_days)


def confidence_left(variations: int) -> float:
    """This is how often each comparison with the control may be wrong (Bonferroni)."""
    return ALPHA / max(variations - 1, 1)
