"""Recommendations: the tutors that may suit a student, and why each of them is shown."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accepts import accepts
from api.answers import Asking, Question, answers
from api.lines import STAFF
from api.paging import Cursor, Limit, Page, decode, page_of
from api.recommendation_words import Language, sentence
from api.recommending import recommend
from api.routes.search import TutorCard
from api.wanted import Wanted
from application import contest
from application.contest import argument_of
from application.fields import NO_NUL, Identity
from domain.contest.events import Finding
from domain.matching.reasons import Reason
from domain.matching.styles import Style
from domain.shared.actor import Actor, Role
from projections.fitting import told_of
from projections.recommendations import queries
from projections.recommending import Level, Recommended

VIEWS: Final = ("tutor_search", "tutor_embeddings", "interactions", "booking_details")
WHY: Final = ("recommendations",)
ONE: Final = "/v1/recommendations/{showing_id}"
MOST: Final = 50


class RecommendTutors(Wanted):
    """Recommend tutors. Everything is a wish; of prices, tutors near them are shown if need be.

    `goal` is what to reach, in English or Russian words; `level` where one stands, from 1 to 7;
    `within_days` how soon to begin. `without` leaves tutors out, and `without_booked` all those one
    has booked before. Who agrees to profiling is recommended tutors by what they booked as well.
    """

    IS_KEPT = False

    goal: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)] | None = None
    style: Style | None = None
    level: int | None = Field(default=None, ge=1, le=7)
    within_days: int | None = Field(default=None, ge=1, le=14)
    without: tuple[Identity, ...] = Field(default=(), max_length=200)
    without_booked: bool = False
    limit: int = Field(default=10, ge=1, le=MOST)
    words_in: Language = Language.ENGLISH


class ReasonShown(BaseModel):
    """Why somebody is shown, as a code and in words."""

    code: str
    words: str


class CompatibilityShown(BaseModel):
    """How well the two fit, and the parts that are known, each between 0 and 1.

    Where it is calibrated, it is the probability that somebody who books once books again.
    """

    score: float
    is_calibrated: bool
    parts: dict[str, float]


class RecommendedTutor(BaseModel):
    """A tutor who is recommended.

    `p_book` is the probability that the student books them; `propensity` is with which chance they
    were to stand in this place, which is less than 1 where it was drawn by lot.
    """

    position: int
    tutor: TutorCard
    p_book: float
    score: float
    sources: list[str]
    reasons: list[ReasonShown]
    compatibility: CompatibilityShown
    propensity: float
    is_explored: bool


class TutorsRecommended(BaseModel):
    """The tutors recommended, and what that rests on.

    `showing_id` names this answer: send it along when a tutor is opened or booked out of it.
    `is_personal` is whether what the student did was looked at, which it is while they agree to
    profiling; `at_any_price` is whether too few were found at the price asked for.
    """

    showing_id: str
    model_version: str
    level: Level
    is_personal: bool
    at_any_price: bool
    items: list[RecommendedTutor]


class ShowRecommendations(Question):
    """Show why these tutors were recommended: what was known of each, and what spoke for them.

    Where the student does not agree to be known, whoever has the id may see it.
    """

    showing_id: Identity
    words_in: Language = Language.ENGLISH


class ListContests(Question):
    """List the recommendations somebody wants a person to look at, the oldest first."""

    after: Cursor | None = None
    limit: Limit = 50


class ShownTutor(BaseModel):
    """A tutor who was shown: `known` is every number that was known of the two, then."""

    tutor_id: str
    position: int
    score: float | None
    propensity: float
    is_explored: bool
    sources: list[str]
    reasons: list[ReasonShown]
    known: dict[str, float | None]


class ContestShown(BaseModel):
    """A person is asked to look at it: what the student says, and what they found once they did."""

    showing_id: str
    student_id: str
    argument: str
    raised_at: datetime
    finding: Finding | None
    answered_at: datetime | None


class RecommendationsShown(BaseModel):
    """What was recommended, why, and what a person found who looked at it."""

    showing_id: str
    student_id: str | None
    model_version: str
    served_at: datetime
    items: list[ShownTutor]
    contest: ContestShown | None


def recommendations(router: APIRouter) -> None:
    """This adds recommending tutors, saying why, and having a person look at it."""
    answers(
        router,
        "/v1/recommendations",
        RecommendTutors,
        _recommend,
        views=VIEWS,
        answer=TutorsRecommended,
    )
    answers(router, ONE, ShowRecommendations, _show, views=WHY, answer=RecommendationsShown)
    accepts(router, "POST", f"{ONE}/contest", contest.RaiseContest)
    accepts(router, "POST", f"{ONE}/contest/answer", contest.AnswerContest)
    answers(router, "/v1/contests", ListContests, _list, views=WHY, answer=page_of(ContestShown))


def _recommend(asking: Asking) -> dict[str, Any]:
    answered = recommend(asking)
    return {
        "showing_id": answered.showing_id,
        "model_version": answered.model_version,
        "level": answered.found.level,
        "is_personal": answered.is_personal,
        "at_any_price": answered.at_any_price,
        "items": [_item(one, asking.question.words_in) for one in answered.found.items],
    }


def _item(one: Recommended, language: Language) -> dict[str, Any]:
    return {
        "position": one.position,
        "tutor": {name: one.card[name] for name in TutorCard.model_fields},
        "p_book": one.p_book,
        "score": one.score,
        "sources": one.sources,
        "reasons": [{"code": each.code, "words": sentence(each, language)} for each in one.reasons],
        "compatibility": {
            "score": one.compatibility.score,
            "is_calibrated": one.compatibility.is_calibrated,
            "parts": {str(part): value for part, value in one.compatibility.parts.items()},
        },
        "propensity": one.propensity,
        "is_explored": one.is_explored,
    }


def _show(asking: Asking) -> dict[str, Any] | None:
    asked: ShowRecommendations = asking.question
    found = queries.showing(asking.container.reader, asked.showing_id)
    if found is None or not _may_see(asking.actor, found):
        return None
    return {
        "showing_id": found.showing_id,
        "student_id": found.student_id,
        "model_version": found.model_version,
        "served_at": found.served_at,
        "items": [_shown(one, asked.words_in) for one in found.shown],
        "contest": _contest(asking, found.contest) if found.contest else None,
    }


def _may_see(actor: Actor, found: queries.Showing) -> bool:
    """This lets in whoever it was shown to: nobody can tell of one that names nobody."""
    return found.student_id in (None, actor.id) or actor.has(*STAFF, Role.REVIEWER)


def _shown(one: queries.Shown, language: Language) -> dict[str, Any]:
    told = told_of(one.known, one.sources, is_new=one.is_explored)
    return {
        "tutor_id": one.tutor_id,
        "position": one.position,
        "score": one.score,
        "propensity": one.propensity,
        "is_explored": one.is_explored,
        "sources": one.sources,
        "reasons": _reasons(told, language),
        "known": one.known,
    }


def _reasons(told: Iterable[Reason], language: Language) -> list[dict[str, str]]:
    return [{"code": each.code, "words": sentence(each, language)} for each in told]


def _list(asking: Asking) -> Page:
    asked: ListContests = asking.question
    found = queries.contests(
        asking.container.reader, after=decode(asked.after, datetime, str), limit=asked.limit
    )
    page = Page.of(found, asked.limit, "raised_at", "showing_id")
    return replace(page, items=[_contest(asking, each) for each in found])


def _contest(asking: Asking, found: queries.Contest) -> dict[str, Any]:
    return {**asdict(found), "argument": argument_of(asking.container.log, found.showing_id)}
