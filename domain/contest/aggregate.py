"""Contest: a student wants a person to look at what was recommended to them (GDPR 22(3)).

Rules, in plain language:

- Whoever was recommended something may contest it, and say why; until it is answered they may say
  it otherwise, which puts it in place of what they said before.
- A reviewer who is not the student answers it, once.

States: RAISED → ANSWERED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, assert_never

from domain.contest.events import ContestAnswered, ContestEvent, ContestRaised, Finding
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Identity


class OnlyWhoWasShownContests(NotAllowed):
    """Only who was recommended this can have it looked at."""


class NobodyAnswersTheirOwnContest(NotAllowed):
    """Somebody else looks at what was recommended to you."""


class ContestIsAnswered(RuleBroken):
    """A person has looked at this already."""


@dataclass(frozen=True, slots=True)
class Contest:
    """This is one contest, with what the student said last."""

    showing_id: Identity
    student_id: PersonId
    argument: Annotated[str, Personal("student_id", Category.MESSAGES)] = ""
    is_answered: bool = False

    def plead(self, argument: str, by: str, now: datetime) -> Sequence[ContestEvent]:
        """This asks for a person, or says otherwise why.

        Raises:
            OnlyWhoWasShownContests: it was shown to somebody else, or to nobody in particular.
            ContestIsAnswered: it was looked at already.
        """
        if by != self.student_id:
            raise OnlyWhoWasShownContests
        if self.is_answered:
            raise ContestIsAnswered
        return (
            ContestRaised(
                showing_id=self.showing_id, student_id=by, argument=argument, raised_at=now
            ),
        )

    def answer(self, finding: Finding, by: str, now: datetime) -> Sequence[ContestEvent]:
        """This says what a person found.

        Raises:
            NobodyAnswersTheirOwnContest: the reviewer is the student.
            ContestIsAnswered: somebody was first.
        """
        if by == self.student_id:
            raise NobodyAnswersTheirOwnContest
        if self.is_answered:
            raise ContestIsAnswered
        return (
            ContestAnswered(
                showing_id=self.showing_id,
                student_id=self.student_id,
                reviewer_id=by,
                finding=finding,
                answered_at=now,
            ),
        )


def evolve(state: Contest | None, fact: ContestEvent) -> Contest:
    """This is the contest after the fact; it asks no question and reads no clock."""
    match fact:
        case ContestRaised():
            return Contest(fact.showing_id, fact.student_id, fact.argument)
        case ContestAnswered():
            assert state is not None
            return replace(state, is_answered=True)
        case _:
            assert_never(fact)


CONTEST = Kind("contest", Contest, evolve)
