"""Availability: when one tutor teaches, and what they ask of a booking.

Rules, in plain language:

- Only the tutor changes their own hours.
- The ordinary week comes first, because it names the zone by whose clocks all hours are read.
- A window opens before it closes, on the same day; 24:00 is the midnight that ends it.
- A date may have hours of its own, which replace the ordinary ones; none at all closes it.
- A day off beats both. Days are set from today on, up to two years ahead.
- Events of other calendars take time away; what is over is forgotten.
- What is booked stays booked, whatever the tutor changes afterwards.

States: none; what the tutor said last counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

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
from domain.availability.hours import MEMORY, Hours, after
from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.time import Interval

DAY_MINUTES = 24 * 60
FARTHEST = timedelta(days=731)
MOST_EVENTS_ELSEWHERE = 1_000


class OnlyTheTutorSetsTheirHours(NotAllowed):
    """Only the tutor can change when they teach and what they ask of a booking."""


class WeeklyHoursComeFirst(RuleBroken):
    """Say the hours of your ordinary week, and with them your time zone, first."""


class WindowsOpenBeforeTheyClose(RuleBroken):
    """A window opens before it closes, on one day; split one that runs over midnight in two."""


class DaysAreSetFromTodayOn(RuleBroken):
    """That day is over; only today and days to come can be changed."""


class DaysAreSetTwoYearsAhead(RuleBroken):
    """Days can be changed up to two years ahead, no further."""


class DayHasNoOverride(RuleBroken):
    """That day has no hours of its own that could be removed."""


class DayIsNotOff(RuleBroken):
    """That day is not taken off."""


class EventsElsewhereAreLimited(RuleBroken):
    """There are too many events of other calendars; clear some of them first."""


@dataclass(frozen=True, slots=True)
class Availability:
    """This is what one tutor said about their time."""

    hours: Hours

    @property
    def tutor_id(self) -> str:
        """This is whose hours they are."""
        return self.hours.tutor_id

    def set_weekly_hours(
        self, zone: str, windows: Iterable[WeeklyWindow], *, by: str, now: datetime
    ) -> Sequence[AvailabilityEvent]:
        """This replaces the ordinary week."""
        self._check_who(by)
        week = tuple(sorted(set(windows)))
        _check_windows(Window(each.opens_minute, each.closes_minute) for each in week)
        if (self.hours.zone, self.hours.weekly) == (zone, week):
            return ()
        return (WeeklyHoursSet(tutor_id=self.tutor_id, zone=zone, windows=week, set_at=now),)

    def override_day(
        self, day: date, windows: Iterable[Window], *, by: str, now: datetime
    ) -> Sequence[AvailabilityEvent]:
        """This gives one date its own hours; without any it is closed."""
        self._check_who(by)
        self._check_day(day, now)
        own = tuple(sorted(set(windows)))
        _check_windows(own)
        known = self.hours.override_of(day)
        if known is not None and known.windows == own:
            return ()
        return (DayOverridden(tutor_id=self.tutor_id, day=day, windows=own, overridden_at=now),)

    def remove_override(self, day: date, *, by: str, now: datetime) -> Sequence[AvailabilityEvent]:
        """This gives the date its ordinary hours back.

        Raises:
            DayHasNoOverride: it has no other hours.
        """
        self._check_who(by)
        if self.hours.override_of(day) is None:
            raise DayHasNoOverride
        return (DayOverrideRemoved(tutor_id=self.tutor_id, day=day, removed_at=now),)

    def take_off(self, day: date, *, by: str, now: datetime) -> Sequence[AvailabilityEvent]:
        """This takes a day off; taking it off again changes nothing."""
        self._check_who(by)
        self._check_day(day, now)
        if day in self.hours.days_off:
            return ()
        return (DayTakenOff(tutor_id=self.tutor_id, day=day, taken_off_at=now),)

    def return_day(self, day: date, *, by: str, now: datetime) -> Sequence[AvailabilityEvent]:
        """This takes a day off back.

        Raises:
            DayIsNotOff: it was no day off.
        """
        self._check_who(by)
        if day not in self.hours.days_off:
            raise DayIsNotOff
        return (DayReturned(tutor_id=self.tutor_id, day=day, returned_at=now),)

    def set_rules(
        self, rules: BookingRules, *, by: str, now: datetime
    ) -> Sequence[AvailabilityEvent]:
        """This says what the tutor asks of bookings from now on."""
        self._check_who(by)
        if self.hours.rules == rules:
            return ()
        return (BookingRulesSet(tutor_id=self.tutor_id, rules=rules, set_at=now),)

    def note_busy(
        self, event_id: str, time: Interval, *, by: str, now: datetime
    ) -> Sequence[AvailabilityEvent]:
        """This notes an event of another calendar, or its new time; a past one is no news."""
        self._check_who(by)
        known = self.hours.busy_with(event_id)
        if known is not None and (known.start, known.end) == (time.start, time.end):
            return ()
        if time.end <= now:
            return self.clear_busy(event_id, by=by, now=now)
        to_come = [event for event in self.hours.elsewhere if event.end > now - MEMORY]
        if known is None and len(to_come) >= MOST_EVENTS_ELSEWHERE:
            raise EventsElsewhereAreLimited
        return (
            ExternalBusyNoted(
                tutor_id=self.tutor_id,
                event_id=event_id,
                start=time.start,
                end=time.end,
                noted_at=now,
            ),
        )

    def clear_busy(self, event_id: str, *, by: str, now: datetime) -> Sequence[AvailabilityEvent]:
        """This forgets an event of another calendar; one not known needs no forgetting."""
        self._check_who(by)
        if self.hours.busy_with(event_id) is None:
            return ()
        return (ExternalBusyCleared(tutor_id=self.tutor_id, event_id=event_id, cleared_at=now),)

    def _check_who(self, by: str) -> None:
        if by != self.tutor_id:
            raise OnlyTheTutorSetsTheirHours

    def _check_day(self, day: date, now: datetime) -> None:
        if self.hours.weekly is None:
            raise WeeklyHoursComeFirst
        today = now.astimezone(ZoneInfo(self.hours.zone)).date()
        if day < today:
            raise DaysAreSetFromTodayOn
        if day > today + FARTHEST:
            raise DaysAreSetTwoYearsAhead


def _check_windows(windows: Iterable[Window]) -> None:
    for window in windows:
        if not 0 <= window.opens_minute < window.closes_minute <= DAY_MINUTES:
            raise WindowsOpenBeforeTheyClose


def unsaid(tutor_id: str) -> Availability:
    """This is the availability of a tutor who has said nothing yet: no hours at all."""
    return Availability(Hours(tutor_id))


def evolve(state: Availability | None, fact: AvailabilityEvent) -> Availability:
    """This is the availability after the fact; it asks no question and reads no clock."""
    return Availability(after((state or unsaid(fact.tutor_id)).hours, fact))


AVAILABILITY = Kind("availability", Availability, evolve)
