"""Recommendations: the tutors that may suit a student, and why each of them is shown."""

from random import Random
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import Asking, answers
from api.recommendation_words import Language, sentence
from api.routes.search import TutorCard, Wanted
from application.consent import in_force
from application.fields import NO_NUL, Identity
from domain.consent.events import Purpose
from domain.matching.styles import SAID, Style
from projections.past import Past, past_of
from projections.proposing import Proposals, Soon, Wished
from projections.recommending import Level, Recommendations, Recommended, Recommending

VIEWS: Final = ("tutor_search", "tutor_embeddings", "interactions", "booking_details")
PROFILING: Final = Purpose.RECOMMENDATION_PROFILING
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

    `is_personal` is whether what the student did was looked at, which it is while they agree to
    profiling; `at_any_price` is whether too few were found at the price asked for.
    """

    request_id: str
    model: str
    level: Level
    is_personal: bool
    at_any_price: bool
    items: list[RecommendedTutor]


def recommendations(router: APIRouter) -> None:
    """This adds recommending tutors."""
    answers(
        router,
        "/v1/recommendations",
        RecommendTutors,
        _recommend,
        views=VIEWS,
        answer=TutorsRecommended,
    )


def _recommend(asking: Asking) -> dict[str, Any]:
    asked: RecommendTutors = asking.question
    container, request_id = asking.container, str(uuid4())
    student_id, now = asking.actor.id, container.clock.now()
    is_personal = in_force(container.log, student_id, PROFILING, now)
    past = past_of(container.reader, student_id) if is_personal else Past()
    wished = _wished(asking, past if asked.without_booked else Past())
    found, at_any_price = _answer(asking, wished, past, request_id), False
    if len(found.items) < asked.limit and wished.prices != (None, None):
        found, at_any_price = _answer(asking, wished.at_any_price, past, request_id), True
    return {
        "request_id": request_id,
        "model": container.grounds.model.version,
        "level": found.level,
        "is_personal": is_personal,
        "at_any_price": at_any_price,
        "items": [_item(one, asked.words_in) for one in found.items],
    }


def _wished(asking: Asking, left_out: Past) -> Wished:
    asked: RecommendTutors = asking.question
    wish = asked.model_copy(update={"is_bookable": True}).wish
    soon = Soon(asking.container.clock.now(), asked.within_days) if asked.within_days else None
    return Wished(
        wish=wish,
        goal=asked.goal or "",
        style=SAID[asked.style] if asked.style else "",
        level=asked.level,
        within=soon,
        prices=(asked.price_from_minor, asked.price_to_minor),
        without=frozenset({asking.actor.id, *asked.without, *left_out.times_booked}),
    )


def _answer(asking: Asking, wished: Wished, past: Past, request_id: str) -> Recommendations:
    container = asking.container
    return Recommending(
        proposals=Proposals(container.reader, container.embedder, wished),
        wished=wished,
        past=past,
        rating=container.grounds.model.asked(past.choices, container.clock.now()),
        rates=container.grounds.rates,
        scale=container.grounds.scale,
        chance=Random(request_id),  # noqa: S311 - it draws a place in a list, and no secret
    ).answer(asking.question.limit)


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
