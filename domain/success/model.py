"""What was learnt: for each feature a curve, and what they say together is their sum.

Each feature's part stands by itself and can be told; nothing hides in how features meet. That is a
generalised additive model (T. Hastie and R. Tibshirani, 1986). Curves run straight from one knot to
the next, so that a model is a page of numbers, and saying what it says takes no library.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isnan


@dataclass(frozen=True, slots=True)
class Curve:
    """This is what one feature adds, in log odds, against the average person.

    Attributes:
        knots: values of the feature, growing.
        adds: what each of them adds; outside of the knots it stays as at the last one.
        unknown: what it adds that the value is not known.
    """

    knots: tuple[float, ...]
    adds: tuple[float, ...]
    unknown: float

    def at(self, value: float) -> float:
        """This is what that value adds."""
        if isnan(value):
            return self.unknown
        upper = bisect_right(self.knots, value)
        if upper in {0, len(self.knots)}:
            return self.adds[min(upper, len(self.knots) - 1)]
        low, high = self.knots[upper - 1], self.knots[upper]
        part = (value - low) / (high - low)
        return self.adds[upper - 1] + part * (self.adds[upper] - self.adds[upper - 1])


@dataclass(frozen=True, slots=True)
class Model:
    """This is a curve for each feature by name, and the log odds of the average person."""

    start: float
    curves: Mapping[str, Curve]

    def parts(self, values: Mapping[str, float]) -> dict[str, float]:
        """This is what each feature adds to the log odds, in the order of the curves."""
        return {name: curve.at(values[name]) for name, curve in self.curves.items()}

    def probability(self, values: Mapping[str, float]) -> float:
        """This is how likely it is, of a person with those values."""
        return 1 / (1 + exp(-(self.start + sum(self.parts(values).values()))))


def reasons(parts: Mapping[str, float], most: int, least: float) -> Sequence[tuple[str, float]]:
    """This is the features that add or take away most, if at least so much, the strongest first."""
    found = sorted(parts.items(), key=lambda each: -abs(each[1]))
    return [each for each in found[:most] if abs(each[1]) >= least]
