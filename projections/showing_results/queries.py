"""Counts over some days, and the rates they come to."""

from dataclasses import dataclass
from datetime import date

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class ShowingResult:
    """This is what became of what one model showed; a rate of nothing is not known.

    Attributes:
        way: a search or a recommendation.
        model_version: what put the tutors in order.
        experiment_id: the experiment that chose it, or nothing.
        variation: the variation that was.
        showings: how often something was shown.
        candidates: how many tutors that were, in all.
        found_nothing: how often it was nobody.
        clicked: showings of which somebody was opened.
        clicks: how many were opened.
        views: how many profiles were looked at.
        named: showings that say who saw them; no other can be tied to a booking.
        booked: showings that led to a booking.
        bookings: how many bookings they led to.
        confirmed: how many of those were confirmed.
        click_rate: the share of showings of which somebody was opened.
        booking_rate: the share of named showings that led to a booking.
        confirmed_rate: confirmed bookings for each named showing.
    """

    way: str
    model_version: str
    experiment_id: str | None
    variation: str | None
    showings: int
    candidates: int
    found_nothing: int
    clicked: int
    clicks: int
    views: int
    named: int
    booked: int
    bookings: int
    confirmed: int
    click_rate: float | None
    booking_rate: float | None
    confirmed_rate: float | None


def results(reader: Reader, first: date, last: date) -> list[ShowingResult]:
    """This is what became of what was shown, of the days from first to last, both included."""
    found = reader.rows(
        "SELECT way, model_version, nullif(experiment_id, '') AS experiment_id,"
        " nullif(variation, '') AS variation, sum(showings)::bigint AS showings,"
        " sum(candidates)::bigint AS candidates, sum(found_nothing)::bigint AS found_nothing,"
        " sum(clicked)::bigint AS clicked, sum(clicks)::bigint AS clicks,"
        " sum(views)::bigint AS views, sum(named)::bigint AS named,"
        " sum(booked)::bigint AS booked, sum(bookings)::bigint AS bookings,"
        " sum(confirmed)::bigint AS confirmed"
        " FROM showing_results.results WHERE day BETWEEN %(first)s AND %(last)s"
        " GROUP BY way, model_version, experiment_id, variation"
        " ORDER BY way, model_version, experiment_id, variation",
        {"first": first, "last": last},
    )
    return [
        ShowingResult(
            **row,
            click_rate=_rate(row["clicked"], row["showings"]),
            booking_rate=_rate(row["booked"], row["named"]),
            confirmed_rate=_rate(row["confirmed"], row["named"]),
        )
        for row in found
    ]


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
