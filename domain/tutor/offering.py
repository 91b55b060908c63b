"""Offering: what a tutor says of themselves, and the lessons they sell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.shared.currency import is_chargeable
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.money import Money
from domain.tutor.events import (
    CancellationPolicy,
    CourseOffered,
    CourseWithdrawn,
    PolicyChosen,
    ProfilePublished,
    SubjectOffered,
    SubjectWithdrawn,
    TutorEvent,
)
from domain.tutor.offer import Offer, PackageOffer, Profile, Subject
from domain.tutor.paying import Paying
from domain.tutor.price_events import PackageOffered, PackageWithdrawn, RateChanged
from domain.tutor.tags import as_text

MOST_SUBJECTS = 30
MOST_COURSES = 100
MOST_PACKAGES = 10


class ALanguageIsNamedOnce(RuleBroken):
    """Each language can be named once only."""


class SubjectIsNotOffered(NotFound):
    """The tutor does not offer this subject; offer it first."""


class SubjectStillHasCourses(RuleBroken):
    """There are courses in this subject; withdraw them first."""


class TooManySubjects(RuleBroken):
    """A tutor can offer thirty subjects at most."""


class CourseIsOfferedAlready(RuleBroken):
    """The tutor offers a course of this id already."""


class TooManyCourses(RuleBroken):
    """A tutor can offer a hundred courses at most."""


class TrialsAreNotSoldTogether(RuleBroken):
    """A trial is one lesson; packages are of ordinary courses."""


class APackageIsPricedLikeItsCourse(RuleBroken):
    """A package is sold in the currency of its course."""


class CardsDoNotPayThat(RuleBroken):
    """Cards cannot be charged with just this price in this currency; round it."""


class TooManyPackages(RuleBroken):
    """A course can be sold in ten packages at most."""


@dataclass(frozen=True, slots=True)
class Offering(Paying):
    """This is the tutor deciding about their own profile and offer."""

    def publish(self, profile: Profile, now: datetime) -> Sequence[TutorEvent]:
        """This says who the tutor is; the words are not kept here, so it is said each time."""
        return (self.published(profile, now),)

    def offer_subject(self, subject: Subject, now: datetime) -> Sequence[TutorEvent]:
        """This offers a subject, or otherwise than before.

        Tags are not kept here, so with them it is said each time.
        """
        if not subject.tags and subject.taught in self.subjects:
            return ()
        known = {each.subject for each in self.subjects}
        if subject.subject not in known and len(known) >= MOST_SUBJECTS:
            raise TooManySubjects
        return (self.subject_offered(subject, now),)

    def withdraw_subject(self, subject: str, now: datetime) -> Sequence[TutorEvent]:
        """This takes a subject back that no course needs."""
        self._check_subject(subject)
        if any(course.subject == subject for course in self.courses):
            raise SubjectStillHasCourses
        fact = SubjectWithdrawn(tutor_id=self.tutor_id, subject=subject, withdrawn_at=now)
        return (fact, *self.hidden_for_lack(now)) if len(self.subjects) == 1 else (fact,)

    def offer_course(self, offer: Offer, now: datetime) -> Sequence[TutorEvent]:
        """This offers lessons in a subject."""
        self._check_subject(offer.course.subject)
        if offer.course.course_id in {course.course_id for course in self.courses}:
            raise CourseIsOfferedAlready
        if len(self.courses) >= MOST_COURSES:
            raise TooManyCourses
        return (self.course_offered(offer, now),)

    def withdraw_course(self, course_id: str, now: datetime) -> Sequence[TutorEvent]:
        """This takes a course back; with the last one the tutor is hidden."""
        self.course(course_id)
        fact = CourseWithdrawn(tutor_id=self.tutor_id, course_id=course_id, withdrawn_at=now)
        return (fact, *self.hidden_for_lack(now)) if len(self.courses) == 1 else (fact,)

    def change_rate(self, course_id: str, price: Money, now: datetime) -> Sequence[TutorEvent]:
        """This sets what an hour of a course costs from now on."""
        if self.course(course_id).price_per_hour == price:
            return ()
        return (
            RateChanged(
                tutor_id=self.tutor_id, course_id=course_id, price_per_hour=price, changed_at=now
            ),
        )

    def offer_package(
        self, course_id: str, offer: PackageOffer, now: datetime
    ) -> Sequence[TutorEvent]:
        """This sells so many lessons together, or at another price than before.

        Raises:
            TrialsAreNotSoldTogether: the course is a trial.
            APackageIsPricedLikeItsCourse: the price is in another currency.
            CardsDoNotPayThat: one lesson could not be paid, or not be given back.
            TooManyPackages: there are ten already.
        """
        course = self.course(course_id)
        if offer in course.packages:
            return ()
        if course.is_trial:
            raise TrialsAreNotSoldTogether
        if offer.price_per_lesson.currency != course.price_per_hour.currency:
            raise APackageIsPricedLikeItsCourse
        if not is_chargeable(offer.price_per_lesson):
            raise CardsDoNotPayThat
        known = {each.lessons for each in course.packages}
        if offer.lessons not in known and len(known) >= MOST_PACKAGES:
            raise TooManyPackages
        return (
            PackageOffered(
                tutor_id=self.tutor_id,
                course_id=course_id,
                lessons=offer.lessons,
                price_per_lesson=offer.price_per_lesson,
                offered_at=now,
            ),
        )

    def withdraw_package(self, course_id: str, lessons: int, now: datetime) -> Sequence[TutorEvent]:
        """This sells so many lessons together no more."""
        self.course(course_id).package(lessons)
        return (
            PackageWithdrawn(
                tutor_id=self.tutor_id, course_id=course_id, lessons=lessons, withdrawn_at=now
            ),
        )

    def choose_policy(self, policy: CancellationPolicy, now: datetime) -> Sequence[TutorEvent]:
        """This sets how early students must cancel; before any choice it is STANDARD."""
        if policy is self.policy:
            return ()
        return (PolicyChosen(tutor_id=self.tutor_id, policy=policy, chosen_at=now),)

    def published(self, profile: Profile, now: datetime) -> ProfilePublished:
        """This is the profile as a fact.

        Raises:
            ALanguageIsNamedOnce: a language stands there twice.
        """
        _check_once(tuple(skill.language for skill in profile.speaks))
        _check_once(profile.teaches_in)
        return ProfilePublished(
            tutor_id=self.tutor_id,
            display_name=profile.display_name,
            headline=profile.headline,
            about=profile.about,
            time_zone=profile.time_zone,
            speaks=profile.speaks,
            teaches_in=profile.teaches_in,
            published_at=now,
        )

    def subject_offered(self, subject: Subject, now: datetime) -> SubjectOffered:
        """This is a subject as a fact."""
        return SubjectOffered(
            tutor_id=self.tutor_id,
            subject=subject.subject,
            level_lo=subject.levels.lo,
            level_hi=subject.levels.hi,
            tags=as_text(subject.tags),
            offered_at=now,
        )

    def course_offered(self, offer: Offer, now: datetime) -> CourseOffered:
        """This is a course, with its wording, as a fact."""
        return CourseOffered(
            tutor_id=self.tutor_id,
            course_id=offer.course.course_id,
            subject=offer.course.subject,
            title=offer.title,
            description=offer.description,
            price_per_hour=offer.course.price_per_hour,
            duration_minutes=offer.course.duration_minutes,
            level_lo=offer.levels.lo,
            level_hi=offer.levels.hi,
            category=offer.category,
            tags=as_text(offer.tags),
            is_trial=offer.course.is_trial,
            student_count=offer.student_count,
            session_count=offer.session_count,
            offered_at=now,
        )

    def _check_subject(self, subject: str) -> None:
        if subject not in {each.subject for each in self.subjects}:
            raise SubjectIsNotOffered


def _check_once(languages: Sequence[str]) -> None:
    if len(set(languages)) < len(languages):
        raise ALanguageIsNamedOnce
