"""Facts of tutors, their hours, their time and their lessons become what search looks through."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from domain.availability import events as availability
from domain.booking import events as booking
from domain.booking.terms import OfBooking
from domain.calendar.events import CalendarEvent
from domain.review.events import OfReview, ReviewHidden, ReviewShown
from domain.shared.event import Recorded
from domain.tutor.events import TutorEvent
from projections.rows import Row, RowKey, Rows
from projections.runtime import Projection
from projections.taking import take
from projections.tutor_search.offers import changed
from projections.tutor_search.tables import ASKED_OF_A_BOOKING, OWN_DAYS, PROFILES, TAKEN, TUTORS

MINUTES_A_DAY = 24 * 60

Elsewhere = availability.ExternalBusyNoted | availability.ExternalBusyCleared


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This changes what search shows by the fact."""
    match recorded.fact:
        case booking.LessonCompleted() as fact:
            for table in (TUTORS, PROFILES):
                rows.increase(table, fact.tutor_id, lessons_given=1)
        case OfBooking():
            return
        case fact if isinstance(fact, CalendarEvent):
            take(rows, TAKEN, _lesson(fact), fact)
        case OfReview() as fact:
            _reviewed(rows, fact)
        case fact if isinstance(fact, TutorEvent):
            _said(rows, fact)
        case fact:
            _opened(rows, fact)


def _said(rows: Rows, fact: TutorEvent) -> None:
    profile = rows.get(PROFILES, fact.tutor_id) or PROFILES.new_row((fact.tutor_id,))
    _change(rows, fact.tutor_id, changed(profile, fact))


def _change(rows: Rows, tutor_id: str, changes: Row) -> None:
    """This changes a tutor, in the whole row and in the narrow one."""
    for table in (TUTORS, PROFILES):
        its = {column: changes[column] for column in table.columns if column in changes}
        rows.change(table, tutor_id, **its)


def _opened(rows: Rows, fact: Any) -> None:
    match fact:
        case availability.WeeklyHoursSet():
            _change(rows, fact.tutor_id, {"zone": fact.zone, "week": _week(fact.windows)})
        case availability.BookingRulesSet():
            asked = {name: getattr(fact.rules, name) for name in ASKED_OF_A_BOOKING}
            _change(rows, fact.tutor_id, asked)
        case availability.DayOverridden():
            minutes = _minutes(fact.windows)
            rows.change(OWN_DAYS, fact.tutor_id, fact.day, minutes=minutes)
        case availability.DayOverrideRemoved():
            rows.change(OWN_DAYS, fact.tutor_id, fact.day, minutes=None)
        case availability.DayTakenOff():
            rows.change(OWN_DAYS, fact.tutor_id, fact.day, is_off=True)
        case availability.DayReturned():
            rows.change(OWN_DAYS, fact.tutor_id, fact.day, is_off=False)
        case availability.ExternalBusyNoted():
            span = {"starts_at": fact.start, "ends_at": fact.end}
            rows.change(TAKEN, *_elsewhere(fact), **span)
        case availability.ExternalBusyCleared():
            rows.delete(TAKEN, *_elsewhere(fact))
        case _:
            return


def _reviewed(rows: Rows, fact: OfReview) -> None:
    """This counts a review while it is shown."""
    if not isinstance(fact, ReviewShown | ReviewHidden):
        return
    by = 1 if isinstance(fact, ReviewShown) else -1
    for table in (TUTORS, PROFILES):
        rows.increase(table, fact.tutor_id, review_count=by, review_stars=by * fact.stars)


def _lesson(fact: CalendarEvent) -> tuple[str, str]:
    return fact.person_id, f"{fact.month}-booking-{fact.booking_id}"


def _elsewhere(fact: Elsewhere) -> tuple[str, str]:
    return fact.tutor_id, f"event-{fact.event_id}"


def _week(windows: Iterable[availability.WeeklyWindow]) -> list[int]:
    """This is the open minutes of a week since Monday's midnight: opening, closing, and so on."""
    spans = []
    for window in windows:
        midnight = (window.weekday - 1) * MINUTES_A_DAY
        spans.append((midnight + window.opens_minute, midnight + window.closes_minute))
    return list(chain.from_iterable(sorted(spans)))


def _minutes(windows: Iterable[availability.Window]) -> list[int]:
    return list(
        chain.from_iterable(sorted((each.opens_minute, each.closes_minute) for each in windows))
    )


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the rows the fact concerns."""
    fact = recorded.fact
    if isinstance(fact, CalendarEvent):
        yield TAKEN, _lesson(fact)
    elif isinstance(fact, OfBooking):
        if isinstance(fact, booking.LessonCompleted):
            yield from ((table, (fact.tutor_id,)) for table in (TUTORS, PROFILES))
    elif isinstance(fact, Elsewhere):
        yield TAKEN, _elsewhere(fact)
    elif hasattr(fact, "day"):
        yield OWN_DAYS, (fact.tutor_id, fact.day)
    elif hasattr(fact, "tutor_id"):
        yield from ((table, (fact.tutor_id,)) for table in (TUTORS, PROFILES))


PROJECTION = Projection(
    name="tutor_search",
    version=8,
    contexts=frozenset({"tutor", "availability", "booking", "calendar", "review"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(TUTORS, PROFILES, OWN_DAYS, TAKEN),
    apply=apply,
    keys=keys,
)
