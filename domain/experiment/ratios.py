"""Were people spread as planned? If not, something is broken, and nothing else means anything.

Fabijan, Gupchup, Gupta, Omhover, Qin, Vermeer and Dmitriev, "Diagnosing Sample Ratio Mismatch in
Online Controlled Experiments", KDD 2019: a chi-squared test, with a threshold that a sound
experiment hardly ever reaches though it is looked at often.
"""

from collections.abc import Sequence
from typing import Final

from domain.shared.chance import survival

SUSPICIOUS: Final = 0.001
"""Below that p-value no verdict is given."""


def mismatch(people: Sequence[int], weights: Sequence[int]) -> float:
    """This is how likely chance alone spreads people as unevenly as this: a p-value."""
    total, whole = sum(people), sum(weights)
    if not total:
        return 1.0
    expected = [total * weight / whole for weight in weights]
    if any(found and not wanted for found, wanted in zip(people, expected, strict=True)):
        return 0.0
    pairs = [(found, wanted) for found, wanted in zip(people, expected, strict=True) if wanted]
    statistic = sum((found - wanted) ** 2 / wanted for found, wanted in pairs)
    return survival(statistic, len(pairs) - 1)
