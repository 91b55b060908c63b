"""Availability: a tutor says when they teach and what they ask of a booking."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from application.fields import NO_NUL, Day, Identity, Moment, TimeZone
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.availability.aggregate import (
    AVAILABILITY,
    Availability,
    OnlyTheTutorSetsTheirHours,
    unsaid,
)
from domain.availability.events import Acceptance, BookingRules, WeeklyWindow, Window
from domain.availability.hours import Hours
from domain.calendar.lesson import LONGEST_BUFFER_MINUTES, LONGEST_LESSON_MINUTES
from domain.shared.time import Interval
from domain.tutor.aggregate import TUTOR

WALL = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"

WallTime = Annotated[str, Field(pattern=WALL, examples=["09:00", "24:00"])]
LessonMinutes = Annotated[int, Field(ge=5, le=LONGEST_LESSON_MINUTES)]
EventKey = Annotated[str, Field(min_length=1, max_length=1024, pattern=NO_NUL)]
"""What the other calendar calls the event; never kept, because it may hold an address."""
BufferMinutes = Annotated[int, Field(ge=0, le=LONGEST_BUFFER_MINUTES)]


class OpenTime(BaseModel):
    """Open time of one day, by the wall clock of the tutor's zone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: WallTime
    closes: WallTime

    def window(self) -> Window:
        """This is the same time in the words of the domain."""
        return Window(_minute(self.opens), _minute(self.closes))


class WeeklyOpenTime(OpenTime):
    """Open time that comes back every week; Monday is 1, Sunday 7."""

    weekday: int = Field(ge=1, le=7)

    def weekly_window(self) -> WeeklyWindow:
        """This is the same time in the words of the domain."""
        return WeeklyWindow(self.weekday, _minute(self.opens), _minute(self.closes))


class SetWeeklyHours(Command):
    """Say when you teach in an ordinary week, and by the clocks of which zone."""

    tutor_id: Identity
    zone: TimeZone
    windows: tuple[WeeklyOpenTime, ...] = Field(max_length=100)


class ImportWeeklyHours(SetWeeklyHours):
    """Take in when a tutor from another marketplace teaches; nobody can sign in to say it."""


class OverrideDay(Command):
    """Give one date hours of its own; an empty list closes it."""

    tutor_id: Identity
    day: Day
    windows: tuple[OpenTime, ...] = Field(max_length=20)


class RemoveDayOverride(Command):
    """Let a date follow the ordinary week again."""

    tutor_id: Identity
    day: Day


class TakeDayOff(Command):
    """Teach on no account on that date."""

    tutor_id: Identity
    day: Day


class ReturnDay(Command):
    """Take a day off back."""

    tutor_id: Identity
    day: Day


class SetBookingRules(Command):
    """Say what you ask of a booking; what is left out goes back to its default."""

    tutor_id: Identity
    durations_minutes: tuple[LessonMinutes, ...] = Field(default=(60,), min_length=1, max_length=20)
    step_minutes: LessonMinutes | None = None
    before_minutes: BufferMinutes = 0
    after_minutes: BufferMinutes = 0
    notice_minutes: int = Field(default=12 * 60, ge=0, le=30 * 24 * 60)
    horizon_days: int = Field(default=60, ge=0, le=365)
    daily_limit: int | None = Field(default=None, ge=1, le=100)
    weekly_limit: int | None = Field(default=None, ge=1, le=700)
    acceptance: Acceptance = Acceptance.BY_HAND


class NoteExternalBusy(Command):
    """Note an event of another calendar, or its new time."""

    tutor_id: Identity
    event_key: EventKey
    start: Moment
    end: Moment

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("an event ends after it starts")
        return self


class ClearExternalBusy(Command):
    """Forget an event of another calendar."""

    tutor_id: Identity
    event_key: EventKey


def set_weekly_hours(command: SetWeeklyHours, work: Work) -> Decision:
    """This records the ordinary week."""
    return _week_said(command, work, by=work.actor.id)


def import_weekly_hours(command: ImportWeeklyHours, work: Work) -> Decision:
    """This records the ordinary week of a tutor who was imported, in their place."""
    if not work.load(TUTOR, command.tutor_id).state.is_imported:
        raise OnlyTheTutorSetsTheirHours
    return _week_said(command, work, by=command.tutor_id)


def override_day(command: OverrideDay, work: Work) -> Decision:
    """This records a date's own hours."""
    tutor = _availability(work, command.tutor_id)
    windows = [each.window() for each in command.windows]
    facts = tutor.state.override_day(command.day, windows, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def remove_day_override(command: RemoveDayOverride, work: Work) -> Decision:
    """This records that a date has no hours of its own any more."""
    tutor = _availability(work, command.tutor_id)
    facts = tutor.state.remove_override(command.day, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def take_day_off(command: TakeDayOff, work: Work) -> Decision:
    """This records a day off."""
    tutor = _availability(work, command.tutor_id)
    facts = tutor.state.take_off(command.day, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def return_day(command: ReturnDay, work: Work) -> Decision:
    """This records that a day is not off after all."""
    tutor = _availability(work, command.tutor_id)
    facts = tutor.state.return_day(command.day, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def set_booking_rules(command: SetBookingRules, work: Work) -> Decision:
    """This records what the tutor asks of a booking."""
    tutor = _availability(work, command.tutor_id)
    asked = command.model_dump(exclude={"tutor_id", "durations_minutes"})
    durations = tuple(sorted(set(command.durations_minutes)))
    rules = BookingRules(durations_minutes=durations, **asked)
    return decided(append(tutor, tutor.state.set_rules(rules, by=work.actor.id, now=work.now)))


def note_external_busy(command: NoteExternalBusy, work: Work) -> Decision:
    """This records time taken by another calendar."""
    tutor = _availability(work, command.tutor_id)
    event_id = _pseudonym(work, command.tutor_id, command.event_key)
    time = Interval(command.start, command.end)
    facts = tutor.state.note_busy(event_id, time, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def clear_external_busy(command: ClearExternalBusy, work: Work) -> Decision:
    """This records that another calendar gave time back."""
    tutor = _availability(work, command.tutor_id)
    event_id = _pseudonym(work, command.tutor_id, command.event_key)
    facts = tutor.state.clear_busy(event_id, by=work.actor.id, now=work.now)
    return decided(append(tutor, facts))


def hours_of(work: Work, tutor_id: str) -> Hours:
    """This is a tutor's hours and booking rules; one who never said any has no open hours."""
    return _availability(work, tutor_id).state.hours


def _week_said(command: SetWeeklyHours, work: Work, *, by: str) -> Decision:
    tutor = _availability(work, command.tutor_id)
    windows = [each.weekly_window() for each in command.windows]
    return decided(
        append(tutor, tutor.state.set_weekly_hours(command.zone, windows, by=by, now=work.now))
    )


def _availability(work: Work, tutor_id: str) -> Loaded[Availability]:
    found = work.find(AVAILABILITY, tutor_id)
    return Loaded(found.stream_id, found.version, found.state or unsaid(tutor_id))


def _minute(wall: str) -> int:
    hour, _, minute = wall.partition(":")
    return int(hour) * 60 + int(minute)


def _pseudonym(work: Work, tutor_id: str, event_key: str) -> str:
    """This hides what another calendar calls an event."""
    return work.ports.pseudonyms.of(f"{tutor_id}/{event_key}")


HANDLERS: Handlers = (
    (SetWeeklyHours, set_weekly_hours),
    (ImportWeeklyHours, import_weekly_hours),
    (OverrideDay, override_day),
    (RemoveDayOverride, remove_day_override),
    (TakeDayOff, take_day_off),
    (ReturnDay, return_day),
    (SetBookingRules, set_booking_rules),
    (NoteExternalBusy, note_external_busy),
    (ClearExternalBusy, clear_external_busy),
)
