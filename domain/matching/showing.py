"""Whom to show of those who fit: unlike ones, and now and then somebody new.

Who is new is shown to nobody if only what was chosen before counts. So the last place is, now and
then, a newcomer's, drawn among all who come into question with the same chance each. With what
chance somebody came to stand where they stand is kept, for whoever learns from it later.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

WORTH = 0.8
"""How much being good counts against being unlike those before (Carbonell, Goldstein 1998)."""

EXPLORED = 0.1
"""In so many answers the last place is a newcomer's."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """This is one who is shown.

    Attributes:
        propensity: with which chance they were to stand in this place.
        is_explored: a newcomer who was drawn.
    """

    one: T
    propensity: float = 1.0
    is_explored: bool = False


def unlike(
    ranked: Sequence[tuple[T, float]], likeness: Callable[[T, T], float], limit: int
) -> list[T]:
    """This is so many of them, one after the other the best that is like none chosen before.

    Values and likeness are between 0 and 1. The best of all comes first, whatever it is like.
    """
    left = dict(enumerate(ranked))
    nearest = dict.fromkeys(left, 0.0)
    found: list[T] = []
    while left and len(found) < limit:
        at = max(left, key=lambda one: WORTH * left[one][1] - (1 - WORTH) * nearest[one])
        chosen, _ = left.pop(at)
        found.append(chosen)
        for other, (one, _) in left.items():
            nearest[other] = max(nearest[other], likeness(one, chosen))
    return found


def explored(shown: Sequence[T], newcomers: Sequence[T], chance: Random) -> list[Placed[T]]:
    """This gives the last place to a newcomer now and then: never the first, never one shown."""
    if len(shown) < 2 or not newcomers:  # noqa: PLR2004 - the only place is the first one
        return [Placed(one) for one in shown]
    placed = [Placed(one) for one in shown[:-1]]
    if chance.uniform(0, 1) < EXPLORED:
        return [
            *placed,
            Placed(chance.choice(newcomers), EXPLORED / len(newcomers), is_explored=True),
        ]
    return [*placed, Placed(shown[-1], 1 - EXPLORED)]
