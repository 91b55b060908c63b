"""What the card of a model says of places."""

from dataclasses import replace

from api.shell.modelling.showing import of_places
from domain.model.terms import Metric, Trained
from tests.support.examples import example


def told(**figures: str) -> str:
    """This is what is said of a model with such figures."""
    metrics = tuple(Metric(name, value) for name, value in figures.items())
    return of_places(replace(example(Trained), metrics=metrics))


def test_a_card_says_how_likely_places_are_seen() -> None:
    seen = {"seen_at_2": "0.512000", "seen_at_3": "0.300000", "seen_at_17": "0.020000"}
    said = told(telling_bookings="1312.000000", showings="40000.000000", **seen)
    assert "Places were weighed: 1,312 bookings" in said
    assert "the first one: 2 51%, 3 30%, 17 2%." in said


def test_a_card_says_what_was_missing() -> None:
    for figures in ({}, {"telling_bookings": "0.000000"}):
        assert "Places were not weighed: 0 bookings tell" in told(**figures)
    said = told(telling_bookings="499.000000", showings="400.000000")
    assert "499 bookings tell how likely each is seen, and 500 are needed" in said
