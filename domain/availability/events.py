"""What can happen to the times a tutor offers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Pseudonym, Zone


class Acceptance(StrEnum):
    """This is how a tutor takes bookings: at once, or after looking at each of them."""

    INSTANT = "instant"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """This is open time of one day, by the wall clock, in minutes after midnight; 1440 is 24:00."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True, order=True)
class WeeklyWindow:
    """This is open time that comes back every week; Monday is 1, Sunday 7."""

    weekday: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True)
class BookingRules:
    """This is what a tutor asks of a booking; a tutor who never said anything asks this.

    Attributes:
        durations_minutes: the lengths of lesson on offer.
        step_minutes: from one offered start to the next; the lesson's own length if absent.
        before_minutes: rest wanted before a lesson.
        after_minutes: rest wanted after a lesson.
        notice_minutes: the shortest time from booking to start.
        horizon_days: how many days ahead the last bookable date lies.
        daily_limit: most lessons on one local date.
        weekly_limit: most lessons in one local ISO week.
        acceptance: whether a booking stands at once, or waits for the tutor.
    """

    durations_minutes: tuple[int, ...] = (60,)
    step_minutes: int | None = None
    before_minutes: int = 0
    after_minutes: int = 0
    notice_minutes: int = 12 * 60
    horizon_days: int = 60
    daily_limit: int | None = None
    weekly_limit: int | None = None
    acceptance: Acceptance = Acceptance.BY_HAND


@fact("availability.weekly_hours_set.v1")
class WeeklyHoursSet(Fact):
    """The tutor said when they teach in an ordinary week, by the clocks of which zone."""

    tutor_id: PersonId
    zone: Zone
    windows: tuple[WeeklyWindow, ...]
    set_at: datetime


@fact("availability.day_overridden.v1")
class DayOverridden(Fact):
    """The tutor gave one date hours of its own; none at all closes it."""

    tutor_id: PersonId
    day: date
    windows: tuple[Window, ...]
    overridden_at: datetime


@fact("availability.day_override_removed.v1")
class DayOverrideRemoved(Fact):
    """The date follows the ordinary week again."""

    tutor_id: PersonId
    day: date
    removed_at: datetime


@fact("availability.day_taken_off.v1")
class DayTakenOff(Fact):
    """The tutor does not teach on that date, whatever its hours say."""

    tutor_id: PersonId
    day: date
    taken_off_at: datetime


@fact("availability.day_returned.v1")
class DayReturned(Fact):
    """The tutor teaches on that date after all."""

    tutor_id: PersonId
    day: date
    returned_at: datetime


@fact("availability.booking_rules_set.v1")
class BookingRulesSet(Fact):
    """The tutor said what they ask of a booking."""

    tutor_id: PersonId
    rules: BookingRules
    set_at: datetime


@fact("availability.external_busy_noted.v1")
class ExternalBusyNoted(Fact):
    """The tutor is busy elsewhere; the id is a digest of the other calendar's own."""

    tutor_id: PersonId
    event_id: Pseudonym
    start: datetime
    end: datetime
    noted_at: datetime


@fact("availability.external_busy_cleared.v1")
class ExternalBusyCleared(Fact):
    """The tutor is no longer busy with that event elsewhere."""

    tutor_id: PersonId
    event_id: Pseudonym
    cleared_at: datetime


AvailabilityEvent = (
    WeeklyHoursSet
    | DayOverridden
    | DayOverrideRemoved
    | DayTakenOff
    | DayReturned
    | BookingRulesSet
    | ExternalBusyNoted
    | ExternalBusyCleared
)
