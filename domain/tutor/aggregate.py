"""Tutor: what one person teaches, at what price, and whether students can find and book them.

Rules, in plain language:

- Only the tutor changes what they say of themselves and what they offer.
- A course belongs to a subject on offer; a subject with courses cannot be withdrawn.
- A new rate or policy holds for new bookings alone: booked lessons keep what was agreed.
- Of a course, so many lessons may be sold together, each at a price of its own; a trial may not.
- The profile is complete with a published profile, a subject and a course.
- Students can book a tutor whose identity and background are good, which the onboarding process
  knows, and whose profile is complete and payout account good, which is checked here.
- A tutor asks for an account with the payment provider once. It is looked at when it was opened,
  when the tutor asks for that, and when the provider refused a movement; only what was found makes
  it the payout account, or takes it away.
- A tutor who loses the payout account or the last course is hidden in the same step.
- The more hours a tutor has taught, the lower a fee the platform takes; each step of the ladder is
  recorded when it is come to, and holds for what is agreed on from then on.
- A tutor brought from elsewhere is shown with the reputation earned there, but cannot be booked
  before they meet the same rules as everybody.
- What a tutor says is shown before a reviewer has looked at it. A reviewer leaves it as it is, or
  takes it down, for a reason of a closed list: the tutor is hidden, and what is booked goes on.
- The tutor may appeal once for the same wording, and another reviewer decides. What was taken down
  and put right instead waits for a reviewer, and is not shown meanwhile.
- Asking for what is so already changes nothing.

States: UNLISTED → LISTED → HIDDEN → LISTED; LISTED is for booking, or only to be looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.tutor.events import (
    CourseOffered,
    CourseWithdrawn,
    FeeChanged,
    PayoutAccountLost,
    PayoutAccountOpened,
    PayoutAccountReadied,
    PayoutAccountRequested,
    PolicyChosen,
    ProfilePublished,
    ReadinessAsked,
    ReadinessNoted,
    StrikeNoted,
    SubjectOffered,
    SubjectWithdrawn,
    TutorErased,
    TutorEvent,
    TutorHidden,
    TutorImported,
    TutorListed,
)
from domain.tutor.moderation_events import (
    ProfileApproved,
    ProfileScored,
    ProfileTakenDown,
    TakedownAppealed,
)
from domain.tutor.offer import Course, Import, Levels, PackageOffer, Taught
from domain.tutor.offering import Offering
from domain.tutor.price_events import PackageOffered, PackageWithdrawn, RateChanged
from domain.tutor.standing import after
from domain.tutor.state import Opening, State


class TutorIsHereAlready(RuleBroken):
    """There is a tutor with this id who was not imported."""


@dataclass(frozen=True, slots=True)
class Tutor(Offering):
    """This is a tutor with every decision about them, one chapter of them per base."""

    def bring(self, imported: Import, now: datetime) -> Sequence[TutorEvent]:
        """This takes in all another marketplace says of the tutor; twice changes nothing.

        Raises:
            TutorIsHereAlready: somebody of that id came by themselves.
        """
        if self.is_imported:
            return ()
        if self != newcomer(self.tutor_id):
            raise TutorIsHereAlready
        arrived = TutorImported(
            tutor_id=self.tutor_id,
            source=imported.source,
            source_reference=imported.source_reference,
            reputation=imported.reputation,
            imported_at=now,
        )
        return (
            arrived,
            self.published(imported.profile, now),
            *(self.subject_offered(subject, now) for subject in imported.subjects()),
            *(self.course_offered(offer, now) for offer in imported.offers),
            TutorListed(tutor_id=self.tutor_id, is_bookable=False, listed_at=now),
        )


def newcomer(tutor_id: str) -> Tutor:
    """This is a tutor of whom nothing is known yet."""
    return Tutor(tutor_id)


def evolve(  # noqa: C901, PLR0912 - one arm a fact
    state: Tutor | None, fact: TutorEvent
) -> Tutor:
    """This is the tutor after the fact; it asks no question and reads no clock."""
    known = _looked_at(state or newcomer(fact.tutor_id), fact)
    match fact:
        case TutorImported():
            return replace(known, is_imported=True)
        case ProfilePublished():
            return replace(known, has_profile=True, time_zone=fact.time_zone)
        case SubjectOffered():
            levels = Levels(fact.level_lo, fact.level_hi)
            return _with_subject(known, Taught(fact.subject, levels, bool(fact.tags)))
        case SubjectWithdrawn():
            left = tuple(each for each in known.subjects if each.subject != fact.subject)
            return replace(known, subjects=left)
        case CourseOffered():
            return _with_course(known, _course(fact))
        case CourseWithdrawn():
            kept = tuple(each for each in known.courses if each.course_id != fact.course_id)
            return replace(known, courses=kept)
        case RateChanged():
            return _with_rate(known, fact)
        case PackageOffered():
            return _with_package(known, fact)
        case PackageWithdrawn():
            return _with_packages(known, fact.course_id, _others(known, fact))
        case PolicyChosen():
            return replace(known, policy=fact.policy)
        case PayoutAccountRequested() | PayoutAccountOpened() | ReadinessAsked() | ReadinessNoted():
            return _paying(known, fact)
        case PayoutAccountReadied():
            return replace(known, payout_account=fact.payout_account)
        case PayoutAccountLost():
            return replace(known, payout_account="")
        case TutorListed():
            return replace(known, state=State.LISTED, is_bookable=fact.is_bookable, hidden_for=())
        case TutorHidden():
            return replace(known, state=State.HIDDEN, is_bookable=False, hidden_for=fact.reasons)
        case StrikeNoted():
            return replace(known, strikes=(*known.strikes, fact.booking_id))
        case FeeChanged():
            fee, hours = fact.basis_points, fact.hours_taught
            return replace(known, fee_basis_points=fee, hours_taught=hours)
        case ProfileApproved() | ProfileTakenDown() | TakedownAppealed() | ProfileScored():
            return known
        case TutorErased():
            return _forgotten(known, fact)
        case _:
            assert_never(fact)


def _looked_at(known: Tutor, fact: TutorEvent) -> Tutor:
    """This is the tutor with their profile where it stands after the fact."""
    return replace(known, standing=after(known.standing, fact))


def _paying(
    known: Tutor,
    fact: PayoutAccountRequested | PayoutAccountOpened | ReadinessAsked | ReadinessNoted,
) -> Tutor:
    match fact:
        case PayoutAccountRequested():
            return replace(known, opening=Opening.REQUESTED)
        case PayoutAccountOpened():
            return replace(known, opening=Opening.OPENED, opened_account=fact.payout_account)
        case ReadinessAsked():
            return replace(known, looks=fact.look)
        case ReadinessNoted():
            return replace(known, looked=fact.look, missing=fact.missing)
        case _:
            assert_never(fact)


def _forgotten(known: Tutor, fact: TutorErased) -> Tutor:
    erased_by = (*known.erased_by, fact.request_id)
    return replace(known, state=State.HIDDEN, is_bookable=False, erased_by=erased_by)


def _with_subject(known: Tutor, subject: Taught) -> Tutor:
    others = tuple(each for each in known.subjects if each.subject != subject.subject)
    return replace(known, subjects=(*others, subject))


def _with_course(known: Tutor, course: Course) -> Tutor:
    return replace(known, courses=(*known.courses, course))


def _with_rate(known: Tutor, fact: RateChanged) -> Tutor:
    courses = tuple(
        replace(each, price_per_hour=fact.price_per_hour)
        if each.course_id == fact.course_id
        else each
        for each in known.courses
    )
    return replace(known, courses=courses)


def _with_package(known: Tutor, fact: PackageOffered) -> Tutor:
    offer = PackageOffer(fact.lessons, fact.price_per_lesson)
    return _with_packages(known, fact.course_id, (*_others(known, fact), offer))


def _with_packages(known: Tutor, course_id: str, packages: tuple[PackageOffer, ...]) -> Tutor:
    courses = (
        replace(each, packages=packages) if each.course_id == course_id else each
        for each in known.courses
    )
    return replace(known, courses=tuple(courses))


def _others(known: Tutor, fact: PackageOffered | PackageWithdrawn) -> tuple[PackageOffer, ...]:
    """This is the packages of the course that are of another size."""
    of_course = (each.packages for each in known.courses if each.course_id == fact.course_id)
    return tuple(one for packages in of_course for one in packages if one.lessons != fact.lessons)


def _course(fact: CourseOffered) -> Course:
    return Course(
        fact.course_id, fact.subject, fact.price_per_hour, fact.duration_minutes, fact.is_trial
    )


TUTOR = Kind("tutor", Tutor, evolve)
