"""What a student did, or what happened to them, as far as it tells how their learning goes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """This is one kind of what can happen.

    `value` of a review is its stars, and what credits became more or less by; else nothing.
    """

    AGREED = "agreed"
    MOVED = "moved"
    LEARNT = "learnt"
    CALLED_OFF = "called_off"
    MISSED = "missed"
    LET_DOWN = "let_down"
    FELL_THROUGH = "fell_through"
    COMPLAINED = "complained"
    PAYMENT_FAILED = "payment_failed"
    CREDITED = "credited"
    REVIEWED = "reviewed"
    REVIEW_HIDDEN = "review_hidden"


ENDED = frozenset({Deed.LEARNT, Deed.CALLED_OFF, Deed.MISSED, Deed.LET_DOWN, Deed.FELL_THROUGH})
"""After these the lesson does not lie ahead any more."""


@dataclass(frozen=True, slots=True)
class Done:
    """This is one of them, in the order and at the time it was recorded.

    Attributes:
        position: where the fact stands in the log.
        deed: what it was.
        at: when it was recorded: whoever looks back from then on knows of it, and nobody before.
        tutor_id: whose lesson or package it is about.
        about: the booking, package or payment.
        lesson_at: when the lesson is, where one was agreed or moved.
        value: as the deed says.
    """

    position: int
    deed: Deed
    at: datetime
    tutor_id: str
    about: str
    lesson_at: datetime | None = None
    value: int = 0
