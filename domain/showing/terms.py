"""The words in which a showing is told: on what way, whom, in which order, and how that came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import isfinite
from typing import Final

from domain.shared.personal import PersonId
from domain.shared.text import Code, Currency, Identity, Version

MILLION: Final = 1_000_000
CERTAIN: Final = MILLION
"""A propensity of one: it would have stood there in any case."""


class Way(StrEnum):
    """This is how somebody came to be shown tutors."""

    SEARCH = "search"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Candidate:
    """This is a tutor who was shown, and what was known of them in that moment.

    Attributes:
        tutor_id: who.
        position: at which place, from 1; the second page goes on counting.
        score_millionths: what the model gave them; nothing where it gives none.
        sources: what proposed them.
        values_millionths: the features in the order of their names; of what was not known, nothing.
        propensity_millionths: with what probability they would stand there: less than one where
            chance put them there.
    """

    tutor_id: PersonId
    position: int
    score_millionths: int | None = None
    sources: tuple[Code, ...] = ()
    values_millionths: tuple[int | None, ...] = ()
    propensity_millionths: int = CERTAIN


@dataclass(frozen=True, slots=True)
class Seat:
    """This is where a tutor stood.

    It stands in facts as a whole, and not the tutor by themself: what a student looks at is about
    the student, and is in no package of the tutor's.
    """

    tutor_id: PersonId
    position: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """This is what was asked for in words of the platform; what somebody typed is not in it."""

    subject: Code | None = None
    language: Code | None = None
    currency: Currency | None = None
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """This is what was shown, to whom and when, before anybody has asked whether they agree.

    Attributes:
        showing_id: drawn for it; what is done later is tied to it.
        way: a search or a recommendation.
        student_id: who saw it, where they are signed in.
        model_version: which version of what put the tutors in order.
        wanted: what was asked for.
        features: the names of what is known of each candidate.
        candidates: who was shown, in order.
        at: when.
        words: what they typed.
        experiment_id: the experiment that chose the model, if one did.
        variation: and which variation it was.
    """

    showing_id: Identity
    way: Way
    student_id: PersonId | None
    model_version: Version
    wanted: Wanted
    features: tuple[Code, ...]
    candidates: tuple[Candidate, ...]
    at: datetime
    words: str = ""
    experiment_id: Identity | None = None
    variation: Code | None = None

    def __post_init__(self) -> None:
        """This refuses values that have no name, for nobody could learn from them any more."""
        if any(len(each.values_millionths) != len(self.features) for each in self.candidates):
            raise ValueError("each candidate has a value for each feature")


def millionths(number: float | None) -> int | None:
    """This is a number as facts hold it; what is no number is not known."""
    return None if number is None or not isfinite(number) else round(number * MILLION)


def values_of(features: Sequence[str], known: Mapping[str, float | None]) -> tuple[int | None, ...]:
    """This is what is known of a candidate, in the order of the names."""
    return tuple(millionths(known.get(name)) for name in features)
