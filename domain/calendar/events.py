"""What can happen to a person's time in one month."""

from datetime import datetime
from enum import StrEnum

from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Identity, Month


class LessonRole(StrEnum):
    """This is which side of a lesson a person is on; somebody may teach one and learn another."""

    TUTOR = "tutor"
    STUDENT = "student"


@fact("calendar.slot_held.v1")
class SlotHeld(Fact):
    """The person's time is taken for a lesson: until the hold runs out, or firmly without an end.

    A lesson over the turn of a month is held in both.
    """

    person_id: PersonId
    role: LessonRole
    month: Month
    booking_id: Identity
    start: datetime
    end: datetime
    before_minutes: int
    after_minutes: int
    expires_at: datetime | None
    held_at: datetime


@fact("calendar.slot_extended.v1")
class SlotExtended(Fact):
    """The hold runs out later than was said before."""

    person_id: PersonId
    role: LessonRole
    month: Month
    booking_id: Identity
    expires_at: datetime
    extended_at: datetime


@fact("calendar.slot_kept.v1")
class SlotKept(Fact):
    """The hold became firm: it does not run out any more."""

    person_id: PersonId
    role: LessonRole
    month: Month
    booking_id: Identity
    kept_at: datetime


@fact("calendar.slot_released.v1")
class SlotReleased(Fact):
    """The person's time is free again: given back, moved away, or run out and wanted by another."""

    person_id: PersonId
    role: LessonRole
    month: Month
    booking_id: Identity
    released_at: datetime


CalendarEvent = SlotHeld | SlotExtended | SlotKept | SlotReleased
