"""Is a share or a mean still what it was? Both come as sums, which can be added up by the day.

Shares are compared exactly, because clicks and bookings are rare. Means are compared by the
variance of dealing all values out by chance, which is the one there is where nothing changed
(E. J. G. Pitman, "Significance Tests Which May Be Applied to Samples from any Populations", 1937).

Both take each to stand for itself. Somebody who searches ten times an hour does not; and then days
differ by more than chance. How much more is estimated from the days, and so many fewer are taken to
have been there (quasi-likelihood: P. McCullagh and J. Nelder, "Generalized Linear Models", 4.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeVar

from domain.shared.chance import rarity, two_sided

FEWEST_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Share:
    """This is how many there were, and how many of them did it."""

    people: int = 0
    hits: int = 0

    @property
    def value(self) -> float:
        """This is the share of those who did it."""
        return self.hits / self.people if self.people else 0.0

    @property
    def spread(self) -> float:
        """This is the variance of one of them."""
        return self.value * (1 - self.value)

    def __add__(self, other: "Share") -> "Share":
        return Share(self.people + other.people, self.hits + other.hits)

    def thinned(self, by: float) -> "Share":
        """This is the same share of so many times fewer."""
        return Share(round(self.people / by), round(self.hits / by))

    def chance(self, before: "Share") -> float:
        """This is how likely the two shares differ as much by chance alone."""
        return rarity(self.hits, self.people, before.hits, before.people)


@dataclass(frozen=True, slots=True)
class Mean:
    """This is how many values there were, their sum and that of their squares."""

    people: int = 0
    total: float = 0.0
    squares: float = 0.0

    @property
    def value(self) -> float:
        """This is the mean."""
        return self.total / self.people if self.people else 0.0

    @property
    def spread(self) -> float:
        """This is the variance of one of them."""
        return max(self.squares / self.people - self.value**2, 0.0) if self.people else 0.0

    def __add__(self, other: "Mean") -> "Mean":
        return Mean(
            self.people + other.people, self.total + other.total, self.squares + other.squares
        )

    def thinned(self, by: float) -> "Mean":
        """This is the same mean of so many times fewer."""
        people = round(self.people / by)
        part = people / self.people if self.people else 0.0
        return Mean(people, self.total * part, self.squares * part)

    def chance(self, before: "Mean") -> float:
        """This is how likely the two means differ as much by chance alone."""
        people = self.people + before.people
        if not (self.people and before.people):
            return 1.0
        total, squares = self.total + before.total, self.squares + before.squares
        spread = max(squares - total**2 / people, 0.0)
        # What adding up leaves of nothing is no spread.
        if spread <= squares * 1e-12:
            return 1.0
        variance = spread / (people - 1) * (1 / self.people + 1 / before.people)
        return two_sided((self.value - before.value) / sqrt(variance))


F = TypeVar("F", Share, Mean)


def restlessness(days: Sequence[F], whole: F) -> float:
    """This is how many times as much as by chance days differ; never less than once."""
    told = [day for day in days if day.people]
    if len(told) < FEWEST_DAYS or not whole.spread:
        return 1.0
    apart = sum(day.people * (day.value - whole.value) ** 2 for day in told)
    return at_most(apart / whole.spread, len(told) - 1)


def at_most(statistic: float, freedom: int) -> float:
    """This is how restless days may be at most, by a chi-squared number: two standard errors more.

    Taking the guess itself for the truth cries wolf whenever it is too low.
    """
    return max(statistic / freedom * (1 + 2 * sqrt(2 / freedom)), 1.0)
