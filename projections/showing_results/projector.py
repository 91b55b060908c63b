"""Facts of showings become counts, each on the day it happened; a booking counts once confirmed."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, assert_never

from domain.booking.events import BookingConfirmed
from domain.shared.event import Fact, Recorded, context_of, happened_at
from domain.showing.events import (
    BegunEvent,
    OfShowing,
    RecommendationBookingStarted,
    RecommendationClicked,
    RecommendationProfileViewed,
    RecommendationServed,
    SearchBookingStarted,
    SearchPerformed,
    SearchProfileViewed,
    SearchResultClicked,
    ShowingEvent,
)
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

COUNTS = (
    *("showings", "candidates", "found_nothing", "clicked", "clicks", "views"),
    *("named", "booked", "bookings", "confirmed"),
)
GROUP = ("way", "model_version", "experiment_id", "variation")
RESULTS = Table("results", key=("day", *GROUP), columns=COUNTS, blank=dict.fromkeys(COUNTS, 0))
BOOKINGS = Table("bookings", key=("booking_id",), columns=(*GROUP, "confirmed_on"))


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This adds what the fact counts for."""
    fact = recorded.fact
    if isinstance(fact, BookingConfirmed):
        _confirmed(rows, fact)
    elif isinstance(fact, ShowingEvent):
        rows.increase(RESULTS, happened_at(fact).date(), *_group(fact), **_counts(fact))
        if isinstance(fact, BegunEvent):
            _begun(rows, fact)


def _counts(fact: ShowingEvent) -> dict[str, int]:
    match fact:
        case SearchPerformed() | RecommendationServed():
            candidates = len(fact.candidates)
            is_named = fact.student_id is not None
            found = {"candidates": candidates, "found_nothing": int(not candidates)}
            return {"showings": 1, "named": int(is_named), **found}
        case SearchResultClicked() | RecommendationClicked():
            return {"clicks": 1, "clicked": int(fact.is_first)}
        case SearchProfileViewed() | RecommendationProfileViewed():
            return {"views": 1}
        case SearchBookingStarted() | RecommendationBookingStarted():
            return {"bookings": 1, "booked": int(fact.is_first)}
        case _:
            assert_never(fact)


def _begun(rows: Rows, fact: BegunEvent) -> None:
    known = rows.get(BOOKINGS, fact.booking_id) or {}
    group = dict(zip(GROUP, _group(fact), strict=True))
    rows.change(BOOKINGS, fact.booking_id, **group)
    if known.get("confirmed_on") is not None:
        _count_confirmed(rows, {**known, **group})


def _confirmed(rows: Rows, fact: BookingConfirmed) -> None:
    known = rows.get(BOOKINGS, fact.booking_id) or {}
    if known.get("confirmed_on") is not None:
        return
    confirmed_on: date = fact.confirmed_at.date()
    rows.change(BOOKINGS, fact.booking_id, confirmed_on=confirmed_on)
    if known.get("way") is not None:
        _count_confirmed(rows, {**known, "confirmed_on": confirmed_on})


def _count_confirmed(rows: Rows, booking: Row) -> None:
    group = (booking[name] for name in GROUP)
    rows.increase(RESULTS, booking["confirmed_on"], *group, confirmed=1)


def _group(fact: OfShowing) -> tuple[str, ...]:
    of = (fact.model_version, fact.experiment_id or "", fact.variation or "")
    return (context_of(fact.TOPIC), *of)


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the booking's row; the rows of a day are few, and soon at hand."""
    fact: Fact = recorded.fact
    if isinstance(fact, BegunEvent | BookingConfirmed):
        yield BOOKINGS, (fact.booking_id,)


PROJECTION = Projection(
    name="showing_results",
    version=1,
    contexts=frozenset({"booking", "recommendation", "search"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(RESULTS, BOOKINGS),
    apply=apply,
    keys=keys,
)
