"""What two read models know of a student together: whom they booked, and what those lessons were.

It is asked for only while the student agrees to be profiled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from domain.matching.overlap import Span
from projections.rating import Choice
from projections.reading import Reader

LOOKED_AT = 200
RECENT = 50
HOUR = 60
MINUTES_A_DAY = 24 * HOUR
AROUND = 0.25
"""Prices people paid mean a range: that much below and above the middle one."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """This is a lesson the student agreed on."""

    starts_at: datetime
    minutes: int
    subject: str
    language: str
    price_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Past:
    """This is what a student did; nothing of who is new, or does not agree to be profiled."""

    choices: tuple[Choice, ...] = ()
    lessons: tuple[Lesson, ...] = ()

    @property
    def languages(self) -> frozenset[str]:
        """This is in which languages they learnt."""
        return frozenset(lesson.language for lesson in self.lessons)

    @property
    def times_booked(self) -> dict[str, int]:
        """This is how often they booked whom."""
        return {choice.tutor_id: choice.booked for choice in self.choices}

    def prices(self, currency: str | None) -> tuple[int, int] | None:
        """This is what they are used to pay for an hour, in that currency."""
        paid = [
            lesson.price_minor * HOUR // lesson.minutes
            for lesson in self.lessons
            if lesson.currency == currency and lesson.minutes
        ]
        if not paid:
            return None
        middle = median(paid)
        return int(middle * (1 - AROUND)), int(middle * (1 + AROUND))

    def spans(self, zone: str | None) -> tuple[Span, ...]:
        """This is when in the week they learn, by the clock of that zone; hours apart."""
        clock = ZoneInfo(zone or "UTC")
        hours = {_hour_of_week(lesson.starts_at.astimezone(clock)) for lesson in self.lessons}
        return tuple((hour * HOUR, (hour + 1) * HOUR) for hour in sorted(hours))


def past_of(reader: Reader, student_id: str, *, without: str = "") -> Past:
    """This is what the student did, the last first; perhaps as if one tutor had never been."""
    values = {"student": student_id, "without": without, "most": LOOKED_AT, "recent": RECENT}
    choices = reader.rows(
        "SELECT tutor_id, first_at, last_at, booked FROM interactions.pairs"
        " WHERE student_id = %(student)s AND booked > 0"
        " AND tutor_id <> %(without)s ORDER BY last_at DESC, tutor_id"
        " LIMIT %(most)s",
        values,
    )
    lessons = reader.rows(
        "SELECT starts_at, (extract(epoch FROM ends_at - starts_at) / 60)::int AS minutes,"
        " subject, language, price_minor, currency FROM booking_details.bookings"
        " WHERE student_id = %(student)s AND confirmed_at IS NOT NULL AND subject IS NOT NULL"
        " AND tutor_id <> %(without)s"
        " ORDER BY starts_at DESC, booking_id LIMIT %(recent)s",
        values,
    )
    return Past(_all(Choice, choices), _all(Lesson, lessons))


def _all(shape: type[Any], rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(shape(**row) for row in rows)


def _hour_of_week(at: datetime) -> int:
    return at.weekday() * 24 + at.hour
