"""The clock of a review: what was approved is shown seven days after the lesson, at the latest.

As soon as both sides have written, or a reviewer approves later than that, it is shown in the same
step, and nothing is left to do here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.review import ShowReview
from application.todo import Process, Todo, by
from domain.review import events as review
from domain.review.events import Part
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class ReviewClock:
    """This is whether a review waits for nothing but time."""

    booking_id: str
    blind_until: datetime | None = None
    is_approved: bool = False
    was_shown: bool = False


def evolve(state: ReviewClock, fact: Fact) -> ReviewClock:
    """This is the state after the fact; an answer is shown with the review, so it has no clock."""
    match fact:
        case review.ReviewWritten():
            return replace(state, blind_until=fact.blind_until)
        case review.ReviewShown():
            return replace(state, was_shown=True)
        case review.ReviewApproved() if fact.part is Part.REVIEW:
            return replace(state, is_approved=True)
        case review.ReviewFlagged() | review.ModerationAppealed():
            return state
        case review.OfPart() if fact.part is Part.REVIEW:
            return replace(state, is_approved=False)
        case _:
            return state


def decide(state: ReviewClock) -> Sequence[Todo]:
    """This is to show the review when its time has come."""
    if state.was_shown or not state.is_approved:
        return ()
    show = ShowReview(booking_id=state.booking_id)
    return (Todo("show", show, due_at=state.blind_until),)


REVIEW_CLOCK: Process[Any] = Process(
    name="review_clock",
    version=1,
    contexts=frozenset({"review"}),
    keys=by("booking_id"),
    state=ReviewClock,
    start=ReviewClock,
    evolve=evolve,
    decide=decide,
    acts=(ShowReview,),
)
