"""How good is what would be recommended, held against what people really chose?

Somebody's choices are split in two: what is known, and what is hidden. Models learn from what is
known and rank, for each person, everything not yet chosen; what is hidden says how well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

SHOWN = 10
"""So many a person looks at: figures are of the first ten."""


@dataclass(frozen=True, slots=True)
class Interactions:
    """This is who chose what and when: columns of one length, in any order.

    A time is in seconds since 1970, and `nan` where nobody knows it.
    """

    users: Sequence[str]
    items: Sequence[str]
    times: Sequence[float]


@dataclass(frozen=True, slots=True)
class Trial:
    """This is what is known, what is hidden, and what the items say, where they say anything."""

    known: Interactions
    hidden: Interactions
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """This is how well a model ranks; each figure lies between 0 and 1.

    Attributes:
        model: what it is called.
        ndcg: of the first ten, hits weighed by their place (normalised discounted gain).
        recall: how much of what is hidden is among the first ten.
        mrr: one over the place of the first hit, wherever in the whole ranking it is.
        coverage: how many of all items are among anybody's first ten.
        new_recall: the same as `recall`, of items nobody is known to have chosen; nothing where
            none of them is hidden.
    """

    model: str
    ndcg: float
    recall: float
    mrr: float
    coverage: float
    new_recall: float | None


@dataclass(frozen=True, slots=True)
class Margin:
    """This is by how much NDCG is higher than another model's, person by person: 95 % interval."""

    over: str
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """This is what came of a trial.

    Attributes:
        people: how many had something hidden.
        items: how many there were to rank.
        figures: of each model, the product's own as the last.
        margins: of the product's own over each other one, the best of them first.
    """

    people: int
    items: int
    figures: Sequence[Figures]
    margins: Sequence[Margin]


class RankingTrials(Protocol):
    """This lets all models rank, and says how well they did."""

    def run(self, trial: Trial, said: Callable[[str], None]) -> Ranked:
        """This is what came of it; what is being done is said on the way.

        Raises:
            CannotBeDone: nothing is known, or nobody has anything hidden.
        """
