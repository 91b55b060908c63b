"""A showing: tutors somebody was shown together, and what they did with that.

Rules, in plain language:

- Who has not agreed to recommendations from what they do is shown tutors all the same, and it is
  recorded that somebody was: not who, nor what they typed, nor what was known of them.
- Only who was shown something opens it; of a showing that names nobody, anybody who has its id.
- Only who was shown can be opened. The same tutor opened again is nothing new.
- A booking is tied to a showing that names its student, and to no other: it would name them.
- Nobody's booking fails for what they were shown.

There are no states: a showing is recorded, and what follows is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Code, Identity, Version
from domain.showing.events import (
    BegunEvent,
    ClickEvent,
    RecommendationBookingStarted,
    RecommendationClicked,
    RecommendationProfileViewed,
    RecommendationServed,
    SearchBookingStarted,
    SearchPerformed,
    SearchProfileViewed,
    SearchResultClicked,
    ShowingEvent,
    ShownEvent,
    ViewEvent,
)
from domain.showing.terms import Candidate, Seat, Shown, Wanted, Way


class OnlyWhoWasShownOpens(NotAllowed):
    """This was shown to somebody else; only they open it."""


class TutorWasNotShown(RuleBroken):
    """That tutor is not among those who were shown."""


@dataclass(frozen=True, slots=True)
class Showing:
    """This is what was shown to somebody, and what they opened and booked of it."""

    showing_id: Identity
    way: Way
    student_id: PersonId | None
    model_version: Version
    experiment_id: Identity | None
    variation: Code | None
    seats: tuple[Seat, ...]
    clicked: tuple[PersonId, ...] = ()
    viewed: tuple[PersonId, ...] = ()
    has_booking: bool = False

    def click(self, tutor_id: str, by: str | None, now: datetime) -> Sequence[ClickEvent]:
        """This notes that a tutor was opened, the first time.

        Raises:
            OnlyWhoWasShownOpens: somebody else was shown this.
            TutorWasNotShown: the tutor is not in it.
        """
        if not self._is_for(by):
            raise OnlyWhoWasShownOpens
        seat = self._seat(tutor_id)
        if seat is None:
            raise TutorWasNotShown
        if tutor_id in self.clicked:
            return ()
        said = {**self._of(seat), "is_first": not self.clicked, "clicked_at": now}
        if self.way is Way.SEARCH:
            return (SearchResultClicked(**said),)
        return (RecommendationClicked(**said),)

    def view(self, tutor_id: str, by: str | None, now: datetime) -> Sequence[ViewEvent]:
        """This notes that a tutor's whole profile was looked at, the first time."""
        seat = self._seat(tutor_id)
        if seat is None or tutor_id in self.viewed or not self._is_for(by):
            return ()
        said = {**self._of(seat), "viewed_at": now}
        if self.way is Way.SEARCH:
            return (SearchProfileViewed(**said),)
        return (RecommendationProfileViewed(**said),)

    def tie(self, booking_id: str, tutor_id: str, by: str, now: datetime) -> Sequence[BegunEvent]:
        """This ties a booking to the showing it came of; to one of somebody else it is not tied."""
        seat = self._seat(tutor_id)
        if seat is None or self.student_id != by:
            return ()
        first = {"is_first": not self.has_booking, "started_at": now}
        said = {**self._of(seat), **first, "booking_id": booking_id}
        if self.way is Way.SEARCH:
            return (SearchBookingStarted(**said),)
        return (RecommendationBookingStarted(**said),)

    def _is_for(self, by: str | None) -> bool:
        return self.student_id in (None, by)

    def _seat(self, tutor_id: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.tutor_id == tutor_id), None)

    def _of(self, seat: Seat) -> dict[str, Any]:
        return {
            "showing_id": self.showing_id,
            "student_id": self.student_id,
            "model_version": self.model_version,
            "experiment_id": self.experiment_id,
            "variation": self.variation,
            "seat": seat,
        }


def show(shown: Shown, *, is_named: bool) -> Sequence[ShownEvent]:
    """This records what was shown; unless the student agreed, without them and their words."""
    has_found = bool(shown.candidates)
    said: dict[str, Any] = {
        "showing_id": shown.showing_id,
        "student_id": shown.student_id if is_named else None,
        "model_version": shown.model_version,
        "experiment_id": shown.experiment_id,
        "variation": shown.variation,
        "wanted": shown.wanted if has_found else _without_codes(shown.wanted),
        "features": shown.features if is_named else (),
        "candidates": shown.candidates if is_named else _without_values(shown.candidates),
    }
    match shown.way:
        case Way.SEARCH:
            words = shown.words if is_named else ""
            return (SearchPerformed(**said, words=words, performed_at=shown.at),)
        case Way.RECOMMENDATION:
            return (RecommendationServed(**said, served_at=shown.at),)
        case _:
            assert_never(shown.way)


def _without_codes(wanted: Wanted) -> Wanted:
    """This leaves out codes by which nobody was found: they may be anything somebody typed."""
    return replace(wanted, subject=None, language=None, currency=None)


def _without_values(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """This leaves out what was known of the two: enough of it would tell who saw them."""
    return tuple(replace(each, values_millionths=()) for each in candidates)


def evolve(state: Showing | None, fact: ShowingEvent) -> Showing:
    """This is the showing after the fact; it asks no question and reads no clock."""
    match fact:
        case SearchPerformed():
            return _begun(fact, Way.SEARCH)
        case RecommendationServed():
            return _begun(fact, Way.RECOMMENDATION)
    assert state is not None
    match fact:
        case SearchResultClicked() | RecommendationClicked():
            return replace(state, clicked=(*state.clicked, fact.tutor_id))
        case SearchProfileViewed() | RecommendationProfileViewed():
            return replace(state, viewed=(*state.viewed, fact.tutor_id))
        case SearchBookingStarted() | RecommendationBookingStarted():
            return replace(state, has_booking=True)
        case _:
            assert_never(fact)


def _begun(fact: ShownEvent, way: Way) -> Showing:
    return Showing(
        fact.showing_id,
        way,
        fact.student_id,
        fact.model_version,
        fact.experiment_id,
        fact.variation,
        tuple(Seat(each.tutor_id, each.position) for each in fact.candidates),
    )


SHOWING = Kind("showing", Showing, evolve)
