"""What can happen to a contest: it is raised, and a person answers it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Identity


class Finding(StrEnum):
    """This is what a person found who looked at what was shown."""

    FAIR = "fair"
    RESTS_ON_SOMETHING_WRONG = "rests_on_something_wrong"
    UNFAIR = "unfair"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfContest(Fact):
    """This is what every fact of a contest says: about which showing, and whose it is."""

    showing_id: Identity
    student_id: PersonId


@fact("contest.raised.v1")
class ContestRaised(OfContest):
    """The student asks for a person to look at what was recommended to them, and may say why."""

    argument: Annotated[str, Personal("student_id", Category.MESSAGES)]
    raised_at: datetime


@fact("contest.answered.v1")
class ContestAnswered(OfContest):
    """A person looked at it and says what they found."""

    reviewer_id: PersonId
    finding: Finding
    answered_at: datetime


ContestEvent = ContestRaised | ContestAnswered
