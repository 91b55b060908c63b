"""Where tutors stood before they were booked, of a set to learn from."""

from collections.abc import Callable, Sequence

import hypothesis.strategies as st
import pytest
from hypothesis import given

from application.dataset.places import FIRST_OF_BAND, Places, band_of
from application.dataset.terms import Row
from domain.booking.events import BookingConfirmed, BookingHeld
from domain.showing.terms import Way
from tests.application.dataset.lives import AGREEING, Life, begun, lives
from tests.support.calendar import days
from tests.support.people import ANNA, BEN, IVAN
from tests.support.showings import IVAN_FIRST
from tests.support.tries import tried


def taken(rows: Sequence[Row]) -> Places:
    """This is what is kept of those rows."""
    places = Places()
    for row in rows:
        places.row(row)
    return places


@pytest.fixture
def life() -> Life:
    """This is Ben, who was recommended Anna first, and a day later Ivan before her."""
    life = begun()
    life.show(BEN, Way.RECOMMENDATION)
    life.now += days(1)
    life.show(BEN, Way.RECOMMENDATION, candidates=IVAN_FIRST)
    return life


def later(life: Life) -> Places:
    """This is what there is once everything has come of it that may."""
    life.now += days(9)
    life.show(BEN, is_named=False)
    return taken(life.made().rows)


def stood(places: Places) -> list[tuple[str, int, float, bool]]:
    """This is who stood in which band, with what score, and whether they were booked for it."""
    names = {number: tutor_id for tutor_id, number in places.tutors.items()}
    lines = zip(places.tutor, places.band, places.score, places.booked, strict=True)
    return [(names[who], band, score, bool(booked)) for who, band, score, booked in lines]


class TestABooking:
    def test_is_of_the_place_it_came_of(self, life: Life) -> None:
        life.tie("s1", ANNA)
        assert stood(places := later(life)) == [
            (ANNA, 0, 0.9, False),
            (IVAN, 1, 0.1, False),
            (IVAN, 0, 0.1, False),
            (ANNA, 1, 0.9, True),
        ]
        assert places.showings == 2

    def test_is_the_first_of_the_two(self, life: Life) -> None:
        life.tie("s1", ANNA)
        again = life.show(BEN, Way.RECOMMENDATION)
        life.tie(again, ANNA)
        assert [of[0] for of in stood(later(life))] == [ANNA, IVAN, IVAN, ANNA, IVAN]

    def test_of_no_showing_is_of_no_place(self, life: Life) -> None:
        life.book(BookingHeld, BEN, ANNA)
        life.book(BookingConfirmed, BEN, ANNA)
        assert not any(booked for *_, booked in stood(later(life)))


def test_each_way_puts_tutors_in_an_order_of_its_own(life: Life) -> None:
    life.show(BEN, Way.SEARCH)
    places = later(life)
    assert list(places.ranking) == [0, 0, 0, 0, 1, 1]
    assert [way for way, _ in places.rankings] == [Way.RECOMMENDATION, Way.SEARCH]


@given(place=st.integers(1, 400))
def test_each_place_lies_in_the_band_that_begins_last_before_it(place: int) -> None:
    assert FIRST_OF_BAND[band_of(place)] == max(one for one in FIRST_OF_BAND if one <= place)


@tried(40)
@given(
    life=lives(),
    who=st.sampled_from(AGREEING),
    leave=st.sampled_from((Life.close, Life.take_back, Life.rest, Life.object)),
)
def test_nothing_is_left_of_whoever_goes_or_agrees_no_more(
    life: Life, who: str, leave: Callable[[Life, str], None]
) -> None:
    position = life.log.head()
    rows = [row for row in life.made(position).rows if row.student_id != who]
    leave(life, who)
    assert taken(life.made(position).rows) == taken(rows)
