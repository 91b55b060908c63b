"""Payment disputes and the booking: what a student's bank does is noted where lessons are decided.

    disputed, and the booking is confirmed → note it, so that nothing settles
    the bank has decided about every dispute → close it: go on, or give the lesson back

Where a credit pays for the booking, its package tells what becomes of the package's payment.

A payment may be disputed repeatedly, a booking knows of one dispute: open while one of them is, and
lost when one of them was. What is disputed again after that was won stays between the platform and
the bank: the tutor keeps what was decided.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.lesson import CloseDispute, NoteDispute
from application.todo import Process, Todo, by
from domain.booking import events as booking
from domain.booking import outcomes
from domain.credit import events as credit
from domain.payment import disputes
from domain.payment.dispute_events import DisputeEvent
from domain.payment.disputes import Dispute, Disputes, Ending
from domain.shared.event import Fact


@dataclass(frozen=True, slots=True)
class Disputed:
    """This is a booking, the disputes of its payment, and which of that the booking knows."""

    booking_id: str
    disputes: Disputes = ()
    is_confirmed: bool = False
    is_noted: bool = False
    is_closed: bool = False


def evolve(state: Disputed, fact: Fact) -> Disputed:
    """This is the state after the fact."""
    match fact:
        case booking.BookingConfirmed():
            return replace(state, is_confirmed=True)
        case outcomes.DisputeNoted():
            return replace(state, is_noted=True)
        case outcomes.DisputeClosed():
            return replace(state, is_closed=True)
        case credit.PackageDisputed():
            opened = Dispute(fact.package_id, 0)
            return replace(state, disputes=disputes.with_(state.disputes, opened))
        case credit.PackageDisputeClosed():
            closed = Dispute(fact.package_id, 0).ended(is_won=fact.is_won)
            return replace(state, disputes=disputes.with_(state.disputes, closed))
        case _ if isinstance(fact, DisputeEvent):
            return replace(state, disputes=disputes.after(state.disputes, fact))
        case _:
            return state


def decide(state: Disputed) -> Sequence[Todo]:
    """This is what the booking does not know yet; one that was never confirmed need not."""
    return tuple(_todos(state)) if state.is_confirmed and not state.is_closed else ()


def _todos(state: Disputed) -> Iterator[Todo]:
    is_open = [one for one in state.disputes if one.ending is Ending.OPEN]
    if is_open and not state.is_noted:
        note = NoteDispute(booking_id=state.booking_id)
        yield Todo(f"note-{is_open[0].dispute_id}", note)
    elif state.disputes and not is_open:
        is_won = all(one.ending is Ending.WON for one in state.disputes)
        close = CloseDispute(booking_id=state.booking_id, is_won=is_won)
        yield Todo(f"close-{len(state.disputes)}", close)


PAYMENT_DISPUTES: Process[Any] = Process(
    name="payment_disputes",
    version=2,
    contexts=frozenset({"booking", "credit", "payment"}),
    keys=by("booking_ids", "booking_id"),
    state=Disputed,
    start=Disputed,
    evolve=evolve,
    decide=decide,
    acts=(NoteDispute, CloseDispute),
)
