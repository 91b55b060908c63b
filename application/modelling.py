"""Training and comparing models, in the words of who asks for it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from application.dataset.places import Places
from application.ranking import Interactions


@dataclass(frozen=True, slots=True)
class Lesson:
    """This is two people who met once: how well they seemed to fit, and whether they went on."""

    fit: float
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """This is what a model is trained on.

    Attributes:
        choices: which student booked which tutor, when first.
        vectors: what tutors say, as numbers.
        lessons: how compatible people seemed, and what came of it.
        places: where tutors stood when they were shown and booked.
    """

    choices: Interactions
    vectors: Mapping[str, Sequence[float]]
    lessons: Sequence[Lesson] = field(default_factory=tuple)
    places: Places = field(default_factory=Places)


@dataclass(frozen=True, slots=True)
class Learned:
    """This is a trained model: what it has learnt, and figures of what was held back from it."""

    contents: bytes
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Held:
    """This is how one model did against another, for the same people.

    Attributes:
        people: how many chose somebody new after both were trained.
        ndcg: how well the one ranks whom they chose; `other_ndcg` how well the other does.
        margin: how much better it is, with its 95 % interval from `low` to `high`.
        calibration: how far its probabilities are from what happened; and the other's.
    """

    people: int
    ndcg: float
    other_ndcg: float
    margin: float
    low: float
    high: float
    calibration: float
    other_calibration: float


class Trainer(Protocol):
    """This trains models, and holds them against one another."""

    def train(self, learning: Learning) -> Learned:
        """This is a model of it.

        Raises:
            CannotBeDone: there is nothing to learn from.
        """

    def explain(self, contents: bytes) -> Mapping[str, float]:
        """This is which part of what it decides rests on which feature, the largest first."""

    def hold(
        self,
        contents: bytes,
        other: bytes | None,
        before: Interactions,
        after: Interactions,
        said: Mapping[str, Sequence[float]],
        places: Places,
    ) -> Held:
        """This asks both for the same people, who chose `before`, whom they choose `after`.

        Without another one it is held against what is chosen most. `said` is what tutors say, and
        `places` is where they stood when they were shown.

        Raises:
            CannotBeDone: nobody chose anybody new after it.
        """


class ModelFiles(Protocol):
    """This keeps what models have learnt, under the digest of it."""

    def keep(self, digest: str, contents: bytes, now: datetime) -> None:
        """This keeps it; of the same again it is known that it was learnt anew."""

    def find(self, digest: str) -> bytes | None:
        """This is what is kept under the digest."""

    def remove(self, before: datetime, needed: AbstractSet[str]) -> AbstractSet[str]:
        """This removes what is not needed, and was last learnt before that time.

        What is gone is answered by its digest.
        """
