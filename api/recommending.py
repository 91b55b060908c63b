"""One request for recommendations, from the question to what is answered and taken down.

Whether the student agrees to profiling is asked of the log, in that moment; who does not is shown
what a stranger is. What was shown is taken down as it goes out, with the chance everybody had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final
from uuid import uuid4

from api.answers import Asking
from api.showing import is_noted
from application.consent import in_force
from domain.consent.events import Purpose
from domain.showing.terms import MILLION, Candidate, Shown, Wanted, Way, millionths, values_of
from projections.fitting import FEATURES
from projections.past import Past, past_of
from projections.proposing import Proposals, Soon, Wished
from projections.recommending import Recommendations, Recommended, Recommending

PROFILING: Final = Purpose.RECOMMENDATION_PROFILING


@dataclass(frozen=True, slots=True)
class Answered:
    """This is what one request came to."""

    showing_id: str
    model_version: str
    is_personal: bool
    at_any_price: bool
    found: Recommendations


def recommend(asking: Asking) -> Answered:
    """This finds tutors for whoever asks, and takes down who was shown."""
    asked, container = asking.question, asking.container
    showing_id, student_id = str(uuid4()), asking.actor.id
    is_personal = in_force(container.log, student_id, PROFILING, container.clock.now())
    past = past_of(container.reader, student_id) if is_personal else Past()
    wished = _wished(asking, past)
    found, at_any_price = _answer(asking, wished, past, showing_id), False
    if len(found.items) < asked.limit and wished.prices != (None, None):
        found, at_any_price = _answer(asking, wished.at_any_price, past, showing_id), True
    answered = Answered(showing_id, found.model_version, is_personal, at_any_price, found)
    if is_noted(asking):
        container.showings.shown(_shown(asking, answered))
    return answered


def _wished(asking: Asking, past: Past) -> Wished:
    asked = asking.question
    now = asking.container.clock.now()
    # A level is not asked for as search asks for it: whoever teaches the next one is near.
    wish = asked.model_copy(update={"is_bookable": True, "level": None}).wish(now)
    soon = Soon(now, asked.within_days) if asked.within_days else None
    booked = past.times_booked if asked.without_booked else ()
    return Wished(
        wish=wish,
        goal=asked.goal or "",
        style=asking.container.grounds.style(asked.style) if asked.style else "",
        level=asked.level,
        within=soon,
        prices=(asked.price_from_minor, asked.price_to_minor),
        without=frozenset({asking.actor.id, *asked.without, *booked}),
    )


def _answer(asking: Asking, wished: Wished, past: Past, showing_id: str) -> Recommendations:
    container = asking.container
    grounds = container.grounds
    model = grounds.model_for(asking.actor.id)
    return Recommending(
        proposals=Proposals(
            container.reader,
            container.search.embedder,
            wished,
            list(past.times_booked),
        ),
        wished=wished,
        past=past,
        model_version=model.version,
        rating=model.asked(past.choices, container.clock.now()),
        rates=grounds.rates,
        scale=model.scale,
        chance=Random(showing_id),  # noqa: S311 - it draws a place in a list, and no secret
        recall=grounds.recall,
    ).answer(asking.question.limit)


def _shown(asking: Asking, answered: Answered) -> Shown:
    asked = asking.question
    return Shown(
        showing_id=answered.showing_id,
        way=Way.RECOMMENDATION,
        student_id=asking.actor.id,
        words="",
        model_version=answered.model_version,
        wanted=Wanted(
            subject=asked.subject,
            language=asked.language,
            currency=asked.currency,
            price_from_minor=asked.price_from_minor,
            price_to_minor=asked.price_to_minor,
            has_words=asked.goal is not None,
        ),
        features=tuple(map(str, FEATURES)),
        candidates=_candidates(answered.found.items),
        at=asking.container.clock.now(),
    )


def _candidates(items: Sequence[Recommended]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            tutor_id=one.card["tutor_id"],
            position=one.position,
            score_millionths=millionths(one.score),
            sources=tuple(one.sources),
            values_millionths=values_of(FEATURES, dict(one.features)),
            propensity_millionths=round(one.propensity * MILLION),
        )
        for one in items
    )
