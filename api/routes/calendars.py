"""Calendars: what a person teaches and learns, what the platform has on, what is still free."""

from datetime import datetime, timedelta

from fastapi import APIRouter

from api.answers import Asking, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from api.windows import Window
from application.availability import LessonMinutes
from application.fields import Identity, TimeZone
from domain.shared.time import Interval
from projections.calendar.queries import Appointment, Lesson, agenda, free_slots, lessons_between

VIEWS = ("calendar",)


class ShowAgenda(Window):
    """Show what a person teaches and learns."""

    person_id: Identity


class ListLessons(Window):
    """List all agreed lessons, by their start."""

    after: Cursor | None = None
    limit: Limit = 50


class ShowSlots(Window):
    """Show when a tutor can still be booked; advice, for the booking looks again."""

    tutor_id: Identity
    duration_minutes: LessonMinutes = 60
    viewer_zone: TimeZone = "UTC"


def calendars(router: APIRouter) -> None:
    """This adds what lies in calendars, and what does not."""
    own = "/v1/calendars/{person_id}"
    answers(router, own, ShowAgenda, _agenda, views=VIEWS, answer=page_of(Appointment))
    answers(router, "/v1/lessons", ListLessons, _lessons, views=VIEWS, answer=page_of(Lesson))
    slots = "/v1/tutors/{tutor_id}/slots"
    answers(router, slots, ShowSlots, _slots, views=VIEWS, answer=page_of(Interval))


def _agenda(asking: Asking) -> Page:
    asked: ShowAgenda = asking.question
    return Page(agenda(asking.container.reader, asked.person_id, asked.interval))


def _lessons(asking: Asking) -> Page:
    asked: ListLessons = asking.question
    after = decode(asked.after, datetime, str)
    found = lessons_between(asking.container.reader, asked.interval, after=after, limit=asked.limit)
    return Page.of(found, asked.limit, "start", "booking_id")


def _slots(asking: Asking) -> Page:
    asked: ShowSlots = asking.question
    container = asking.container
    duration = timedelta(minutes=asked.duration_minutes)
    now = container.clock.now()
    return Page(
        free_slots(
            container.reader, asked.tutor_id, asked.interval, duration, asked.viewer_zone, now
        )
    )
