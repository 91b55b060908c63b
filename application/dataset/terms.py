"""The words of a training set: what is asked for, a row of it, and what is told when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

OPENED, BOOKED = 1, 2
"""What an interaction was, as the rating of its line; whichever it was, it was chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """This is which set: of the log up to a position, which stands for a time, and how far ahead.

    What was shown later than a horizon before `until` is left out: what comes of it is not known.
    """

    position: int
    until: datetime
    horizon: timedelta

    def is_open(self, at: datetime) -> bool:
        """This is true of something that may still lead to a booking in time."""
        return at + self.horizon >= self.until


@dataclass(frozen=True, slots=True)
class Row:
    """This is one tutor somebody might have booked, what was known of the two, and what came of it.

    Attributes:
        way: a search, a recommendation, or a booking: a slot that was held, whatever led to it.
        showing_id: what they were shown in; of a booking that booking.
        log_position: where the fact stands that the row is made of.
        shown_at: when the log took it down.
        student_id: who might have booked.
        tutor_id: whom.
        place: where the tutor stood, from 1; nothing of a booking.
        model_version: what put them there.
        experiment_id: the experiment that chose it.
        variation: the variation that was.
        sources: what proposed the tutor.
        score: what the model gave them.
        propensity: with what probability they stood there.
        features: what was known then, by name.
        is_opened: the tutor was opened within the horizon.
        is_tied: a booking was begun out of that very showing within the horizon.
        is_booked: a booking of the two was confirmed within the horizon, whatever it came of.
    """

    way: str
    showing_id: str
    log_position: int
    shown_at: datetime
    student_id: str
    tutor_id: str
    place: int | None
    model_version: str | None
    experiment_id: str | None
    variation: str | None
    sources: tuple[str, ...]
    score: float | None
    propensity: float
    features: Mapping[str, float | None]
    is_opened: bool
    is_tied: bool
    is_booked: bool


class Interaction(NamedTuple):
    """This is that somebody opened or booked a tutor, and when."""

    student_id: str
    tutor_id: str
    rating: int
    at: datetime


@dataclass(slots=True)
class Left:
    """This is how many rows are not in the set, by why.

    Attributes:
        open: their horizon had not passed.
        unnamed: nobody knows who was shown it.
        not_agreeing: the student does not agree to be learned from, now.
        gone: the student or the tutor has closed their account or was erased, or the tutor lets
            their data rest.
    """

    open: int = 0
    unnamed: int = 0
    not_agreeing: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """This is a set that was made: `sha256` is the same for the same rows and interactions."""

    asked: Asked
    features: tuple[str, ...]
    rows: int
    opened: int
    booked: int
    interactions: int
    sha256: str
    left: Left = field(default_factory=Left)


class SetWriter(Protocol):
    """This writes a set as it is made, and nothing of one that was not finished."""

    def row(self, row: Row) -> None:
        """This writes a row."""

    def interaction(self, interaction: Interaction) -> None:
        """This writes an interaction."""
