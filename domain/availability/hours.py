"""The hours a tutor offers, as a fold over the facts: for decisions and for readers alike."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import assert_never

from domain.availability.events import (
    AvailabilityEvent,
    BookingRules,
    BookingRulesSet,
    DayOverridden,
    DayOverrideRemoved,
    DayReturned,
    DayTakenOff,
    ExternalBusyCleared,
    ExternalBusyNoted,
    WeeklyHoursSet,
    WeeklyWindow,
    Window,
)
from domain.shared.personal import PersonId
from domain.shared.text import Pseudonym, Zone

MEMORY = timedelta(days=2)
"""How long a day or event that is over is kept: longer than any two zones lie apart."""

USUAL_RULES = BookingRules()
"""What is asked of a booking by a tutor who has said nothing about it."""


@dataclass(frozen=True, slots=True)
class DayHours:
    """This is one date with hours of its own."""

    day: date
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class BusyElsewhere:
    """This is an event of another calendar; it has no buffers."""

    event_id: Pseudonym
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """This is when a tutor teaches, and what they ask of a booking.

    `weekly` is absent until the tutor first says their week, and with it their zone.
    """

    tutor_id: PersonId
    zone: Zone = "UTC"
    weekly: tuple[WeeklyWindow, ...] | None = None
    overrides: tuple[DayHours, ...] = ()
    days_off: tuple[date, ...] = ()
    rules: BookingRules = USUAL_RULES
    elsewhere: tuple[BusyElsewhere, ...] = ()

    def override_of(self, day: date) -> DayHours | None:
        """This is what the date has of its own, if anything."""
        return next((own for own in self.overrides if own.day == day), None)

    def busy_with(self, event_id: str) -> BusyElsewhere | None:
        """This is the event of another calendar that has that id, if any."""
        return next((event for event in self.elsewhere if event.event_id == event_id), None)

    def also_offering(self, duration_minutes: int) -> "Hours":
        """These are the same hours with one more length: a lesson that moves keeps its own."""
        durations = (*self.rules.durations_minutes, duration_minutes)
        return replace(self, rules=replace(self.rules, durations_minutes=durations))


def after(hours: Hours, fact: AvailabilityEvent) -> Hours:
    """This is the hours after the fact; what is over since long is forgotten on the way."""
    match fact:
        case WeeklyHoursSet():
            changed = replace(hours, zone=fact.zone, weekly=fact.windows)
        case DayOverridden():
            own = DayHours(fact.day, fact.windows)
            overridden = replace(hours, overrides=(*_ordinary(hours, fact.day), own))
            changed = _remembered(overridden, fact.overridden_at)
        case DayOverrideRemoved():
            changed = replace(hours, overrides=_ordinary(hours, fact.day))
        case DayTakenOff():
            fewer = replace(hours, days_off=(*_working(hours, fact.day), fact.day))
            changed = _remembered(fewer, fact.taken_off_at)
        case DayReturned():
            changed = replace(hours, days_off=_working(hours, fact.day))
        case BookingRulesSet():
            changed = replace(hours, rules=fact.rules)
        case ExternalBusyNoted():
            event = BusyElsewhere(fact.event_id, fact.start, fact.end)
            noted = replace(hours, elsewhere=(*_without(hours, fact.event_id), event))
            changed = _remembered(noted, fact.noted_at)
        case ExternalBusyCleared():
            changed = replace(hours, elsewhere=_without(hours, fact.event_id))
        case _:
            assert_never(fact)
    return changed


def _ordinary(hours: Hours, day: date) -> tuple[DayHours, ...]:
    return tuple(own for own in hours.overrides if own.day != day)


def _working(hours: Hours, day: date) -> tuple[date, ...]:
    return tuple(off for off in hours.days_off if off != day)


def _without(hours: Hours, event_id: str) -> tuple[BusyElsewhere, ...]:
    return tuple(event for event in hours.elsewhere if event.event_id != event_id)


def _remembered(hours: Hours, at: datetime) -> Hours:
    """This drops what was over before the newest change: a state grows with plans, not years."""
    oldest = (at - MEMORY).date()
    return replace(
        hours,
        overrides=tuple(own for own in hours.overrides if own.day >= oldest),
        days_off=tuple(day for day in hours.days_off if day >= oldest),
        elsewhere=tuple(event for event in hours.elsewhere if event.end > at - MEMORY),
    )
