"""Where a tutor's profile stands with the reviewers."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.shared.personal import PersonId
from domain.tutor.events import TutorErased, TutorEvent
from domain.tutor.moderation_events import ProfileApproved, ProfileTakenDown, TakedownAppealed
from domain.tutor.parts import Worded


class Step(StrEnum):
    """This is what reviewers have made of a profile."""

    WAITING = "waiting"
    APPROVED = "approved"
    TAKEN_DOWN = "taken_down"
    APPEALED = "appealed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


DOWN = frozenset({Step.TAKEN_DOWN, Step.APPEALED, Step.CORRECTED})
"""Nobody is shown it: what was taken down stays so until a reviewer approves of it."""

UNDECIDED = frozenset({Step.WAITING, Step.APPEALED, Step.CORRECTED})
"""A reviewer may have to look."""


@dataclass(frozen=True, slots=True)
class Standing:
    """This is a profile as reviewers see it, without its words.

    Attributes:
        revision: which wording it is, counted from 1; nothing was said before.
        decided_by: who decided about this wording last.
        was_appealed: of this wording, so that it is not appealed again.
    """

    step: Step = Step.WAITING
    revision: int = 0
    decided_by: PersonId | None = None
    was_appealed: bool = False

    @property
    def is_down(self) -> bool:
        """This is true while nobody is shown the profile."""
        return self.step in DOWN


UNSAID: Final = Standing()
"""Nothing is said yet."""


def after(standing: Standing, fact: TutorEvent) -> Standing:
    """This is where the profile stands after the fact; other words are new to everybody."""
    match fact:
        case _ if isinstance(fact, Worded):
            step = Step.CORRECTED if standing.is_down else Step.WAITING
            return Standing(step, standing.revision + 1)
        case ProfileApproved():
            return replace(standing, step=Step.APPROVED, decided_by=fact.reviewer_id)
        case ProfileTakenDown():
            return replace(standing, step=Step.TAKEN_DOWN, decided_by=fact.reviewer_id)
        case TakedownAppealed():
            return replace(standing, step=Step.APPEALED, was_appealed=True)
        case TutorErased():
            return replace(standing, step=Step.WITHDRAWN)
        case _:
            return standing
