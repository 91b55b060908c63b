"""Whether students go on learning: what is learnt from those who agree, and who may be told.

Learning takes examples of people who agree to profiling in that moment, and whose account is open;
so does telling anybody but the student themself. What is learnt is a page of numbers without a
person in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.consent import agrees
from application.work import Streams
from domain.consent.events import Purpose
from domain.drift.bins import Bins
from domain.drift.features import change
from domain.drift.judging import drifted
from domain.success.examples import Example
from domain.success.features import FEATURES, Values
from domain.success.groups import Fairness
from domain.success.model import Model

Groups = Mapping[str, Mapping[str, str]]
"""This is for each student the groups that we lawfully know: kind → group."""


@dataclass(frozen=True, slots=True)
class Figures:
    """This is how true what a model tells is, on people and times it has not learnt from.

    Attributes:
        model: what it is called.
        auc: how often one who went on was told more than one who did not.
        brier: the mean squared distance of what was told from what happened; less is better.
        log_loss: the same by log likelihood.
        error: how far groups told the same are from what happened, on average.
        error_by_chance: what that is if everything told is true.
    """

    model: str
    auc: float
    brier: float
    log_loss: float
    error: float
    error_by_chance: float


@dataclass(frozen=True, slots=True)
class Gain:
    """This is by how much the Brier score is better than by recency alone: 95 % interval."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """This is what a feature looked like in the examples: where its bins end, and how many."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


def drifted_from(seen: Mapping[str, Seen], values: Sequence[Values]) -> tuple[str, ...]:
    """This is the features that do not look as they did: of too few people nothing is said."""
    columns = dict(zip(FEATURES, zip(*values, strict=True), strict=False))
    return drifted(
        {
            name: change(seen[name].counts, Bins(seen[name].edges).count(column))
            for name, column in columns.items()
        }
    )


@dataclass(frozen=True, slots=True)
class Trial:
    """This is what became of examples later than those learnt from.

    Attributes:
        learnt: from how many examples the tried model was learnt.
        tried: on how many it was tried, of how many `students`.
        figures: of recency alone, and of the model as the last.
        gain: of the model over recency alone.
        fairness: how groups of students fare with the model.
    """

    learnt: int
    tried: int
    students: int
    figures: tuple[Figures, ...]
    gain: Gain
    fairness: tuple[Fairness, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """This is a model learnt from all examples, and how one learnt from the earlier ones did.

    Attributes:
        model: the curves.
        until: up to when was looked at what people did.
        examples: how many there were, of how many `students`.
        seen: what each feature looked like on the last Monday.
        trial: how true it was.
    """

    model: Model
    until: datetime
    examples: int
    students: int
    seen: Mapping[str, Seen]
    trial: Trial


@dataclass(frozen=True, slots=True)
class Held:
    """This is how a model did against another, or against recency alone, on the same examples.

    Attributes:
        students: how many students these are of.
        own: how true the model is; `other` is the same of the other.
        gain: of the model over the other.
        fairness: how groups of students fare with the model.
        drifted: the features that do not look as they did when it learnt.
    """

    students: int
    own: Figures
    other: Figures
    gain: Gain
    fairness: tuple[Fairness, ...]
    drifted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """This is examples before a time and after it, and the groups of the students after it."""

    before: Sequence[Example]
    after: Sequence[Example]
    groups: Groups


class SuccessLearning(Protocol):
    """This learns from examples, and holds what was learnt against what happened."""

    def learn(self, examples: Sequence[Example], groups: Groups, until: datetime) -> Learnt:
        """This is what they teach.

        Raises:
            CannotBeDone: they are too few, or all went on, or none.
        """

    def hold(self, learnt: Learnt, other: Learnt | None, past: Past) -> Held:
        """This asks both about examples after a time, which neither was learnt from.

        Without another one it is held against recency alone, as it was before.

        Raises:
            CannotBeDone: they are too few, or all went on, or none.
        """


@dataclass(frozen=True, slots=True)
class Sample:
    """This is people of whom something is known, and whether something happened to them.

    Attributes:
        people: who each is; one may be there more than once.
        happened: whether it happened.
        features: for each by name its values; what is not known is no number.
        groups: the groups that each person is in, where they are known.
    """

    people: Sequence[str]
    happened: Sequence[bool]
    features: Mapping[str, Sequence[float]]
    groups: Groups


class SuccessTrials(Protocol):
    """This lets the product's way of learning tell what happened to people, on anybody's data."""

    def run(self, known: Sample, asked: Sample) -> Trial:
        """This learns from some people and tells of others.

        Raises:
            CannotBeDone: they are too few, or it happened to all or to nobody.
        """


class SuccessModels(Protocol):
    """This knows what was learnt."""

    def live(self) -> Learnt | None:
        """This is the model in use, if there is one.

        Raises:
            Unavailable: it cannot be found out now.
        """


def agrees_to_profiling(streams: Streams, student_id: str, now: datetime) -> bool:
    """This is true while the student is here and agrees; ask it in the moment."""
    return agrees(streams, student_id, Purpose.RECOMMENDATION_PROFILING, now)
