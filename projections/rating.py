"""Tutors proposed and rated for one student, in the words of who asks for it.

A model knows tutors and never a student: who somebody is, it is told when it is asked, as the
tutors they chose. So what a student does counts at once, and what they take back counts no more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.matching.compatibility import Scale


@dataclass(frozen=True, slots=True)
class Choice:
    """This is a tutor somebody booked: when first, when last, and how often."""

    tutor_id: str
    first_at: datetime
    last_at: datetime
    booked: int


@dataclass(frozen=True, slots=True)
class Rated:
    """This is what a model says of one tutor.

    Attributes:
        score: the higher the better, within one answer.
        p_book: the probability that the student books them.
        sources: what of the model speaks for them.
    """

    score: float
    p_book: float
    sources: frozenset[str] = field(default_factory=frozenset)


Recall = Callable[[object, Callable[[], Sequence[str]]], Sequence[str]]
"""This is a list that follows from something, worked out unless it is remembered."""


def anew(_follows_from: object, work_out: Callable[[], Sequence[str]]) -> Sequence[str]:
    """This remembers nothing."""
    return work_out()


class Rating(Protocol):
    """This is a model asked for one student."""

    @property
    def proposed(self) -> Sequence[str]:
        """This is the tutors who come into question by what the student chose."""

    def of(self, tutor_ids: Sequence[str]) -> Mapping[str, Rated]:
        """This is what it says of those tutors; it says nothing of those it does not know."""


class Model(Protocol):
    """This rates tutors for students."""

    @property
    def version(self) -> str:
        """This names it."""

    @property
    def scale(self) -> Scale:
        """This makes a probability of compatibility."""

    def asked(self, choices: Sequence[Choice], now: datetime) -> Rating:
        """This is what it says for somebody who chose those tutors."""


class NothingRated:
    """This stands where no model is: it proposes nobody and says nothing."""

    version = "none"
    scale = Scale()
    proposed: Sequence[str] = ()

    def asked(self, _choices: Sequence[Choice], _now: datetime) -> "NothingRated":
        """This is the same for everybody."""
        return self

    def of(self, _tutor_ids: Sequence[str]) -> Mapping[str, Rated]:
        """This is nothing."""
        return {}
