"""What a tutor offers, and in which words they are asked about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.shared.currency import on_a_card
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.money import Money
from domain.shared.text import Code, Handle
from domain.tutor.events import LanguageSkill, Reputation

LOWEST_LEVEL = 1
HIGHEST_LEVEL = 7
MINUTES_PER_HOUR = 60


class LevelsRunUpwards(RuleBroken):
    """The lowest level must not be above the highest; levels go from 1 to 7."""


class ACourseIsImportedOnce(RuleBroken):
    """Two of the tutor's courses bear the same id."""


class PackageIsNotOffered(NotFound):
    """The tutor does not sell so many lessons of this course together."""


@dataclass(frozen=True, slots=True)
class Levels:
    """This is whom a lesson suits: learners from one level to another, both included."""

    lo: int = LOWEST_LEVEL
    hi: int = HIGHEST_LEVEL

    def __post_init__(self) -> None:
        if not LOWEST_LEVEL <= self.lo <= self.hi <= HIGHEST_LEVEL:
            raise LevelsRunUpwards


@dataclass(frozen=True, slots=True)
class Profile:
    """This is what a tutor says of themselves."""

    display_name: str
    headline: str
    about: str
    time_zone: str
    speaks: tuple[LanguageSkill, ...]
    teaches_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """This is what a decision must know of a subject on offer: never the tags themselves."""

    subject: Code
    levels: Levels
    has_tags: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """This is something a tutor teaches, and whom."""

    subject: str
    levels: Levels
    tags: tuple[str, ...] = ()

    @property
    def taught(self) -> Taught:
        """This is the same without the tutor's own words."""
        return Taught(self.subject, self.levels, bool(self.tags))


@dataclass(frozen=True, slots=True)
class PackageOffer:
    """This is so many lessons of a course sold together, at a price for each."""

    lessons: int
    price_per_lesson: Money

    @property
    def price(self) -> Money:
        """This is the price of all of them."""
        return self.price_per_lesson.share(self.lessons, 1)


@dataclass(frozen=True, slots=True)
class Course:
    """This is what a decision must know of lessons on offer: never their wording."""

    course_id: Handle
    subject: Code
    price_per_hour: Money
    duration_minutes: int
    is_trial: bool = False
    packages: tuple[PackageOffer, ...] = ()

    @property
    def price(self) -> Money:
        """This is the price of one lesson, rounded half up to what a card can be charged with."""
        return on_a_card(self.price_per_hour.share(self.duration_minutes, MINUTES_PER_HOUR))

    def package(self, lessons: int) -> PackageOffer:
        """This is the package of so many lessons.

        Raises:
            PackageIsNotOffered: there is none, or none any more.
        """
        for offer in self.packages:
            if offer.lessons == lessons:
                return offer
        raise PackageIsNotOffered


@dataclass(frozen=True, slots=True)
class Offer:
    """This is a course with its wording, and what its tutor did with it elsewhere."""

    course: Course
    title: str
    description: str
    levels: Levels
    category: str = ""
    tags: tuple[str, ...] = ()
    student_count: int = 0
    session_count: int = 0


@dataclass(frozen=True, slots=True)
class Import:
    """This is everything another marketplace says of one tutor."""

    source: str
    source_reference: str
    reputation: Reputation
    profile: Profile
    taught: tuple[str, ...]
    offers: tuple[Offer, ...]

    def __post_init__(self) -> None:
        if len({offer.course.course_id for offer in self.offers}) < len(self.offers):
            raise ACourseIsImportedOnce

    def subjects(self) -> Sequence[Subject]:
        """This is every subject named as taught or given a course, for all its courses' levels."""
        named = (*self.taught, *(offer.course.subject for offer in self.offers))
        return tuple(Subject(name, self._levels(name)) for name in dict.fromkeys(named))

    def _levels(self, subject: str) -> Levels:
        found = [offer.levels for offer in self.offers if offer.course.subject == subject]
        if not found:
            return Levels()
        return Levels(min(each.lo for each in found), max(each.hi for each in found))
