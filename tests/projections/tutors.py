"""Facts about tutors, their hours and their lessons, for what search makes of them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.availability.events import (
    BookingRules,
    BookingRulesSet,
    DayOverridden,
    ExternalBusyNoted,
    WeeklyHoursSet,
    WeeklyWindow,
    Window,
)
from domain.calendar.events import LessonRole, SlotHeld
from domain.shared.event import Fact
from domain.shared.money import Money
from domain.tutor.events import CourseOffered, ProfilePublished, TutorImported, TutorListed
from tests.domain.tutor.history import HIDDEN, LISTED, OFFERED, PUBLISHED, REPUTATION, SUBJECT
from tests.support.calendar import MONDAY
from tests.support.people import ANNA
from tests.support.views import Stream, stream


def of(tutor: str, fact: Any, **changes: Any) -> Any:
    """This is the fact about another tutor, changed."""
    return replace(fact, tutor_id=tutor, **changes)


def profile(tutor: str = ANNA, headline: str = "", about: str = "", **changes: Any) -> Any:
    """This is a profile in those words; the zone, languages and name are Anna's."""
    said: ProfilePublished = of(tutor, PUBLISHED, headline=headline, about=about, **changes)
    return said


def course(tutor: str = ANNA, title: str = "", minor: int = 1500, **changes: Any) -> Any:
    """This is a course of the tutor, in dollars unless said otherwise."""
    words = {"course_id": title or "c", "title": title, "description": ""}
    said: CourseOffered = of(
        tutor, OFFERED, **{**words, "price_per_hour": Money(minor, "USD"), **changes}
    )
    return said


def imported(tutor: str = ANNA, rating: str | None = "5.0") -> TutorImported:
    """This is a tutor who came from elsewhere with that rating."""
    return TutorImported(
        tutor_id=tutor,
        source="elsewhere",
        source_reference=tutor,
        reputation=replace(REPUTATION, overall_rating=rating),
        imported_at=MONDAY,
    )


def listed(tutor: str = ANNA, *, is_bookable: bool = True) -> TutorListed:
    """This shows the tutor to everybody."""
    shown: TutorListed = of(tutor, LISTED, is_bookable=is_bookable)
    return shown


def teaches(tutor: str, *facts: Fact) -> Stream:
    """This is the stream of a tutor with those facts who then is listed."""
    return stream(f"tutor-{tutor}", *facts, listed(tutor))


def hidden(tutor: str, *facts: Fact) -> Stream:
    """This is the stream of a tutor with those facts who is hidden again."""
    return stream(f"tutor-{tutor}", *facts, listed(tutor), of(tutor, HIDDEN))


def subject(tutor: str, code: str) -> Any:
    """This is a tutor saying what they teach."""
    return of(tutor, SUBJECT, subject=code)


def week(tutor: str, *windows: tuple[int, int, int], zone: str = "UTC") -> WeeklyHoursSet:
    """This is ordinary hours: weekday, opening hour, closing hour."""
    said = tuple(WeeklyWindow(day, opens * 60, closes * 60) for day, opens, closes in windows)
    return WeeklyHoursSet(tutor_id=tutor, zone=zone, windows=said, set_at=MONDAY)


def own_day(tutor: str, day: date, *windows: tuple[int, int]) -> DayOverridden:
    """This is hours of one date alone, in whole hours."""
    said = tuple(Window(opens * 60, closes * 60) for opens, closes in windows)
    return DayOverridden(tutor_id=tutor, day=day, windows=said, overridden_at=MONDAY)


def busy(tutor: str, start: datetime, end: datetime, event: str = "e") -> ExternalBusyNoted:
    """This is time another calendar takes."""
    return ExternalBusyNoted(tutor_id=tutor, event_id=event, start=start, end=end, noted_at=MONDAY)


def taken(person: str, start: datetime, end: datetime, booking: str = "b", **more: Any) -> SlotHeld:
    """This is time of a person that a lesson takes: firmly and without rest, unless said."""
    plainly = {"before_minutes": 0, "after_minutes": 0, "expires_at": None}
    return SlotHeld(
        person_id=person,
        role=LessonRole.TUTOR,
        month=f"{start:%Y-%m}",
        booking_id=booking,
        start=start,
        end=end,
        held_at=MONDAY,
        **{**plainly, **more},
    )


def asks(tutor: str, **rules: Any) -> BookingRulesSet:
    """This is what a tutor asks of a booking."""
    return BookingRulesSet(tutor_id=tutor, rules=BookingRules(**rules), set_at=MONDAY)
