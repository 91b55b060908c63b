"""What a search shows, taken down as it goes out: the header names it, so that what follows can.

Preceptor-Showing: 0b9c…   →   POST /v1/showings/0b9c…/tutors/{tutor_id}/open
                               GET  /v1/tutors/{tutor_id}?shown_in=0b9c…
                               POST /v1/bookings  {"shown_in": "0b9c…", …}
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from api.answers import Asking
from application.showing import Viewed
from domain.shared.actor import Role
from domain.showing.terms import Candidate, Shown, Wanted, Way, millionths, values_of
from projections.tutor_search.wishes import Wish

HEADER: Final = "Preceptor-Showing"
TELLS: Final[Mapping[str, str]] = {
    HEADER: "The id of what is shown here, to be sent along with what follows from it."
}
MODEL_VERSION: Final = "search-2"
"""What puts the tutors found in order: another way of doing so has another name."""

FEATURES: Final = ("lessons_given", "price_from_minor", "rating", "review_count")


def is_noted(asking: Asking) -> bool:
    """This is true of students and of strangers; what others look at says nothing of students."""
    is_meant = not asking.actor.roles or asking.actor.has(Role.STUDENT)
    return is_meant and not asking.is_head


def note_found(
    asking: Asking,
    wish: Wish,
    found: Sequence[Mapping[str, Any]],
    *,
    skipped: int = 0,
    merits: Sequence[float] = (),
) -> Mapping[str, str]:
    """This takes down the tutors a search found, and is the headers that name the showing."""
    if not is_noted(asking):
        return {}
    scores: Sequence[float | None] = merits or [None] * len(found)
    shown = Shown(
        showing_id=str(uuid4()),
        way=Way.SEARCH,
        student_id=asking.actor.id or None,
        words=asking.question.words or "",
        model_version=MODEL_VERSION,
        wanted=_wanted(wish, has_words=asking.question.words is not None),
        features=FEATURES,
        candidates=tuple(
            Candidate(
                tutor_id=card["tutor_id"],
                position=position,
                score_millionths=millionths(score),
                values_millionths=values_of(FEATURES, card),
            )
            for position, (card, score) in enumerate(zip(found, scores, strict=True), skipped + 1)
        ),
        at=asking.container.clock.now(),
    )
    asking.container.showings.shown(shown)
    return {HEADER: shown.showing_id}


def note_viewed(asking: Asking, tutor_id: str, showing_id: str) -> None:
    """This takes down that a tutor's profile is looked at, coming from a showing."""
    if is_noted(asking):
        at = asking.container.clock.now()
        viewed = Viewed(showing_id, tutor_id, asking.actor.id or None, at)
        asking.container.showings.viewed(viewed)


def _wanted(wish: Wish, *, has_words: bool) -> Wanted:
    return Wanted(
        subject=wish.subject,
        language=wish.language,
        currency=wish.currency,
        price_from_minor=wish.price_from_minor,
        price_to_minor=wish.price_to_minor,
        has_words=has_words,
    )
