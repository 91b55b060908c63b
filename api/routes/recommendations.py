"""Recommendations: the tutors that may suit a student, and why each of them is shown."""

from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.answers import Asking, answers
from api.recommendation_words import Language, sentence
from api.recommending import recommend
from api.routes.search import TutorCard, Wanted
from application.fields import NO_NUL, Identity
from domain.matching.styles import Style
from projections.recommending import Level, Recommended

VIEWS: Final = ("tutor_search", "tutor_embeddings", "interactions", "booking_details")
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
