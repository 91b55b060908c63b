"""The clock of a booking: holds, requests and payments run out, lessons start, end and settle.

Every deadline stands in a fact. Whoever comes too late or twice finds nothing left to do, so
one command serves them all: let time do what it owes this booking by now. While the student's
bank wants the payment back, lessons begin and end as ever; only money waits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.booking import AdvanceBooking
from application.todo import Process, Todo
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import OfBooking
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class BookingClock:
    """This is when time has something to do next for a booking, and whether that moves money."""

    booking_id: str
    due_at: datetime | None = None
    moves_money: bool = False
    is_disputed: bool = False


def evolve(state: BookingClock, fact: Fact) -> BookingClock:
    """This is the state after the fact."""
    match fact:
        case booking.BookingHeld() | booking.BookingRequested() | booking.PaymentAwaited():
            return replace(state, due_at=fact.expires_at)
        case booking.BookingConfirmed() | booking.BookingRescheduled():
            return replace(state, due_at=fact.start)
        case booking.LessonStarted():
            return replace(state, due_at=fact.end)
        case booking.LessonCompleted():
            return replace(state, due_at=fact.settles_at, moves_money=True)
        case booking.NoShowReported():
            return replace(state, due_at=fact.contestable_until, moves_money=True)
        case outcomes.ProblemReported():
            return replace(state, due_at=fact.answer_by, moves_money=True)
        case outcomes.ProblemAnswered():
            return replace(state, due_at=None)
        case outcomes.DisputeNoted():
            return replace(state, is_disputed=True)
        case outcomes.DisputeClosed():
            waited = state.moves_money and state.due_at
            due_at = max(waited, fact.closed_at) if waited else state.due_at
            return replace(state, is_disputed=False, due_at=due_at)
        case _:
            return replace(state, due_at=None) if isinstance(fact, ENDS) else state


def decide(state: BookingClock) -> Sequence[Todo]:
    """This is the next thing time will do."""
    if state.due_at is None or (state.is_disputed and state.moves_money):
        return ()
    at = state.due_at
    advance = AdvanceBooking(booking_id=state.booking_id)
    return (Todo(f"advance-{at.isoformat()}", advance, due_at=at),)


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.booking_id,) if isinstance(fact, OfBooking) else ()


ENDS = (
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
)

BOOKING_CLOCK: Process[Any] = Process(
    name="booking_clock",
    version=2,
    contexts=frozenset({"booking"}),
    keys=_keys,
    state=BookingClock,
    start=BookingClock,
    evolve=evolve,
    decide=decide,
    acts=(AdvanceBooking,),
)
