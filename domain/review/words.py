"""What one side wrote of a lesson, and what reviewers made of it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from domain.review.events import (
    ModerationAppealed,
    ReviewApproved,
    ReviewCorrected,
    ReviewErased,
    ReviewFlagged,
    ReviewRejected,
    ReviewWithdrawn,
    WordsEvent,
)
from domain.shared.personal import PersonId


class Step(StrEnum):
    """This is where words stand with the reviewers."""

    WAITING = "waiting"
    APPROVED = "approved"
    FLAGGED = "flagged"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


UNDECIDED = frozenset({Step.WAITING, Step.FLAGGED, Step.APPEALED})
"""A reviewer has to look."""

GOOD = frozenset({Step.APPROVED, Step.FLAGGED})
"""May be shown: what was approved once is so until somebody decides otherwise."""


@dataclass(frozen=True, slots=True)
class Words:
    """This is one side's words, without the words themselves.

    Attributes:
        revision: which wording it is, from 1; a correction is the next.
        decided_by: who decided about this wording last, and does not decide a second time.
        flagger_id: who said last that it should not be shown.
        was_flagged: of this wording, so that it is not flagged again.
        was_appealed: of this wording, so that it is not appealed again.
    """

    step: Step = Step.WAITING
    revision: int = 1
    decided_by: PersonId | None = None
    flagger_id: PersonId | None = None
    was_flagged: bool = False
    was_appealed: bool = False


def after(words: Words, fact: WordsEvent) -> Words:
    """This is the words after the fact; a correction makes them new to everybody."""
    match fact:
        case ReviewCorrected():
            return Words(revision=words.revision + 1)
        case ReviewWithdrawn() | ReviewErased():
            return replace(words, step=Step.WITHDRAWN)
        case ReviewApproved():
            return replace(words, step=Step.APPROVED, decided_by=fact.reviewer_id)
        case ReviewRejected():
            return replace(words, step=Step.REJECTED, decided_by=fact.reviewer_id)
        case ModerationAppealed():
            return replace(words, step=Step.APPEALED, was_appealed=True)
        case ReviewFlagged():
            return replace(words, step=Step.FLAGGED, was_flagged=True, flagger_id=fact.flagger_id)
        case _:
            assert_never(fact)
