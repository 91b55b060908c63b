"""Sums that are all it takes to compare two groups: how many people, what they did, its squares.

Each person counts once, with all they did in their span, and with what they did before. Sums can
be added and taken back, and are whole numbers, so that it does not matter in which order.

What somebody did before they were exposed cannot come of the experiment. Taking out of the
difference what it explains leaves the same difference on average and less chance in it. That is
CUPED: Deng, Xu, Kohavi and Walker, "Improving the Sensitivity of Online Controlled Experiments by
Utilizing Pre-Experiment Data", WSDM 2013. Its factor is that of both groups, within each.
"""

from dataclasses import dataclass
from typing import Final, Self


@dataclass(frozen=True, slots=True)
class Moments:
    """This is a group of people in sums.

    Attributes:
        people: how many they are.
        done: what they did.
        done_squares: the squares of what each of them did.
        before: what they did before.
        before_squares: the squares of that.
        products: of both, for each of them.
    """

    people: int = 0
    done: int = 0
    done_squares: int = 0
    before: int = 0
    before_squares: int = 0
    products: int = 0

    def __add__(self, other: Self) -> "Moments":
        return Moments(
            self.people + other.people,
            self.done + other.done,
            self.done_squares + other.done_squares,
            self.before + other.before,
            self.before_squares + other.before_squares,
            self.products + other.products,
        )

    @property
    def mean(self) -> float:
        """This is what one of them did on average."""
        return self.done / self.people if self.people else 0.0

    @property
    def mean_before(self) -> float:
        """This is what one of them did before, on average."""
        return self.before / self.people if self.people else 0.0

    @property
    def spread(self) -> float:
        """This is the sum of squared distances from the mean of what they did."""
        return self._spread(self.done, self.done, self.done_squares)

    @property
    def spread_before(self) -> float:
        """This is the same of what they did before."""
        return self._spread(self.before, self.before, self.before_squares)

    @property
    def shared(self) -> float:
        """This is how far both go together: the sum of products of distances from the means."""
        return self._spread(self.done, self.before, self.products)

    def variance(self, factor: float) -> float:
        """This is the variance of one person's value, with so much of the before taken out."""
        left = self.spread - 2 * factor * self.shared + factor**2 * self.spread_before
        return max(left, 0.0) / (self.people - 1)

    def _spread(self, one: int, other: int, products: int) -> float:
        """This is exact before it is divided: sums of large numbers lose nothing."""
        return (self.people * products - one * other) / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """This is how much more one of the treated did than one of the control, and how sure that is.

    `variance` is that of the estimate; `people` is how many it rests on; `explained` is the part of
    the variance that the before took out.
    """

    estimate: float
    variance: float
    people: int
    explained: float


FEWEST: Final = 2


def difference(control: Moments, treated: Moments) -> Difference | None:
    """This compares two groups; there is nothing to compare with fewer than two people in each."""
    if min(control.people, treated.people) < FEWEST:
        return None
    spread_before = control.spread_before + treated.spread_before
    factor = (control.shared + treated.shared) / spread_before if spread_before else 0.0
    estimate = treated.mean - control.mean
    estimate -= factor * (treated.mean_before - control.mean_before)
    plain, adjusted = (
        sum(each.variance(with_factor) / each.people for each in (control, treated))
        for with_factor in (0.0, factor)
    )
    explained = 1 - adjusted / plain if plain else 0.0
    return Difference(estimate, adjusted, control.people + treated.people, explained)
