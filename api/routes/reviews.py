"""Reviews: what is said of lessons, by whom it is seen, and what reviewers make of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter

from api.accepts import accepts
from api.answers import Asking, Question, answers
from api.lines import STAFF
from api.paging import Cursor, Limit, Page, decode, page_of
from application import review
from application.fields import Identity
from domain.review.words import GOOD
from domain.shared.actor import Actor
from projections.directory.queries import first_names
from projections.reviews import queries
from projections.reviews.queries import Lesson, Opinion, Waiting, Words
from projections.suspecting import Suspected, suspected
from projections.tutor_search.queries import is_listed

REVIEWS = "/v1/reviews"
LESSON = f"{REVIEWS}/{{booking_id}}"
PART = f"{LESSON}/{{part}}"
OF_TUTOR = "/v1/tutors/{tutor_id}/reviews"
OPINIONS = "/v1/tutors/{tutor_id}/opinions"
SUSPECTED = "/v1/suspicions"
VIEWS = ("reviews",)
LOOKED_AT = (*VIEWS, "booking_details", "directory")


class ListReviews(Question):
    """List the reviews of a tutor that everybody may see, the last shown first."""

    tutor_id: Identity
    after: Cursor | None = None
    limit: Limit = 20


class ListOpinions(Question):
    """List what a tutor's reviews speak of, and what they think of it, the most frequent first."""

    tutor_id: Identity


class ListWaiting(Question):
    """List the words that wait for a reviewer: the urgent first, then the longest waiting.

    `signs` are what rules found in them, `harms` what a service outside finds likely; whether that
    speaks against them is yours to decide.
    """

    after: Cursor | None = None
    limit: Limit = 50


class ListSuspected(Question):
    """List reviews that may have been made up, the most suspected first.

    It is told by how they came about, not by their words; whether it is so is yours to decide.
    What became of a booking within the last half minute may not be counted yet.
    """

    limit: Limit = 50


class ShowReview(Question):
    """Show what was said of a lesson, as far as you may see it."""

    booking_id: Identity


@dataclass(frozen=True, slots=True)
class Said:
    """This is a review with its answer; the author is told by a first name, a minor by none."""

    booking_id: str
    author: str | None
    stars: int
    text: str | None
    answer: str | None
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Opinions:
    """This is what is thought of each aspect of a tutor's lessons that reviews speak of."""

    opinions: list[Opinion]


def reviews(router: APIRouter) -> None:
    """This adds reviews: from the first word to the last decision."""
    of_tutor = (*VIEWS, "tutor_search", "directory")
    answers(router, OF_TUTOR, ListReviews, _of_tutor, views=of_tutor, answer=page_of(Said))
    answers(
        router, OPINIONS, ListOpinions, _opinions, views=(*VIEWS, "tutor_search"), answer=Opinions
    )
    answers(router, REVIEWS, ListWaiting, _waiting, views=VIEWS, answer=page_of(Waiting))
    answers(
        router, SUSPECTED, ListSuspected, _suspected, views=LOOKED_AT, answer=page_of(Suspected)
    )
    answers(router, LESSON, ShowReview, _show, views=VIEWS, answer=Lesson)
    accepts(router, "POST", f"{LESSON}/write", review.WriteReview)
    accepts(router, "POST", f"{LESSON}/answer", review.WriteAnswer)
    accepts(router, "POST", f"{PART}/correct", review.CorrectReview)
    accepts(router, "POST", f"{PART}/withdraw", review.WithdrawReview)
    accepts(router, "POST", f"{PART}/appeal", review.AppealModeration)
    accepts(router, "POST", f"{PART}/flag", review.FlagReview)
    accepts(router, "POST", f"{PART}/approve", review.ApproveReview)
    accepts(router, "POST", f"{PART}/reject", review.RejectReview)


def _is_seen(asking: Asking, tutor_id: str) -> bool:
    """This is true where whoever asks may see the tutor."""
    knows = asking.actor.id == tutor_id or asking.actor.has(*STAFF)
    listed = is_listed(asking.container.reader, tutor_id)
    return listed is not None and (listed or knows)


def _opinions(asking: Asking) -> Opinions | None:
    tutor_id = asking.question.tutor_id
    if not _is_seen(asking, tutor_id):
        return None
    return Opinions(queries.opinions_of(asking.container.reader, tutor_id))


def _of_tutor(asking: Asking) -> Page | None:
    asked: ListReviews = asking.question
    reader = asking.container.reader
    if not _is_seen(asking, asked.tutor_id):
        return None
    before = decode(asked.after, datetime, str)
    found = queries.reviews_of(reader, asked.tutor_id, before=before, limit=asked.limit)
    names = first_names(reader, {one.student_id for one in found})
    said = [
        Said(
            one.booking_id,
            names.get(one.student_id),
            one.stars,
            one.text,
            one.answer,
            one.shown_at,
        )
        for one in found
    ]
    return Page.of(said, asked.limit, "shown_at", "booking_id")


def _waiting(asking: Asking) -> Page:
    asked: ListWaiting = asking.question
    found = queries.waiting(
        asking.container.reader,
        asking.actor.id,
        after=decode(asked.after, int, datetime, str, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "urgency", "since", "booking_id", "part")


def _suspected(asking: Asking) -> Page:
    container, limit = asking.container, asking.question.limit
    found = container.suspicions()
    return Page(suspected(container.reader, found, asking.actor.id, limit=limit))


def _show(asking: Asking) -> Lesson | None:
    found = queries.lesson(asking.container.reader, asking.question.booking_id)
    is_side = found and asking.actor.id in {found.student_id, found.tutor_id}
    return _as_a_side_sees_it(found, asking.actor) if found and is_side else found


def _as_a_side_sees_it(found: Lesson, actor: Actor) -> Lesson:
    """This leaves out of the other side's part what nobody is shown, and who had a hand in it."""
    stars = found.stars if found.is_shown or actor.id == found.student_id else None
    words = (_seen(each, found, actor) for each in found.words)
    return replace(found, stars=stars, words=tuple(each for each in words if each))


def _seen(words: Words, found: Lesson, actor: Actor) -> Words | None:
    theirs = replace(words, reviewer_id=None, flagger_id=None)
    if words.author_id == actor.id:
        return theirs
    is_visible = found.is_shown and words.step in GOOD
    return replace(theirs, argument=None, fault=None) if is_visible else None
