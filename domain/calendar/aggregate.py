"""Calendar: the time of one person that lessons take in one UTC month, taught or learned.

This is the boundary that makes double booking impossible, for tutors and students alike.

Rules, in plain language:

- One instant of a person belongs to one booking at most; the tutor's rest before and after a
  lesson adds to the rest its neighbour asks for.
- A hold blocks everybody but its own booking while `now < expires_at`, also when nobody noted
  that it ran out. Whoever takes such time releases what is left of the old hold.
- A hold that ran out can still be kept as long as nobody else took its time.
- A lesson over the turn of a month is recorded in both months, and whoever takes time looks
  into every month that something in the way could be recorded in.
- What is over stays in its month, so that limits count it; what is released is forgotten.

States of a booking's time: free → HELD → KEPT; HELD | KEPT → free.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.calendar.events import (
    CalendarEvent,
    LessonRole,
    SlotExtended,
    SlotHeld,
    SlotKept,
    SlotReleased,
)
from domain.calendar.lesson import Entry
from domain.shared.errors import RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.shared.text import Month


class SlotTaken(RuleBroken):
    """Somebody else has that time of the tutor; choose another."""


class StudentBusy(RuleBroken):
    """The student has another lesson at that time."""


class HoldLost(RuleBroken):
    """The hold ran out, and its time went to somebody else or was given back."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """This is what lessons take of one person's time in one month, in order of start."""

    person_id: PersonId
    month: Month
    entries: tuple[Entry, ...] = ()

    def of_booking(self, booking_id: str) -> Entry | None:
        """This is the time the booking has, if any."""
        return next((each for each in self.entries if each.booking_id == booking_id), None)

    def make_room(self, wanted: Entry, now: datetime) -> Sequence[CalendarEvent]:
        """This clears the way for an entry: its booking's old time, and holds that ran out.

        Raises:
            SlotTaken: another booking has the tutor's time.
            StudentBusy: another booking has the student's time.
        """
        wanted.check()
        return tuple(self._releases(wanted, now))

    def hold(self, wanted: Entry, now: datetime) -> Sequence[CalendarEvent]:
        """This takes time for a booking, in place of what the booking had in this month.

        Raises:
            SlotTaken: another booking has the tutor's time.
            StudentBusy: another booking has the student's time.
        """
        if self.of_booking(wanted.booking_id) == wanted:
            return ()
        held = SlotHeld(
            person_id=self.person_id,
            role=wanted.role,
            month=self.month,
            booking_id=wanted.booking_id,
            start=wanted.start,
            end=wanted.end,
            before_minutes=wanted.before_minutes,
            after_minutes=wanted.after_minutes,
            expires_at=wanted.expires_at,
            held_at=now,
        )
        return (*self.make_room(wanted, now), held)

    def extend(
        self, booking_id: str, expires_at: datetime, now: datetime
    ) -> Sequence[CalendarEvent]:
        """This lets a hold run out later; a firm one, or one that lasts longer, stays as it is.

        Raises:
            HoldLost: the booking does not have the time any more.
        """
        held = self._still_held(booking_id)
        if held.expires_at is None or held.expires_at >= expires_at:
            return ()
        return (
            SlotExtended(
                person_id=self.person_id,
                role=held.role,
                month=self.month,
                booking_id=booking_id,
                expires_at=expires_at,
                extended_at=now,
            ),
        )

    def keep(self, booking_id: str, now: datetime) -> Sequence[CalendarEvent]:
        """This makes a hold firm.

        Raises:
            HoldLost: the booking does not have the time any more.
        """
        held = self._still_held(booking_id)
        if held.expires_at is None:
            return ()
        return (
            SlotKept(
                person_id=self.person_id,
                role=held.role,
                month=self.month,
                booking_id=booking_id,
                kept_at=now,
            ),
        )

    def release(self, booking_id: str, now: datetime) -> Sequence[CalendarEvent]:
        """This gives the booking's time back; twice changes nothing."""
        held = self.of_booking(booking_id)
        return () if held is None else (self._released(held, now),)

    def _still_held(self, booking_id: str) -> Entry:
        held = self.of_booking(booking_id)
        if held is None:
            raise HoldLost
        return held

    def _releases(self, wanted: Entry, now: datetime) -> Iterator[CalendarEvent]:
        for entry in self.entries:
            is_own = entry.booking_id == wanted.booking_id
            if not is_own and not wanted.collides(entry):
                continue
            if not is_own and entry.blocks(now):
                raise SlotTaken if wanted.role is LessonRole.TUTOR else StudentBusy
            yield self._released(entry, now)

    def _released(self, entry: Entry, now: datetime) -> CalendarEvent:
        return SlotReleased(
            person_id=self.person_id,
            role=entry.role,
            month=self.month,
            booking_id=entry.booking_id,
            released_at=now,
        )


def untouched(person_id: str, month: str) -> Calendar:
    """This is a month of which nobody has taken anything yet."""
    return Calendar(person_id, month)


def evolve(state: Calendar | None, fact: CalendarEvent) -> Calendar:
    """This is the month after the fact; it asks no question and reads no clock."""
    known = state or untouched(fact.person_id, fact.month)
    match fact:
        case SlotHeld():
            entry = Entry(
                fact.booking_id,
                fact.role,
                fact.start,
                fact.end,
                fact.before_minutes,
                fact.after_minutes,
                fact.expires_at,
            )
            return _with(known, fact.booking_id, entry)
        case SlotExtended():
            return _with_end(known, fact.booking_id, fact.expires_at)
        case SlotKept():
            return _with_end(known, fact.booking_id, None)
        case SlotReleased():
            return _with(known, fact.booking_id, None)
        case _:
            assert_never(fact)


def _with(known: Calendar, booking_id: str, entry: Entry | None) -> Calendar:
    others = [each for each in known.entries if each.booking_id != booking_id]
    entries = others if entry is None else [*others, entry]
    return replace(known, entries=tuple(sorted(entries, key=lambda each: each.start)))


def _with_end(known: Calendar, booking_id: str, expires_at: datetime | None) -> Calendar:
    held = known.of_booking(booking_id)
    if held is None:
        return known
    return _with(known, booking_id, replace(held, expires_at=expires_at))


CALENDAR = Kind("calendar", Calendar, evolve)
