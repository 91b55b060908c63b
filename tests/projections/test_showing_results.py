"""What became of what people were shown: counted by model and variation, in whatever order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from domain.booking.events import BookingConfirmed
from domain.shared.event import Fact
from domain.showing.aggregate import SHOWING, Showing, show
from domain.showing.terms import Shown, Way
from projections.rows import Row
from projections.showing_results.projector import BOOKINGS, PROJECTION, RESULTS
from projections.showing_results.queries import ShowingResult, results
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.examples import example
from tests.support.laws import folded, obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN
from tests.support.showings import shown
from tests.support.views import Stream, given, history, stream

CONFIRMED = replace(example(BookingConfirmed), booking_id="b1", confirmed_at=WEDNESDAY)
BOOKED = stream("booking-b1", CONFIRMED)


STEPS: tuple[Callable[[Showing], Sequence[Fact]], ...] = (
    lambda s: s.click(ANNA, BEN, TUESDAY),
    lambda s: s.click(IVAN, BEN, TUESDAY),
    lambda s: s.view(ANNA, BEN, TUESDAY),
    lambda s: s.tie("b1", ANNA, BEN, TUESDAY),
    lambda s: s.tie("b2", ANNA, BEN, TUESDAY),
)


def lived(seen: Shown, *, is_named: bool = True) -> Stream:
    """This is a showing whose two tutors were opened, the first looked at and booked twice."""
    facts: list[Fact] = list(show(seen, is_named=is_named))
    for step in STEPS:
        showing: Any = None
        for fact in facts:
            showing = SHOWING.evolve(showing, fact)
        facts += step(showing)
    return stream(SHOWING.stream(seen.showing_id), *facts)


SEARCHED = lived(shown())
RECOMMENDED = lived(
    shown(Way.RECOMMENDATION, showing_id="s2", experiment_id="e1", variation="second"),
    is_named=False,
)
FRUITLESS = stream(
    SHOWING.stream("s3"), *show(shown(showing_id="s3", candidates=()), is_named=True)
)


def counted(*streams: Stream) -> list[dict[str, Any]]:
    """This is each row's counts that are not nothing, with its day and way."""
    rows: list[Row] = folded(PROJECTION, history(*streams))[RESULTS.name]
    return [{name: value for name, value in row.items() if value not in (0, "")} for row in rows]


class TestCounting:
    def test_follows_a_search_to_its_booking(self) -> None:
        of = {"way": "search", "model_version": "search-1"}
        assert counted(SEARCHED, BOOKED) == [
            {**of, "day": MONDAY.date(), "showings": 1, "candidates": 2, "named": 1},
            {
                **of,
                "day": TUESDAY.date(),
                "clicked": 1,
                "clicks": 2,
                "views": 1,
                "booked": 1,
                "bookings": 2,
            },
            {**of, "day": WEDNESDAY.date(), "confirmed": 1},
        ]

    def test_tells_models_and_variations_apart(self) -> None:
        rows = counted(SEARCHED, RECOMMENDED)
        groups = {(row["way"], row.get("experiment_id"), row.get("variation")) for row in rows}
        assert groups == {("search", None, None), ("recommendation", "e1", "second")}

    def test_counts_who_found_nothing(self) -> None:
        (row,) = counted(FRUITLESS)
        assert (row["showings"], row["found_nothing"]) == (1, 1)

    def test_counts_a_booking_that_came_of_no_showing_nowhere(self) -> None:
        assert counted(BOOKED) == []

    def test_counts_a_confirmation_once(self) -> None:
        again = stream("booking-b1", CONFIRMED, CONFIRMED)
        assert sum(row.get("confirmed", 0) for row in counted(SEARCHED, again)) == 1

    def test_obeys_the_laws(self) -> None:
        obeys_the_laws(PROJECTION, SEARCHED, RECOMMENDED, FRUITLESS, BOOKED)


def test_rates_are_of_who_could_do_it(show: Show) -> None:
    reader = show(PROJECTION, history(SEARCHED, RECOMMENDED, FRUITLESS, BOOKED))
    first, second = results(reader, MONDAY.date(), WEDNESDAY.date())
    assert isinstance(first, ShowingResult)
    assert (first.way, first.booking_rate, first.confirmed_rate) == ("recommendation", None, None)
    assert (first.experiment_id, first.variation, first.click_rate) == ("e1", "second", 1.0)
    assert (second.showings, second.named, second.clicked, second.booked) == (2, 2, 1, 1)
    assert (second.click_rate, second.booking_rate, second.confirmed_rate) == (0.5, 0.5, 0.5)
    assert results(reader, TUESDAY.date(), TUESDAY.date())[1].click_rate is None
    assert given(*BOOKED.facts).seen_by(PROJECTION).rows(BOOKINGS)
