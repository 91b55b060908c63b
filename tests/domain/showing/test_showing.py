"""What is recorded of somebody who is shown tutors, and of what they do then."""

from datetime import datetime
from typing import Any

import pytest

from domain.shared.event import Fact
from domain.showing.aggregate import SHOWING, OnlyWhoWasShownOpens, TutorWasNotShown, show
from domain.showing.events import (
    RecommendationBookingStarted,
    RecommendationClicked,
    RecommendationProfileViewed,
    RecommendationServed,
    SearchBookingStarted,
    SearchPerformed,
    SearchProfileViewed,
    SearchResultClicked,
)
from domain.showing.terms import Seat, Wanted, Way, millionths, values_of
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA, BEN, IVAN, OLGA
from tests.support.scenario import Aggregate, given
from tests.support.showings import SHOWING_ID, WANTED, shown

OF: dict[str, Any] = {
    "showing_id": SHOWING_ID,
    "student_id": BEN,
    "model_version": "search-1",
    "experiment_id": None,
    "variation": None,
}
ABOUT_ANNA = {**OF, "seat": Seat(ANNA, 1)}
CLICKED = SearchResultClicked(**ABOUT_ANNA, is_first=True, clicked_at=TUESDAY)
VIEWED = SearchProfileViewed(**ABOUT_ANNA, viewed_at=TUESDAY)


def started(booking_id: str = "b1", at: datetime = TUESDAY, **of: Any) -> SearchBookingStarted:
    said = {**ABOUT_ANNA, "is_first": True, **of}
    return SearchBookingStarted(**said, booking_id=booking_id, started_at=at)


def after(*facts: Fact, **changed: Any) -> Aggregate[Any]:
    return given(*show(shown(**changed), is_named=True), *facts).of(SHOWING)


UNNAMED = given(*show(shown(), is_named=False)).of(SHOWING)


class TestShowing:
    def test_says_all_of_it_of_who_agreed(self) -> None:
        (fact,) = show(shown(), is_named=True)
        assert isinstance(fact, SearchPerformed)
        assert (fact.student_id, fact.words) == (BEN, "patient English teacher")
        assert fact.wanted == WANTED
        assert [each.tutor_id for each in fact.candidates] == [ANNA, IVAN]

    @pytest.mark.parametrize("way", Way)
    def test_names_nobody_else_and_none_of_their_words(self, way: Way) -> None:
        (fact,) = show(shown(way), is_named=False)
        assert fact.student_id is None
        assert getattr(fact, "words", "") == ""
        assert [each.tutor_id for each in fact.candidates] == [ANNA, IVAN]
        assert fact.features == ()
        assert {each.values_millionths for each in fact.candidates} == {()}

    def test_keeps_no_code_by_which_nobody_was_found(self) -> None:
        wanted = Wanted(subject="ben_of_berlin", language="x", currency="XXX", price_to_minor=9)
        for is_named in (True, False):
            (fact,) = show(shown(candidates=(), wanted=wanted), is_named=is_named)
            assert fact.wanted == Wanted(price_to_minor=9)

    def test_tells_recommendations_by_themselves(self) -> None:
        (fact,) = show(shown(Way.RECOMMENDATION), is_named=True)
        assert isinstance(fact, RecommendationServed)

    def test_has_a_name_for_every_value(self) -> None:
        with pytest.raises(ValueError, match="for each feature"):
            shown(features=("rating",))


class TestOpening:
    def test_is_noted_with_its_place_and_what_put_it_there(self) -> None:
        after().when(lambda s: s.click(ANNA, BEN, TUESDAY)).then(CLICKED)

    def test_of_another_one_is_no_first_time(self) -> None:
        second = SearchResultClicked(**OF, seat=Seat(IVAN, 2), is_first=False, clicked_at=TUESDAY)
        after(CLICKED).when(lambda s: s.click(IVAN, BEN, TUESDAY)).then(second)

    def test_once_more_is_nothing_new(self) -> None:
        after(CLICKED).when(lambda s: s.click(ANNA, BEN, TUESDAY)).then()

    @pytest.mark.parametrize("by", [OLGA, None])
    def test_is_for_who_was_shown_it(self, by: str | None) -> None:
        after().when(lambda s: s.click(ANNA, by, TUESDAY)).then_refused(OnlyWhoWasShownOpens)

    @pytest.mark.parametrize("by", [BEN, OLGA, None])
    def test_of_a_showing_that_names_nobody_names_nobody(self, by: str | None) -> None:
        (fact,) = UNNAMED.state.click(ANNA, by, TUESDAY)
        assert fact.student_id is None

    def test_is_of_somebody_who_was_shown(self) -> None:
        after().when(lambda s: s.click(OLGA, BEN, TUESDAY)).then_refused(TutorWasNotShown)


class TestLooking:
    def test_is_noted_once(self) -> None:
        after().when(lambda s: s.view(ANNA, BEN, TUESDAY)).then(VIEWED)
        after(VIEWED).when(lambda s: s.view(ANNA, BEN, TUESDAY)).then()

    def test_fails_for_nobody(self) -> None:
        after().when(lambda s: s.view(ANNA, OLGA, TUESDAY)).then()
        after().when(lambda s: s.view(OLGA, BEN, TUESDAY)).then()


class TestBooking:
    def test_is_tied_to_what_it_came_of(self) -> None:
        after().when(lambda s: s.tie("b1", ANNA, BEN, TUESDAY)).then(started())

    def test_counts_a_showing_once(self) -> None:
        second = started("b2", is_first=False)
        after(started()).when(lambda s: s.tie("b2", ANNA, BEN, TUESDAY)).then(second)

    def test_is_tied_to_nothing_that_was_shown_to_nobody_or_somebody_else(self) -> None:
        UNNAMED.when(lambda s: s.tie("b1", ANNA, BEN, TUESDAY)).then()
        after().when(lambda s: s.tie("b1", ANNA, OLGA, TUESDAY)).then()
        after().when(lambda s: s.tie("b1", OLGA, BEN, TUESDAY)).then()


class TestRecommendations:
    def test_are_followed_by_facts_of_their_own(self) -> None:
        showing = after(way=Way.RECOMMENDATION).state
        assert isinstance(showing.click(ANNA, BEN, MONDAY)[0], RecommendationClicked)
        assert isinstance(showing.view(ANNA, BEN, MONDAY)[0], RecommendationProfileViewed)
        begun = showing.tie("b1", ANNA, BEN, MONDAY)
        assert isinstance(begun[0], RecommendationBookingStarted)


class TestNumbers:
    def test_are_whole_millionths(self) -> None:
        assert millionths(0.5) == 500_000
        assert millionths(None) is None
        assert millionths(float("nan")) is None
        assert values_of(("a", "b"), {"b": 2.0}) == (None, 2_000_000)
