"""Why somebody is recommended: what really spoke for them, the strongest first, never invented.

A reason is a code and what belongs into its sentence; the words are made where people are spoken
to, in their language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.matching.compatibility import Part

MOST = 4
FITS = 0.8
"""A part that is as good speaks for somebody."""

WELL_REVIEWED = 4.5
FEWEST_REVIEWS = 3
EXPERIENCED = 50
POPULAR = 10
"""Nobody is called popular who gave fewer lessons than that and is hardly reviewed."""


class Code(StrEnum):
    """This is a kind of reason."""

    BOOKED_BEFORE = "booked_before"
    CHOSEN_BY_OTHERS = "chosen_by_others"
    LIKE_THOSE_BOOKED = "like_those_booked"
    FITS_GOAL = "fits_goal"
    FITS_STYLE = "fits_style"
    SPEAKS = "speaks"
    HAS_TIME = "has_time"
    IN_BUDGET = "in_budget"
    RELIABLE = "reliable"
    WELL_REVIEWED = "well_reviewed"
    EXPERIENCED = "experienced"
    POPULAR = "popular"
    NEW_HERE = "new_here"
    FITS_WISH = "fits_wish"


@dataclass(frozen=True, slots=True)
class Reason:
    """This is one reason, with what its sentence tells."""

    code: Code
    told: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """This is what may speak for a tutor.

    Attributes:
        parts: what their compatibility with the student is made of.
        sources: what proposed them: names of sources.
        times_booked: how often this student booked them.
        rating: the mean of reviews.
        is_new: nobody has booked them yet, and their place was drawn.
    """

    parts: Mapping[Part, float]
    sources: frozenset[str]
    times_booked: int
    rating: float | None
    review_count: int
    lessons_given: int
    is_new: bool


OF_PARTS: Mapping[Part, Code] = {
    Part.GOALS: Code.FITS_GOAL,
    Part.LANGUAGE: Code.SPEAKS,
    Part.STYLE: Code.FITS_STYLE,
    Part.SCHEDULE: Code.HAS_TIME,
    Part.PRICE: Code.IN_BUDGET,
    Part.BEHAVIOUR: Code.RELIABLE,
}
COLLECTIVE = frozenset({"ease", "neighbours", "nearby", "factors"})
"""Sources that know what others chose who chose the same."""


def reasons(known: Known) -> tuple[Reason, ...]:
    """This is the strongest reasons; a newcomer is always said to be one.

    Where nothing else speaks for somebody, what was asked for does.
    """
    return tuple(_all(known))[:MOST] or (Reason(Code.FITS_WISH),)


def _all(known: Known) -> Iterator[Reason]:
    if known.is_new:
        yield Reason(Code.NEW_HERE)
    if known.times_booked:
        yield Reason(Code.BOOKED_BEFORE, {"times": known.times_booked})
    if known.sources & COLLECTIVE:
        yield Reason(Code.CHOSEN_BY_OTHERS)
    if "content" in known.sources:
        yield Reason(Code.LIKE_THOSE_BOOKED)
    yield from _of_parts(known)
    if known.review_count >= FEWEST_REVIEWS and (known.rating or 0) >= WELL_REVIEWED:
        yield Reason(Code.WELL_REVIEWED, {"count": known.review_count})
    if known.lessons_given >= EXPERIENCED:
        yield Reason(Code.EXPERIENCED, {"lessons": known.lessons_given})
    is_known = known.lessons_given >= POPULAR or known.review_count >= FEWEST_REVIEWS
    if known.sources & {"popular", "trending"} and is_known:
        yield Reason(Code.POPULAR)


def _of_parts(known: Known) -> Iterator[Reason]:
    for part in sorted(known.parts, key=lambda one: -known.parts[one]):
        if known.parts[part] >= FITS:
            yield Reason(OF_PARTS[part])
