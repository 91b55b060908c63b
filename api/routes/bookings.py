"""Bookings: from a held slot to a lesson that is settled."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application import booking, holding, lesson
from application.fields import Identity
from domain.booking.policies import Quote
from domain.booking.terms import Party, State
from domain.shared.actor import Actor
from domain.shared.errors import RuleBroken
from projections.booking_details import queries
from projections.booking_details.answers import Booking, Summary

BOOKING = "/v1/bookings/{booking_id}"
MOVE = f"{BOOKING}/reschedule"
VIEWS = ("booking_details",)


class ItCannotBeCalledOff(RuleBroken):
    """The booking cannot be called off now; a request is declined instead."""


class SlotHeld(Created):
    """The slot is yours for ten minutes."""

    booking_id: str


class SeriesHeld(Created):
    """All lessons are yours for ten minutes."""

    series_id: str
    booking_ids: list[str]


class BookingNow(BaseModel):
    """Where the booking stands now."""

    booking_id: str
    state: str


class ShowBooking(Question):
    """Show a booking with its payments and its history."""

    booking_id: Identity


class ListBookings(Question):
    """List bookings, latest lesson first; name yourself as the tutor or the student."""

    tutor_id: Identity | None = None
    student_id: Identity | None = None
    states: tuple[State, ...] = Field(default=(), max_length=len(State))
    after: Cursor | None = None
    limit: Limit = 50


class QuoteCancellation(Question):
    """Show what calling the booking off would cost right now."""

    booking_id: Identity


@dataclass(frozen=True, slots=True)
class CancellationQuote:
    """This is what calling a booking off would mean for whoever asked.

    `returns_credit` says that what comes back is the credit that pays for it, and no money.
    """

    booking_id: str
    tutor_id: str
    student_id: str
    quote: Quote
    returns_credit: bool


def bookings(router: APIRouter) -> None:
    """This adds holding, agreeing, moving, calling off, teaching and settling."""
    quote = f"{BOOKING}/cancellation-quote"
    listed = page_of(Summary)
    answers(router, "/v1/bookings", ListBookings, _list, views=VIEWS, answer=listed)
    answers(router, BOOKING, ShowBooking, _show, views=VIEWS, answer=Booking)
    answers(router, quote, QuoteCancellation, _quote, views=VIEWS, answer=CancellationQuote)
    accepts(router, "POST", "/v1/bookings", holding.HoldSlot, SlotHeld)
    series = "/v1/bookings/series"
    accepts(router, "POST", series, holding.HoldSeries, SeriesHeld)
    for path, command in (
        (f"{BOOKING}/submit", booking.SubmitBooking),
        (f"{BOOKING}/accept", booking.AcceptBooking),
        (f"{BOOKING}/decline", booking.DeclineBooking),
        (f"{BOOKING}/cancel", booking.CancelBooking),
        (MOVE, booking.RescheduleBooking),
        (f"{MOVE}/propose", booking.ProposeReschedule),
        (f"{MOVE}/agree", booking.AgreeToReschedule),
        (f"{MOVE}/turn-down", booking.TurnDownReschedule),
        (f"{BOOKING}/join", lesson.JoinLesson),
        (f"{BOOKING}/report-no-show", lesson.ReportNoShow),
        (f"{BOOKING}/confirm", lesson.ConfirmCompletion),
        (f"{BOOKING}/problem/report", lesson.ReportProblem),
        (f"{BOOKING}/problem/answer", lesson.AnswerProblem),
        (f"{BOOKING}/problem/correct", lesson.CorrectWords),
        (f"{BOOKING}/problem/resolve", lesson.ResolveProblem),
        (f"{BOOKING}/waive-late-fee", lesson.WaiveLateFee),
    ):
        accepts(router, "POST", path, command, BookingNow)


def _show(asking: Asking) -> Booking | None:
    return queries.booking(asking.container.reader, asking.question.booking_id)


def _list(asking: Asking) -> Page:
    asked: ListBookings = asking.question
    found = queries.bookings(
        asking.container.reader,
        student_id=asked.student_id,
        tutor_id=asked.tutor_id,
        states=asked.states or None,
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "start", "booking_id")


def _quote(asking: Asking) -> CancellationQuote | None:
    container = asking.container
    found = queries.booking(container.reader, asking.question.booking_id)
    if found is None:
        return None
    by, now = _party(found, asking.actor), container.clock.now()
    quote = queries.cancellation_quote(container.reader, found.booking_id, by, now)
    if quote is None:
        raise ItCannotBeCalledOff
    is_whole = quote.split.refund_minor == quote.split.gross_minor
    return CancellationQuote(
        found.booking_id,
        found.tutor_id,
        found.student_id,
        quote,
        returns_credit=found.package_id is not None and is_whole,
    )


def _party(found: Booking, actor: Actor) -> Party:
    if actor.id == found.student_id:
        return Party.STUDENT
    return Party.TUTOR if actor.id == found.tutor_id else Party.PLATFORM
