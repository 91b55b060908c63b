"""What each fact counts for, and when: by the fact itself and by what its own stream said before.

A booking's subject stands only in its first fact, a person's country only in the one that declares
their age, so both are noted until they are no longer needed. A tutor is opened for the subject that
was looked for, which is not noted: of a showing nobody knows when it is over. The way to a lesson
is: searched or recommended, opened, held, submitted, confirmed, completed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.account.events import AccountRegistered, AgeDeclared
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingHeld,
    BookingRequested,
    BookingWithdrawn,
    HoldExpired,
    LessonCompleted,
    NeitherJoined,
    NoShowReported,
    PaymentAwaited,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
)
from domain.booking.terms import OfBooking
from domain.payment.events import CaptureFailed, PaymentCaptured, PaymentDeclined
from domain.shared.event import Recorded
from domain.showing.events import (
    RecommendationClicked,
    RecommendationServed,
    SearchPerformed,
    SearchResultClicked,
)

CONTEXTS: Final = frozenset({"account", "booking", "payment", "recommendation", "review", "search"})
"""Whose facts count, or may be a burst."""


class Measure(StrEnum):
    """This is what is counted; money is in minor units of a currency.

    Gross volume is what was taken, without what the provider later said it had not taken; booked
    value is the prices of confirmed lessons. Late facts are those that came too late to count.
    """

    REGISTRATIONS = "registrations"
    SEARCHES = "searches"
    RECOMMENDATIONS = "recommendations"
    TUTORS_OPENED = "tutors_opened"
    BOOKINGS_HELD = "bookings_held"
    BOOKINGS_SUBMITTED = "bookings_submitted"
    BOOKINGS_CONFIRMED = "bookings_confirmed"
    LESSONS_COMPLETED = "lessons_completed"
    CANCELLATIONS = "cancellations"
    BOOKED_VALUE = "booked_value_minor"
    GROSS_VOLUME = "gross_volume_minor"
    LATE_FACTS = "late_facts"


@dataclass(frozen=True, slots=True)
class Measured:
    """This is what one fact adds to a measure; what is not known of it is empty."""

    measure: Measure
    at: datetime
    value: int = 1
    subject: str = ""
    country: str = ""
    currency: str = ""


OVER = (
    AgeDeclared,
    BookingCancelled,
    BookingWithdrawn,
    HoldExpired,
    LessonCompleted,
    NeitherJoined,
    NoShowReported,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
)
"""Behind these nothing that counts needs what was noted."""

Notes = Mapping[str, str | None]
"""What is noted of a stream, by its id; nothing of one that is over."""


def measured(recorded: Recorded[Any], noted: str | None) -> Iterator[Measured]:
    """This is everything the fact counts for, given what is noted of its stream."""
    fact = recorded.fact
    if isinstance(fact, OfBooking):
        yield from (replace(one, subject=noted or one.subject) for one in _booked(fact))
    yield from _shown(fact)
    yield from _paid(fact)
    yield from _registered(fact, noted)


def note_of(recorded: Recorded[Any]) -> Notes:
    """This is what is to be noted of the fact's stream from now on, if anything changes."""
    match recorded.fact:
        case BookingHeld(subject=subject):
            return {recorded.stream_id: subject}
        case AccountRegistered(registered_at=at):
            return {recorded.stream_id: at.isoformat()}
        case fact if isinstance(fact, OVER):
            return {recorded.stream_id: None}
        case _:
            return {}


def _booked(fact: OfBooking) -> Iterator[Measured]:
    match fact:
        case BookingHeld():
            yield Measured(Measure.BOOKINGS_HELD, fact.held_at, subject=fact.subject)
        case BookingRequested():
            yield Measured(Measure.BOOKINGS_SUBMITTED, fact.requested_at)
        case PaymentAwaited():
            yield Measured(Measure.BOOKINGS_SUBMITTED, fact.submitted_at)
        case BookingConfirmed(confirmed_at=at, price=price):
            yield Measured(Measure.BOOKINGS_CONFIRMED, at)
            yield Measured(Measure.BOOKED_VALUE, at, price.minor, currency=price.currency)
        case LessonCompleted():
            yield Measured(Measure.LESSONS_COMPLETED, fact.completed_at)
        case BookingCancelled():
            yield Measured(Measure.CANCELLATIONS, fact.cancelled_at)


def _shown(fact: object) -> Iterator[Measured]:
    match fact:
        case SearchPerformed(performed_at=at, wanted=wanted):
            yield Measured(Measure.SEARCHES, at, subject=wanted.subject or "")
        case RecommendationServed(served_at=at, wanted=wanted):
            yield Measured(Measure.RECOMMENDATIONS, at, subject=wanted.subject or "")
        case SearchResultClicked(clicked_at=at) | RecommendationClicked(clicked_at=at):
            yield Measured(Measure.TUTORS_OPENED, at)


def _paid(fact: object) -> Iterator[Measured]:
    match fact:
        case PaymentCaptured(occurred_at=at, amount=taken):
            yield Measured(Measure.GROSS_VOLUME, at, taken.minor, currency=taken.currency)
        case PaymentDeclined(undone=undone) | CaptureFailed(undone=undone) if undone.minor:
            at = fact.occurred_at
            yield Measured(Measure.GROSS_VOLUME, at, -undone.minor, currency=undone.currency)


def _registered(fact: object, noted: str | None) -> Iterator[Measured]:
    """This is a registration, which moves to its country as soon as that is declared."""
    match fact:
        case AccountRegistered():
            yield Measured(Measure.REGISTRATIONS, fact.registered_at)
        case AgeDeclared() if noted is not None:
            at = datetime.fromisoformat(noted)
            yield Measured(Measure.REGISTRATIONS, at, -1)
            yield Measured(Measure.REGISTRATIONS, at, country=fact.country)
