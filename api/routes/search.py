"""Finding a tutor: by words, by what they offer, by when they are free; and one tutor whole."""

from datetime import timedelta
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from api.answers import Asking, Question, answers
from api.lines import STAFF
from api.paging import Cursor, Limit, Page, decode, page_of
from api.showing import TELLS, note_found, note_viewed
from application.fields import NO_NUL, Code, Currency, Identity, Moment, Price
from projections.finding import tutors_for
from projections.tutor_search.queries import Facets, facets, find_tutors, tutor
from projections.tutor_search.wishes import Wish

DAY: Final = timedelta(days=1)
MOST_SKIPPED: Final = 200
VIEWS: Final = ("tutor_search", "tutor_embeddings")
Amount = Annotated[int, Field(ge=0, le=1_000_000_000)]
Minute = Annotated[int, Field(ge=0, le=24 * 60)]
"""A minute of the day by the tutor's clock."""


class Wanted(Question):
    """This is what somebody wants of a tutor; what is left out is not asked."""

    subject: Code | None = None
    language: Code | None = None
    currency: Currency | None = None
    price_from_minor: Amount | None = None
    price_to_minor: Amount | None = None
    rating: float | None = Field(default=None, ge=0, le=5, allow_inf_nan=False)
    weekday: int | None = Field(default=None, ge=1, le=7)
    from_minute: Minute | None = None
    to_minute: Minute | None = None
    free_from: Moment | None = None
    free_to: Moment | None = None
    is_bookable: bool = False

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        opens = self.from_minute or 0
        closes = 24 * 60 if self.to_minute is None else self.to_minute
        if closes <= opens:
            raise ValueError("to_minute comes after from_minute")
        if (self.free_from is None) != (self.free_to is None):
            raise ValueError("free_from and free_to are asked together")
        lasts = self.free_to - self.free_from if self.free_from and self.free_to else DAY
        if not timedelta(minutes=1) <= lasts <= DAY:
            raise ValueError("free_to comes after free_from, and at most a day later")
        return self

    @property
    def wish(self) -> Wish:
        """This is the same in the words of the read model."""
        return Wish(**self.model_dump(include=set(Wish.__slots__)))


class FindTutors(Wanted):
    """Find tutors. With words, in English or Russian, the best fit comes first."""

    TELLS = TELLS

    words: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)] | None = None
    after: Cursor | None = None
    limit: Limit = 20


class CountTutors(Wanted):
    """Count the tutors wanted by subject, language and price, to narrow the wish by."""


class ShowTutor(Question):
    """Show one tutor whole; a hidden one only to themself and staff.

    `shown_in` is the id of the showing in which the tutor was found or recommended.
    """

    tutor_id: Identity
    shown_in: Identity | None = None


class TutorCard(BaseModel):
    """A tutor as a list shows them; prices are for an hour, in minor units."""

    tutor_id: str
    is_bookable: bool
    display_name: str | None
    headline: str | None
    time_zone: str | None
    languages: list[str]
    subjects: list[str]
    currency: str | None
    price_from_minor: int | None
    price_to_minor: int | None
    rating: float | None
    review_count: int
    lessons_given: int
    source: str | None


class PackageCard(BaseModel):
    """So many lessons sold together, and what each of them costs then."""

    lessons: int
    price_per_lesson: Price


class CourseCard(BaseModel):
    """Lessons of one kind, at one price."""

    course_id: str
    subject: str
    title: str | None
    description: str | None
    price_per_hour: Price
    duration_minutes: int
    level_lo: int
    level_hi: int
    category: str
    tags: list[str]
    is_trial: bool
    student_count: int
    session_count: int
    packages: list[PackageCard]


class TutorProfile(TutorCard):
    """Everything a tutor shows; `levels` is from and to for each subject."""

    is_listed: bool
    about: str | None
    speaks: list[dict[str, Any]]
    levels: dict[str, dict[str, Any]]
    courses: list[CourseCard]
    policy: str
    reputation: dict[str, Any] | None
    zone: str | None


def search(router: APIRouter) -> None:
    """This adds finding, counting and showing tutors."""
    found, counted, shown = "/v1/tutors", "/v1/tutors/facets", "/v1/tutors/{tutor_id}"
    answers(router, found, FindTutors, _find, views=VIEWS, answer=page_of(TutorCard))
    answers(router, counted, CountTutors, _count, views=VIEWS[:1], answer=Facets)
    answers(router, shown, ShowTutor, _show, views=VIEWS[:1], answer=TutorProfile)


def _find(asking: Asking) -> Page:
    asked: FindTutors = asking.question
    reader = asking.container.reader
    if asked.words is not None:
        return _fitting(asking, asked.words)
    after = decode(asked.after, float, int, str, int)
    *behind, skipped = after or (0,)
    found = find_tutors(reader, asked.wish, after=tuple(behind) or None, limit=asked.limit)
    merits = [each.pop("merit") for each in found]
    headers = note_found(asking, found, skipped=skipped, merits=merits)
    if len(found) < asked.limit:
        return Page(found, headers=headers)
    last, so_far = found[-1], skipped + len(found)
    return Page(
        found, [merits[-1], last["lessons_given"], last["tutor_id"], so_far], headers=headers
    )


def _fitting(asking: Asking, words: str) -> Page:
    asked: FindTutors = asking.question
    container = asking.container
    (skip,) = decode(asked.after, int) or (0,)
    found = tutors_for(
        container.reader, container.embedder, words, asked.wish, skip=skip, limit=asked.limit
    )
    is_last = len(found) < asked.limit or skip + asked.limit >= MOST_SKIPPED
    headers = note_found(asking, found, skipped=skip)
    return Page(found, None if is_last else [skip + asked.limit], headers=headers)


def _count(asking: Asking) -> Facets:
    return facets(asking.container.reader, asking.question.wish)


def _show(asking: Asking) -> dict[str, Any] | None:
    tutor_id, shown_in = asking.question.tutor_id, asking.question.shown_in
    knows = asking.actor.id == tutor_id or asking.actor.has(*STAFF)
    found = tutor(asking.container.reader, tutor_id, also_hidden=knows)
    if found is not None and shown_in is not None:
        note_viewed(asking, tutor_id, shown_in)
    return found
