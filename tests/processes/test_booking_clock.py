"""The clock of a booking: every deadline once, in time or late, and never while money waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from application.booking import AdvanceBooking
from application.lesson import CloseDispute, NoteDispute, ReportNoShow
from application.processes.booking_clock import BOOKING_CLOCK
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import State
from domain.shared.event import Fact
from tests.processes.arrival import given
from tests.processes.stories import ask, confirmed, joined, requested, submitted, taught
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, days, hours
from tests.support.examples import example
from tests.support.market import Market
from tests.support.people import AS_ANNA, AS_BEN, AS_SYSTEM, IVAN

END = THURSDAY + hours(1)


def of(kind: Any, **fields: Any) -> Fact:
    """This is a fact of one booking, whose lesson is on THURSDAY."""
    made: Fact = replace(example(kind), booking_id="b1", start=THURSDAY, end=END, **fields)
    return made


HELD = of(booking.BookingHeld, expires_at=MONDAY)
CONFIRMED = of(booking.BookingConfirmed)
STARTED = of(booking.LessonStarted)
COMPLETED = of(booking.LessonCompleted, settles_at=FRIDAY)
DISPUTED = of(outcomes.DisputeNoted, noted_at=TUESDAY)


@pytest.mark.parametrize(
    ("happened", "due_at"),
    [
        ([HELD], MONDAY),
        ([of(booking.BookingRequested, expires_at=TUESDAY)], TUESDAY),
        ([of(booking.PaymentAwaited, expires_at=TUESDAY)], TUESDAY),
        ([HELD, CONFIRMED], THURSDAY),
        ([CONFIRMED, of(booking.BookingRescheduled)], THURSDAY),
        ([CONFIRMED, STARTED], END),
        ([STARTED, COMPLETED], FRIDAY),
        ([STARTED, of(booking.NoShowReported, contestable_until=FRIDAY)], FRIDAY),
        ([COMPLETED, of(outcomes.ProblemReported, answer_by=FRIDAY)], FRIDAY),
        ([COMPLETED, DISPUTED, of(outcomes.DisputeClosed, closed_at=MONDAY)], FRIDAY),
        ([COMPLETED, DISPUTED, of(outcomes.DisputeClosed, closed_at=FRIDAY + days(9))], None),
    ],
)
def test_waits_for_the_next_deadline(happened: list[Fact], due_at: datetime | None) -> None:
    at = due_at or FRIDAY + days(9)
    name = f"advance-{at.isoformat()}"
    todo = given(*happened).seen_by(BOOKING_CLOCK).then_todos(name)[name]
    assert (todo.act, todo.due_at) == (AdvanceBooking(booking_id="b1"), at)


@pytest.mark.parametrize(
    "ended",
    [
        booking.HoldExpired,
        booking.RequestDeclined,
        booking.RequestExpired,
        booking.PaymentExpired,
        booking.BookingWithdrawn,
        booking.BookingCancelled,
        booking.NeitherJoined,
        outcomes.NoShowUpheld,
        outcomes.BookingSettled,
        outcomes.BookingResolved,
        outcomes.ProblemAnswered,
    ],
)
def test_waits_for_nothing_more(ended: Any) -> None:
    given(HELD, CONFIRMED, of(ended)).seen_by(BOOKING_CLOCK).then_nothing()


class TestADispute:
    def test_makes_money_wait(self) -> None:
        given(COMPLETED, DISPUTED).seen_by(BOOKING_CLOCK).then_nothing()

    def test_holds_up_no_lesson(self) -> None:
        seen = given(CONFIRMED, DISPUTED).seen_by(BOOKING_CLOCK)
        seen.then_todos(f"advance-{THURSDAY.isoformat()}")

    def test_lets_a_lesson_begin_and_end_but_not_settle(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        ask(market, AS_SYSTEM, NoteDispute(booking_id=booking_id))
        market.advance(days=3)
        assert market.names(f"booking-{booking_id}")[-1] == "LessonStarted"

    def test_that_is_won_late_settles_at_once(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        ask(market, AS_SYSTEM, NoteDispute(booking_id=booking_id))
        market.advance(days=9)
        assert market.booking(booking_id).state is State.COMPLETED
        ask(market, AS_SYSTEM, CloseDispute(booking_id=booking_id, is_won=True))
        assert market.booking(booking_id).state is State.SETTLED


def _both_came(market: Market) -> str:
    return joined(market, AS_ANNA, AS_BEN)


def _one_waited(market: Market) -> str:
    booking_id = joined(market, AS_BEN)
    ask(market, AS_BEN, ReportNoShow(booking_id=booking_id))
    return booking_id


@pytest.mark.parametrize(
    "lived", [confirmed, requested, submitted, _both_came, _one_waited, taught]
)
def test_being_late_gives_the_same(lived: Callable[[Market], str]) -> None:
    in_time, late = Market.opened(), Market.opened()
    booking_id = lived(in_time)
    assert lived(late) == booking_id
    if lived is submitted:
        in_time.gateway.fail_next(1000)
        late.gateway.fail_next(1000)
    in_time.advance(days=30)
    late.jump(days=30)
    assert late.facts(f"booking-{booking_id}") == in_time.facts(f"booking-{booking_id}")
    for person in ("anna", "ben", IVAN):
        months = [one.calendar(person, "2026-03") for one in (in_time, late)]
        assert [month and month.entries for month in months[:1]] == [
            month and month.entries for month in months[1:]
        ]


def test_coming_twice_does_nothing() -> None:
    market = Market.opened()
    booking_id = taught(market)
    market.advance(days=30)
    head = market.log.head()
    ask(market, AS_SYSTEM, AdvanceBooking(booking_id=booking_id))
    assert market.log.head() == head
