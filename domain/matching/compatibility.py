"""Compatibility: how likely it is that one student goes on with one tutor, and what it is made of.

Six parts, each between 0 and 1: goals and level, language, style, schedule, price, and what both
did so far. What nobody knows weighs nothing. Their weighted mean is put on a scale that was learnt
from who booked the same tutor again (Platt 1999); until there is enough to learn from, the score is
the mean itself, and is said not to be calibrated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from domain.matching.overlap import Side, near_prices, shared_languages, shared_time

NEUTRAL = 0.5
NOTHING_SAID = Side()
LEVELS_APART = 2.0
"""A level that is so far from the nearest one taught counts a third."""

EXPECTED = 3.0
KEPT = 0.9
"""Of who taught little it is expected that nine lessons of ten take place, as if after three."""


class Part(StrEnum):
    """This is what compatibility is made of."""

    GOALS = "goals"
    LANGUAGE = "language"
    STYLE = "style"
    SCHEDULE = "schedule"
    PRICE = "price"
    BEHAVIOUR = "behaviour"


WEIGHTS: Mapping[Part, float] = {
    Part.GOALS: 3.0,
    Part.LANGUAGE: 2.0,
    Part.STYLE: 1.5,
    Part.SCHEDULE: 2.0,
    Part.PRICE: 2.0,
    Part.BEHAVIOUR: 1.5,
}


@dataclass(frozen=True, slots=True)
class Student:
    """This is what is known of what a student wants.

    Attributes:
        side: what a tutor may have as well.
        level: where they stand, from 1 to 7.
    """

    side: Side = NOTHING_SAID
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Tutor:
    """This is what is known of a tutor, as one student sees them.

    Attributes:
        side: what a student may have as well.
        levels: from and to which level they teach the subject.
        soon: how much time they have as soon as the student wants to begin, 0 to 1.
        goal: how near what they say is to the goal, 0 to 1.
        style: how near what they say is to the style of learning wished for, 0 to 1.
        kept: lessons they agreed to that took place.
        broken: lessons that did not, because of them.
        times_booked: how often this student booked them.
    """

    side: Side = NOTHING_SAID
    levels: tuple[int, int] | None = None
    soon: float | None = None
    goal: float | None = None
    style: float | None = None
    kept: int = 0
    broken: int = 0
    times_booked: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """This turns a mean of parts into a probability: learnt, or the mean as it is."""

    slope: float = 0.0
    offset: float = 0.0
    is_calibrated: bool = False

    def score(self, mean: float) -> float:
        """This is the probability."""
        if not self.is_calibrated:
            return mean
        return 1 / (1 + exp(-max(min(self.slope * mean + self.offset, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Compatibility:
    """This is how well two fit.

    Attributes:
        score: between 0 and 1.
        is_calibrated: it is a probability that was learnt, and not just a mean.
        parts: what it is made of, as far as it is known.
    """

    score: float
    is_calibrated: bool
    parts: Mapping[Part, float]


def compatibility(student: Student, tutor: Tutor, scale: Scale) -> Compatibility:
    """This is how well the two fit."""
    parts = parts_of(student, tutor)
    return Compatibility(scale.score(mean(parts)), scale.is_calibrated, parts)


def parts_of(student: Student, tutor: Tutor) -> dict[Part, float]:
    """This is each part that is known."""
    found = {
        Part.GOALS: _mean_of(_level(student.level, tutor.levels), tutor.goal),
        Part.LANGUAGE: shared_languages(student.side, tutor.side),
        Part.STYLE: tutor.style,
        Part.SCHEDULE: _mean_of(shared_time(student.side, tutor.side), tutor.soon),
        Part.PRICE: near_prices(student.side, tutor.side),
        Part.BEHAVIOUR: _behaviour(tutor),
    }
    return {part: value for part, value in found.items() if value is not None}


def mean(parts: Mapping[Part, float]) -> float:
    """This is the parts as one number, those that matter more weighing more."""
    whole = sum(WEIGHTS[part] for part in parts)
    if not whole:
        return NEUTRAL
    return sum(WEIGHTS[part] * value for part, value in parts.items()) / whole


def _level(level: int | None, levels: tuple[int, int] | None) -> float | None:
    if level is None or levels is None:
        return None
    lowest, highest = levels
    return exp(-max(lowest - level, level - highest, 0) / LEVELS_APART)


def _behaviour(tutor: Tutor) -> float | None:
    """This is how reliable the tutor was, and raised where the two met before."""
    lessons = tutor.kept + tutor.broken
    if not lessons and not tutor.times_booked:
        return None
    reliable = (tutor.kept + KEPT * EXPECTED) / (lessons + EXPECTED)
    return 1 - (1 - reliable) / (1 + tutor.times_booked)


def _mean_of(*values: float | None) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
