"""Finding a tutor: by words, by what they offer, by when they are free; and one tutor whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import Asking, Question, answers
from api.lines import STAFF
from api.paging import Cursor, Limit, Page, decode
from api.showing import TELLS, note_found, note_viewed
from api.wanted import Wanted
from application.account import time_zone_of
from application.fields import NO_NUL, Identity, Price
from projections.asking.hours import WishedTime
from projections.asking.times import heard
from projections.asking.understanding import Correction
from projections.relaxing import Find, instead
from projections.suggesting import Suggestion
from projections.tutor_search.facets import Facets, facets
from projections.tutor_search.queries import find_tutors, tutor
from projections.tutor_search.wishes import Wish

MOST_SKIPPED: Final = 200
VIEWS: Final = ("tutor_search", "tutor_embeddings")


Words = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]


class FindTutors(Wanted):
    """Find tutors. With words, in English or Russian, the best fit comes first.

    Slips are put right, and a time in the words is heard, by the clocks of `zone`, or else of the
    zone in your account; `as_typed` they are not.
    """

    TELLS = TELLS

    words: Words | None = None
    as_typed: bool = False
    after: Cursor | None = None
    limit: Limit = 20


class CountTutors(Wanted):
    """Count the tutors wanted, by subject, language, price, rating and level, to change the wish.

    Each count is how many are found with that in place of what is asked of its kind.
    """


class SuggestWords(Question):
    """Suggest subjects and tutors for what somebody is typing, also with a slip in it."""

    words: Words
    limit: Annotated[int, Field(ge=1, le=20)] = 8


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


class InsteadFound(BaseModel):
    """Who is found without those filters; `words` stands for all words."""

    without: list[str]
    cards: list[TutorCard]


class Suggested(BaseModel):
    """What may be meant, the likeliest first."""

    items: list[Suggestion]


class TutorsFound(BaseModel):
    """One page; `next`, sent as `after`, gives the following.

    `corrections` is what was searched for instead of what was typed, and `time` what was heard of a
    time in the words. Where nobody is found, `instead` has who is without some of the filters.
    """

    items: list[TutorCard]
    next: str | None
    corrections: list[Correction]
    time: WishedTime | None
    instead: InsteadFound | None


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
    """This adds finding, counting, suggesting and showing tutors."""
    found, counted, shown = "/v1/tutors", "/v1/tutors/facets", "/v1/tutors/{tutor_id}"
    answers(router, found, FindTutors, _find, views=VIEWS, answer=TutorsFound)
    answers(router, counted, CountTutors, _count, views=VIEWS[:1], answer=Facets)
    suggested = "/v1/tutors/suggestions"
    answers(router, suggested, SuggestWords, _suggest, views=VIEWS[:1], answer=Suggested)
    answers(router, shown, ShowTutor, _show, views=VIEWS[:1], answer=TutorProfile)


def _find(asking: Asking) -> Page:
    asked: FindTutors = asking.question
    words, time = asked.words, None
    if words is not None and not (asked.as_typed or asked.names_a_time):
        words, time = heard(words)
    own_zone = time_zone_of(asking.container.log, asking.actor.id) if time else None
    wish = asked.wish(asking.container.clock.now(), time, own_zone)
    page, corrections = _fitting(asking, words, wish) if words else (_liked(asking, wish), ())
    beside = {"corrections": corrections, "time": time, "instead": None}
    if page.items or asked.after is not None:
        return replace(page, beside=beside)
    way_on = instead(asking.container.reader, wish, asked.limit, _by(asking, words))
    headers = note_found(asking, wish, way_on.cards if way_on else ())
    return replace(page, beside={**beside, "instead": way_on}, headers=headers)


def _liked(asking: Asking, wish: Wish) -> Page:
    """This is a page of who is wished for without words, the best liked first."""
    asked: FindTutors = asking.question
    after = decode(asked.after, float, int, str, int)
    *behind, skipped = after or (0,)
    reader = asking.container.reader
    found = find_tutors(reader, wish, after=tuple(behind) or None, limit=asked.limit)
    if not found:
        return Page(found)
    merits = [each.pop("merit") for each in found]
    headers = note_found(asking, wish, found, skipped=skipped, merits=merits)
    if len(found) < asked.limit:
        return Page(found, headers=headers)
    last, so_far = found[-1], skipped + len(found)
    place = [merits[-1], last["lessons_given"], last["tutor_id"], so_far]
    return Page(found, place, headers=headers)


def _fitting(asking: Asking, words: str, wish: Wish) -> tuple[Page, Sequence[Correction]]:
    asked: FindTutors = asking.question
    (skip,) = decode(asked.after, int) or (0,)
    found = asking.container.search.tutors(
        words, wish, as_typed=asked.as_typed, skip=skip, limit=asked.limit
    )
    if not found.cards:
        return Page([]), found.corrections
    headers = note_found(asking, wish, found.cards, skipped=skip)
    is_last = len(found.cards) < asked.limit or skip + asked.limit >= MOST_SKIPPED
    place = None if is_last else [skip + asked.limit]
    return Page(found.cards, place, headers=headers), found.corrections


def _by(asking: Asking, words: str | None) -> Find | None:
    """This is the search by those words, for another wish."""
    asked: FindTutors = asking.question
    if not words:
        return None
    search = asking.container.search
    return lambda wish: search.tutors(words, wish, as_typed=asked.as_typed, limit=asked.limit).cards


def _count(asking: Asking) -> Facets:
    return facets(asking.container.reader, asking.question.wish(asking.container.clock.now()))


def _suggest(asking: Asking) -> dict[str, Any]:
    asked: SuggestWords = asking.question
    return {"items": asking.container.search.suggestions(asked.words, asked.limit)}


def _show(asking: Asking) -> dict[str, Any] | None:
    tutor_id, shown_in = asking.question.tutor_id, asking.question.shown_in
    knows = asking.actor.id == tutor_id or asking.actor.has(*STAFF)
    found = tutor(asking.container.reader, tutor_id, also_hidden=knows)
    if found is not None and shown_in is not None:
        note_viewed(asking, tutor_id, shown_in)
    return found
