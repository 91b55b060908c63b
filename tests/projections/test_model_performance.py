"""Model performance: what was shown on a day, what became of it, and how that is judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.shared.event import Fact
from domain.showing.events import (
    RecommendationBookingStarted,
    RecommendationClicked,
    RecommendationProfileViewed,
    RecommendationServed,
    SearchPerformed,
    SearchResultClicked,
)
from domain.showing.terms import Candidate, Seat, Wanted
from projections.model_performance.projector import DAYS, PROJECTION, SEEN, SHOWN, TOLD
from projections.model_performance.queries import alarms, performance
from tests.projections.conftest import Show
from tests.support.calendar import FRIDAY, MONDAY
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN
from tests.support.views import Stream, given, history, stream

OF: dict[str, Any] = {
    "showing_id": "s",
    "student_id": BEN,
    "model_version": "model-1",
    "experiment_id": None,
    "variation": None,
}
FEATURES = ("price", "p_book")
SERVED = RecommendationServed(
    **OF,
    wanted=Wanted(),
    features=FEATURES,
    candidates=(
        Candidate(ANNA, 1, values_millionths=(500_000, 300_000)),
        Candidate(IVAN, 2, values_millionths=(500_000, 40_000)),
    ),
    served_at=MONDAY,
)
CLICKED = RecommendationClicked(**OF, seat=Seat(IVAN, 2), is_first=True, clicked_at=FRIDAY)
VIEWED = RecommendationProfileViewed(**OF, seat=Seat(IVAN, 2), viewed_at=FRIDAY)
BEGUN = RecommendationBookingStarted(
    **OF, seat=Seat(ANNA, 1), booking_id="b", is_first=True, started_at=FRIDAY
)
FOUND = SearchPerformed(
    **{**OF, "student_id": None},
    wanted=Wanted(),
    features=("rating",),
    candidates=(Candidate(ANNA, 21, values_millionths=(None,)),),
    words="",
    performed_at=MONDAY,
)
OPENED = SearchResultClicked(
    **{**OF, "student_id": None}, seat=Seat(ANNA, 21), is_first=True, clicked_at=FRIDAY
)
DAY = {"way": "recommendation", "model_version": "model-1", "day": MONDAY.date()}


class TestAShowing:
    def test_counts_for_its_day_with_whatever_follows(self) -> None:
        given(SERVED, CLICKED, VIEWED, BEGUN).seen_by(PROJECTION).then_rows(
            DAYS,
            {
                **DAY,
                "showings": 1,
                "named": 1,
                "clicked": 1,
                "booked": 1,
                "gain": 630_930,
                "squares": 398_072,
            },
        )

    def test_counts_once_however_much_is_opened_and_booked(self) -> None:
        more = replace(CLICKED, seat=Seat(ANNA, 1), is_first=False)
        again = replace(BEGUN, seat=Seat(IVAN, 2), is_first=False)
        given(SERVED, CLICKED, more, BEGUN, again).seen_by(PROJECTION).then_rows(
            DAYS, {**DAY, "showings": 1, "clicked": 1, "booked": 1, "gain": 630_930}
        )

    def test_of_a_later_page_has_its_places_and_no_gain(self) -> None:
        given(FOUND, OPENED).seen_by(PROJECTION).then_rows(
            DAYS, {"way": "search", "showings": 1, "named": 0, "clicked": 1, "gain": 0}
        )

    def test_of_nobody_counts_for_nothing(self) -> None:
        given(replace(SERVED, candidates=())).seen_by(PROJECTION).then_rows(DAYS)

    def test_keeps_nothing_of_who_saw_it(self) -> None:
        (row,) = given(SERVED, BEGUN).seen_by(PROJECTION).rows(SHOWN)
        assert set(row) == {"showing_id", *DAY, "first_place", "steps"}


class TestWhatWasSaidOfABooking:
    def test_is_held_against_what_was_booked(self) -> None:
        given(SERVED, BEGUN).seen_by(PROJECTION).then_rows(
            TOLD,
            {**DAY, "step": 3, "tutors": 1, "expected": 40_000, "spread": 38_400, "booked": 0},
            {**DAY, "step": 6, "tutors": 1, "expected": 300_000, "spread": 210_000, "booked": 1},
        )

    def test_may_be_nothing(self) -> None:
        unknown = replace(SERVED.candidates[0], values_millionths=(500_000, None))
        silent = replace(SERVED, candidates=(unknown,))
        nobodys = replace(SERVED, student_id=None)
        for facts in ((FOUND, OPENED), (silent, BEGUN), (nobodys,)):
            given(*facts).seen_by(PROJECTION).then_rows(TOLD)


class TestFeatures:
    def test_are_counted_of_one_tutor_a_showing(self) -> None:
        rows = given(SERVED).seen_by(PROJECTION).rows(SEEN)
        assert [(row["feature"], row["showings"]) for row in rows] == [("p_book", 1), ("price", 1)]

    def test_that_are_not_known_have_a_bin(self) -> None:
        given(FOUND).seen_by(PROJECTION).then_rows(SEEN, {"feature": "rating", "bin": 0})


def named(showing_id: str, *facts: Fact, **more: Any) -> Stream:
    """This is the same of another showing."""
    changed = (replace(fact, showing_id=showing_id, **more) for fact in facts)  # type: ignore[type-var]
    return stream(f"showing-{showing_id}", *changed)


def test_the_laws_hold() -> None:
    obeys_the_laws(
        PROJECTION,
        named("a", SERVED, CLICKED, BEGUN),
        named("b", SERVED, VIEWED, BEGUN),
        named("c", FOUND, OPENED),
        named("d", SERVED, model_version="model-2"),
    )


def weeks(clicks: Sequence[float], a_day: int = 40, **more: Any) -> list[Stream]:
    """This is showings of five weeks, of which that part is clicked in each."""
    return [
        named(
            f"{day}-{number}-{more}",
            replace(SERVED, served_at=MONDAY + timedelta(days=day)),
            *((CLICKED,) if number < clicks[day // 7] * a_day else ()),
            **more,
        )
        for day in range(35)
        for number in range(a_day)
    ]


TODAY = MONDAY.date() + timedelta(days=36)


class TestJudging:
    def test_a_week_that_is_as_the_four_before_finds_nothing(self, show: Show) -> None:
        reader = show(PROJECTION, history(*weeks([0.3] * 5)))
        (found,) = performance(reader, TODAY)
        assert (found.first, found.last) == (date(2026, 3, 30), date(2026, 4, 5))
        assert (found.watched.showings, found.watched.showings_before) == (280, 1120)
        assert found.is_against_itself
        assert found.watched.figures[0].now == pytest.approx(0.3)
        assert [each.name for each in found.watched.features] == ["p_book", "price"]
        assert "clicked" not in found.watched.alarms

    def test_a_week_in_which_fewer_are_opened_is_an_alarm(self, show: Show) -> None:
        reader = show(PROJECTION, history(*weeks([0.3] * 4 + [0.1])))
        (found,) = performance(reader, TODAY)
        assert {"clicked", "gain"} <= set(found.watched.alarms)
        assert alarms([found])[0].startswith(
            "What puts tutors in order (recommendation, model-1) is not what it was from"
            " 2026-03-30 to 2026-04-05: clicked"
        )

    def test_a_new_version_is_held_against_what_was_before_it(self, show: Show) -> None:
        old = [one for one in weeks([0.3] * 4 + [0]) if _day_of(one) < 28]
        new = [one for one in weeks([0.1] * 5, model_version="model-2") if _day_of(one) >= 28]
        (found,) = performance(show(PROJECTION, history(*old, *new)), TODAY)
        assert (found.model_version, found.is_against_itself) == ("model-2", False)
        assert "clicked" in found.watched.alarms


def _day_of(one: Stream) -> int:
    served: Any = one.facts[0]
    at: datetime = served.served_at
    return (at - MONDAY).days
