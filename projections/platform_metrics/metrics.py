"""What is counted, and a count as one fact gives it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from domain.shared.money import Money


class Metric(StrEnum):
    """This is what is counted; the last three are money, in minor units of a currency."""

    REGISTRATIONS = "registrations"
    ACCOUNTS_CLOSED = "accounts_closed"
    TUTORS_IMPORTED = "tutors_imported"
    TUTORS_LISTED = "tutors_listed"
    TUTORS_HIDDEN = "tutors_hidden"
    COURSES_OFFERED = "courses_offered"
    COURSES_WITHDRAWN = "courses_withdrawn"
    BOOKINGS_HELD = "bookings_held"
    BOOKINGS_REQUESTED = "bookings_requested"
    BOOKINGS_CONFIRMED = "bookings_confirmed"
    BOOKINGS_DECLINED = "bookings_declined"
    BOOKINGS_EXPIRED = "bookings_expired"
    BOOKINGS_WITHDRAWN = "bookings_withdrawn"
    LESSONS_COMPLETED = "lessons_completed"
    LESSONS_SETTLED = "lessons_settled"
    CANCELLATIONS = "cancellations"
    CANCELLATIONS_BY_STUDENT = "cancellations_by_student"
    CANCELLATIONS_BY_TUTOR = "cancellations_by_tutor"
    CANCELLATIONS_BY_PLATFORM = "cancellations_by_platform"
    LATE_CANCELLATIONS = "late_cancellations"
    NO_SHOWS = "no_shows"
    NO_SHOWS_OF_STUDENT = "no_shows_of_student"
    NO_SHOWS_OF_TUTOR = "no_shows_of_tutor"
    NO_SHOWS_OF_BOTH = "no_shows_of_both"
    PROBLEMS_REPORTED = "problems_reported"
    GROSS_VOLUME = "gross_volume_minor"
    FEES = "fees_minor"
    REFUNDS = "refunds_minor"


@dataclass(frozen=True, slots=True)
class Count:
    """This is what one fact adds to a metric on the day it happened."""

    metric: Metric
    at: datetime
    value: int = 1
    currency: str = ""

    @property
    def day(self) -> date:
        """This is the UTC day it counts for."""
        return self.at.astimezone(UTC).date()


def more(metric: Metric, at: datetime, amount: Money) -> Count:
    """This is that much more money."""
    return Count(metric, at, amount.minor, amount.currency)


def less(metric: Metric, at: datetime, amount: Money) -> Count:
    """This is that much less money."""
    return Count(metric, at, -amount.minor, amount.currency)
