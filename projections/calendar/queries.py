"""A person's agenda, the lessons of a time, and the starts a tutor has free."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from domain.availability.busy import Busy
from domain.availability.slots import free_starts, reach
from domain.booking.terms import State
from domain.calendar.events import LessonRole
from domain.shared.time import Interval
from projections.calendar.hours import read
from projections.reading import Reader

NEVER_AGREED = (
    State.HOLD_EXPIRED,
    State.REQUEST_EXPIRED,
    State.PAYMENT_EXPIRED,
    State.DECLINED,
)
PENDING = (State.HELD, State.REQUESTED, State.AWAITING_PAYMENT)
LONGEST = timedelta(days=1)
"""No lesson lasts longer, so what reaches into a window began at most so long before it."""

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Appointment:
    """This is a lesson as one of its two people sees it.

    `expires_at` is until when an appointment not agreed yet keeps its time.
    """

    booking_id: str
    role: str
    other_id: str
    start: datetime
    end: datetime
    state: str
    expires_at: datetime | None
    subject: str | None
    language: str | None
    is_trial: bool
    series_id: str | None
    proposed_by: str | None
    proposed_start: datetime | None
    proposed_end: datetime | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """This is a lesson as the platform sees it."""

    booking_id: str
    tutor_id: str
    student_id: str
    start: datetime
    end: datetime
    state: str


def agenda(reader: Reader, person_id: str, window: Interval) -> list[Appointment]:
    """This is what a person teaches and learns within the window, in order.

    What came to nothing before it was agreed is left out; what was cancelled is shown.
    """
    found = reader.rows(
        "SELECT booking_id, 'tutor' AS role, student_id AS other_id, starts_at AS start,"
        " ends_at AS end, state, expires_at, subject, language, is_trial, series_id,"
        " proposed_by, proposed_start, proposed_end FROM calendar.lessons"
        " WHERE tutor_id = %(person)s AND state <> ALL (%(unshown)s)"
        " AND starts_at >= %(earliest)s AND starts_at < %(end)s AND ends_at > %(start)s"
        " UNION ALL"
        " SELECT booking_id, 'student', tutor_id, starts_at,"
        " ends_at, state, expires_at, subject, language, is_trial, series_id,"
        " proposed_by, proposed_start, proposed_end FROM calendar.lessons"
        " WHERE student_id = %(person)s AND state <> ALL (%(unshown)s)"
        " AND starts_at >= %(earliest)s AND starts_at < %(end)s AND ends_at > %(start)s"
        " ORDER BY start, booking_id",
        {
            "person": person_id,
            "unshown": [state.value for state in NEVER_AGREED],
            "earliest": window.start - LONGEST,
            "start": window.start,
            "end": window.end,
        },
    )
    return [Appointment(**row) for row in found]


def lessons_between(
    reader: Reader, window: Interval, *, after: tuple[datetime, str] | None = None, limit: int = 100
) -> list[Lesson]:
    """This is a page of all agreed lessons that start within the window, in order.

    `after` is `start` and `booking_id` of the last one of the page before.
    """
    start, booking_id = after or (window.start, "")
    found = reader.rows(
        "SELECT booking_id, tutor_id, student_id, starts_at AS start, ends_at AS end, state"
        " FROM calendar.lessons WHERE starts_at < %(end)s AND state <> ALL (%(unshown)s)"
        " AND (starts_at, booking_id) > (%(start)s, %(booking_id)s)"
        " ORDER BY starts_at, booking_id LIMIT %(limit)s",
        {
            "unshown": [state.value for state in (*NEVER_AGREED, *PENDING, State.CANCELLED)],
            "start": start,
            "booking_id": booking_id,
            "end": window.end,
            "limit": limit,
        },
    )
    return [Lesson(**row) for row in found]


def free_slots(
    reader: Reader,
    tutor_id: str,
    window: Interval,
    duration: timedelta,
    viewer_zone: str,
    now: datetime,
) -> list[Interval]:
    """This is every lesson of that length the tutor has on offer that starts within the window.

    It is advice: the command that takes the time looks again.
    """
    row = reader.row(
        "SELECT said FROM calendar.hours WHERE tutor_id = %(tutor_id)s", {"tutor_id": tutor_id}
    )
    if row is None:
        return []
    hours = read(tutor_id, row["said"])
    busy = _busy(reader, tutor_id, reach(hours, now, window), now)
    return free_starts(hours, busy, now, window, duration, viewer_zone)


def _busy(reader: Reader, person_id: str, within: Interval, now: datetime) -> list[Busy]:
    found = reader.rows(
        "SELECT starts_at, ends_at, before_minutes, after_minutes, role FROM calendar.taken"
        " WHERE person_id = %(person)s AND month = ANY (%(months)s)"
        " AND starts_at < %(end)s AND ends_at > %(start)s"
        " AND (expires_at IS NULL OR expires_at > %(now)s)",
        {
            "person": person_id,
            "months": list(within.widened(LONGEST, NO_TIME).months()),
            "start": within.start,
            "end": within.end,
            "now": now,
        },
    )
    return [
        Busy(
            row["starts_at"].astimezone(UTC),
            row["ends_at"].astimezone(UTC),
            row["before_minutes"],
            row["after_minutes"],
            is_taught=row["role"] == LessonRole.TUTOR,
        )
        for row in found
    ]
