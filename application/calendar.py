"""Taking and giving back time: the part of a booking's decision that both calendars share.

There are no commands here. Whoever decides on a booking adds these changes to its own, so
that a booking and the time it takes of tutor and student are recorded together or not at
all. Every month looked at guards the append, so nothing can slip in between.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from application.availability import hours_of
from application.ports import Change, Loaded
from application.work import Work, append
from domain.availability.busy import Busy
from domain.availability.hours import Hours
from domain.availability.limits import counted_with
from domain.availability.slots import check
from domain.calendar.aggregate import CALENDAR, Calendar, untouched
from domain.calendar.events import LessonRole
from domain.calendar.lesson import Entry, Lesson, months_to_load, months_to_record
from domain.shared.time import Interval

Months = list[Loaded[Calendar]]


def hold_time(work: Work, lesson: Lesson, expires_at: datetime) -> tuple[Change, ...]:
    """This takes the lesson's time of tutor and student until the hold runs out.

    Raises:
        SlotTaken: the tutor's time has another booking.
        StudentBusy: the student's time has another booking.
        RuleBroken: the tutor does not offer it; `domain.availability.slots.check` says why.
    """
    hours = hours_of(work, lesson.tutor_id)
    return _take(work, lesson, hours, expires_at, also=())


def move_time(work: Work, lesson: Lesson, to: Interval) -> tuple[Change, ...]:
    """This moves a firm lesson: its old time is given back and the new taken, both or neither.

    The old time is no obstacle to the new, and the lesson may keep a length that the tutor
    has meanwhile stopped offering.

    Raises:
        SlotTaken: the tutor's time has another booking.
        StudentBusy: the student's time has another booking.
        RuleBroken: the tutor does not offer it; `domain.availability.slots.check` says why.
    """
    minutes = lesson.interval.duration // timedelta(minutes=1)
    hours = hours_of(work, lesson.tutor_id).also_offering(minutes)
    moved = Lesson(lesson.booking_id, lesson.tutor_id, lesson.student_id, to)
    return _take(work, moved, hours, None, also=lesson.interval.months())


def extend_time(work: Work, lesson: Lesson, expires_at: datetime) -> tuple[Change, ...]:
    """This lets the hold run out later.

    Raises:
        HoldLost: it ran out and the time went to somebody else.
    """
    return tuple(
        append(month, month.state.extend(lesson.booking_id, expires_at, work.now))
        for month in _both(work, lesson)
    )


def keep_time(work: Work, lesson: Lesson) -> tuple[Change, ...]:
    """This makes the hold firm.

    Raises:
        HoldLost: it ran out and the time went to somebody else.
    """
    return tuple(
        append(month, month.state.keep(lesson.booking_id, work.now))
        for month in _both(work, lesson)
    )


def release_time(work: Work, lesson: Lesson) -> tuple[Change, ...]:
    """This gives the time back to both; what is free already stays free."""
    return tuple(
        append(month, month.state.release(lesson.booking_id, work.now))
        for month in _both(work, lesson)
    )


def _take(
    work: Work, lesson: Lesson, hours: Hours, expires_at: datetime | None, also: Iterable[str]
) -> tuple[Change, ...]:
    check(hours, (), work.now, lesson.interval)
    rules = hours.rules
    of_tutor = lesson.entry_of_tutor(rules.before_minutes, rules.after_minutes, expires_at)
    of_student = lesson.entry_of_student(expires_at)
    counted = counted_with(hours, lesson.interval).months()
    taught = _months(work, lesson.tutor_id, {*months_to_load(of_tutor), *counted, *also})
    learned = _months(work, lesson.student_id, {*months_to_load(of_student), *also})
    changes = (*_placed(taught, of_tutor, work.now), *_placed(learned, of_student, work.now))
    check(hours, _others(taught, lesson.booking_id), work.now, lesson.interval)
    return changes


def _placed(months: Months, entry: Entry, now: datetime) -> Iterable[Change]:
    recorded = months_to_record(entry)
    for month in months:
        if month.state.month in recorded:
            yield append(month, month.state.hold(entry, now))
        else:
            yield append(month, month.state.make_room(entry, now))


def _others(months: Months, booking_id: str) -> Iterable[Busy]:
    """This is the time of all other bookings, each once though two months may hold it."""
    entries = {entry.booking_id: entry for month in months for entry in month.state.entries}
    for entry in entries.values():
        if entry.booking_id != booking_id:
            yield Busy(
                entry.start,
                entry.end,
                entry.before_minutes,
                entry.after_minutes,
                entry.expires_at,
                is_taught=entry.role is LessonRole.TUTOR,
            )


def _both(work: Work, lesson: Lesson) -> Months:
    months = lesson.interval.months()
    return _months(work, lesson.tutor_id, months) + _months(work, lesson.student_id, months)


def _months(work: Work, person_id: str, months: Iterable[str]) -> Months:
    return [_month(work, person_id, month) for month in sorted(set(months))]


def _month(work: Work, person_id: str, month: str) -> Loaded[Calendar]:
    found = work.find(CALENDAR, f"{person_id}-{month}")
    state = found.state or untouched(person_id, month)
    return Loaded(found.stream_id, found.version, state)
