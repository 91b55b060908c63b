"""What is known of a tutor: the state, without any decision."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from domain.shared.errors import NotAllowed, NotFound, RuleBroken
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Zone
from domain.tutor.events import CancellationPolicy, HidingReason
from domain.tutor.offer import Course, Taught
from domain.tutor.standing import UNSAID, Standing


class OnlyTheTutorChangesTheirOffer(NotAllowed):
    """Only the tutor can change this."""


class TutorIsNotBookable(RuleBroken):
    """This tutor takes no new bookings now."""


class CourseIsNotOffered(NotFound):
    """The tutor does not offer this course."""


class Opening(StrEnum):
    """This is how far a tutor has come to an account with the payment provider."""

    NONE = "none"
    REQUESTED = "requested"
    OPENED = "opened"


class State(StrEnum):
    """This is whether search shows a tutor."""

    UNLISTED = "unlisted"
    LISTED = "listed"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class TutorState:
    """This is one tutor, as far as a decision may need it; only where they are paid is personal.

    The fee is absent while the tutor stands on the first step; the hours are those at which the
    present step was come to. They are paid on the `payout_account`, once the provider can; it has
    the `opened_account` for them. Of the `looks` at whether it can, the newest that was noted is
    number `looked`, which found `missing`. Their profile has a `standing` with the reviewers.
    """

    tutor_id: PersonId
    state: State = State.UNLISTED
    is_bookable: bool = False
    is_imported: bool = False
    has_profile: bool = False
    time_zone: Zone = "UTC"
    subjects: tuple[Taught, ...] = ()
    courses: tuple[Course, ...] = ()
    policy: CancellationPolicy = CancellationPolicy.STANDARD
    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)] = ""
    opened_account: Annotated[str, Personal("tutor_id", Category.BILLING)] = ""
    opening: Opening = Opening.NONE
    looks: int = 0
    looked: int = 0
    missing: tuple[Code, ...] = ()
    hidden_for: tuple[HidingReason, ...] = ()
    strikes: tuple[Identity, ...] = ()
    fee_basis_points: int | None = None
    hours_taught: int = 0
    erased_by: tuple[Identity, ...] = ()
    standing: Standing = UNSAID

    @property
    def is_complete(self) -> bool:
        """This is true when students would find all they need."""
        return self.has_profile and bool(self.subjects) and bool(self.courses)

    def course(self, course_id: str) -> Course:
        """This is the course of that id.

        Raises:
            CourseIsNotOffered: there is none, or none any more.
        """
        for course in self.courses:
            if course.course_id == course_id:
                return course
        raise CourseIsNotOffered

    def check_owner(self, by: str) -> None:
        """This lets nobody but the tutor pass."""
        if by != self.tutor_id:
            raise OnlyTheTutorChangesTheirOffer

    def check_bookable(self) -> None:
        """This lets a new booking pass."""
        if not self.is_bookable:
            raise TutorIsNotBookable
