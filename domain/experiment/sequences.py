"""Looking at any time, as often as one likes, and being wrong no more often than was said.

An ordinary interval holds at one time that was fixed before: who looks every day and stops at the
first good one is wrong several times as often as they think. A confidence sequence holds at all
times at once. This one is asymptotic: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas,
"Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52
(2024), with the mixture of Robbins, "Statistical Methods Related to the Law of the Iterated
Logarithm", Annals of Mathematical Statistics 41 (1970). Turned round it is the always-valid p-value
of the mixture sequential probability ratio test: Johari, Koomen, Pekelis and Walsh, "Always Valid
Inference: Continuous Monitoring of A/B Tests", Operations Research 70 (2022).

It counts time in people, so each person has to come with a value that is final.
"""

from dataclasses import dataclass
from math import exp, inf, log, sqrt

from domain.experiment.moments import Difference


@dataclass(frozen=True, slots=True)
class Interval:
    """This is where the truth lies, with so much confidence at all times; and the p-value."""

    low: float
    high: float
    p: float


def interval(found: Difference, tuned_to: float, alpha: float) -> Interval:
    """This is the interval now, narrowest for its size at so many people.

    Where nobody differs from anybody it is everything.
    """
    if not found.variance:
        return Interval(-inf, inf, 1.0)
    half = sqrt(found.variance) * _boundary(found.people, tuned_to, alpha)
    time = found.people * tuning(tuned_to, alpha)
    squared = found.estimate**2 / found.variance
    p = min(1.0, sqrt(time + 1) * exp(-squared * time / (2 * (time + 1))))
    return Interval(found.estimate - half, found.estimate + half, p)


def tuning(people: float, alpha: float) -> float:
    """This is the parameter, squared, that makes it narrow at so many people (ibid., C.3)."""
    return (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / people


def _boundary(people: float, tuned_to: float, alpha: float) -> float:
    """This is how many standard errors it reaches to both sides."""
    time = people * tuning(tuned_to, alpha)
    return sqrt(2 * (time + 1) / time * log(sqrt(time + 1) / alpha))


def boundary_at_its_size(alpha: float) -> float:
    """This is how many standard errors it reaches at the size it was tuned to, whatever that is."""
    return _boundary(1, 1, alpha)
