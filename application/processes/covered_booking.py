"""The money of a lesson that a credit pays for: what goes back of it, out of the package's payment.

    all goes back at once → the credit comes back in the booking's own step, and no money
    a part goes back → refund it, step by step
    the student's bank takes the package's payment back → refunds wait until that has decided
    lost to the bank → no refunds; what is not agreed yet is given up

A lesson that is agreed hears of the bank as any other does, and is given back by that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application.booking import CancelBooking
from application.payment import RequestRefund
from application.processes.payment_seen import NOTHING_SEEN, PaymentSeen, after
from application.processes.refunding import Refunding, Steps, further
from application.todo import Process, Todo, by
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.covering import refunds_money
from domain.credit import events as credit
from domain.payment.disputes import Dispute, Ending
from domain.payment.events import RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money

ENDS = (
    booking.RequestDeclined,
    booking.RequestExpired,
    booking.BookingWithdrawn,
    booking.BookingCancelled,
)
"""After one of these there is nothing to give up any more."""


@dataclass(frozen=True, slots=True)
class Covered:
    """This is a booking whose package's payment is `payment_id`; another one has none here.

    `banks` is how often the student's bank took that payment back, and how it decided; `seen` is of
    the payment what is of this booking.
    """

    booking_id: str
    payment_id: str = ""
    price: Money | None = None
    is_confirmed: bool = False
    is_over: bool = False
    banks: tuple[Ending, ...] = ()
    steps: Steps = ()
    seen: PaymentSeen = NOTHING_SEEN


def evolve(state: Covered, fact: Fact) -> Covered:
    """This is the state after the fact."""
    if fact.TOPIC.startswith("payment."):
        return replace(state, seen=after(state.seen, fact))
    match fact:
        case booking.BookingCovered():
            return replace(state, payment_id=fact.payment_id, price=fact.price)
        case booking.BookingConfirmed():
            return replace(state, is_confirmed=True)
        case credit.PackageDisputed():
            return replace(state, banks=(*state.banks, Ending.OPEN))
        case credit.PackageDisputeClosed():
            ended = Ending.WON if fact.is_won else Ending.LOST
            before = (one for one in state.banks if one is not Ending.OPEN)
            return replace(state, banks=(*before, ended))
        case _:
            return _decided(replace(state, is_over=state.is_over or isinstance(fact, ENDS)), fact)


def decide(state: Covered) -> Sequence[Todo]:
    """This is what is left to do about the money."""
    return tuple(_todos(state, state.price)) if state.price else ()


def _decided(state: Covered, fact: Fact) -> Covered:
    match fact:
        case booking.BookingCancelled():
            reason = RefundReason.CANCELLATION
        case booking.NeitherJoined() | outcomes.NoShowUpheld():
            reason = RefundReason.NO_SHOW
        case outcomes.LateFeeWaived():
            reason = RefundReason.WAIVER
        case outcomes.BookingResolved():
            reason = RefundReason.RESOLUTION
        case _:
            return state
    if not refunds_money(fact):
        return state
    return replace(state, steps=further(state.steps, fact.split.refund_minor, reason))


def _todos(state: Covered, price: Money) -> Iterator[Todo]:
    if Ending.LOST in state.banks and not state.is_confirmed and not state.is_over:
        yield Todo("give-up-lost", CancelBooking(booking_id=state.booking_id))
    by_bank = (Dispute(state.payment_id, price.minor, ending) for ending in state.banks)
    seen = replace(state.seen, captured=price, disputes=tuple(by_bank))
    yield from Refunding(state.payment_id, state.steps, seen, state.booking_id).todos()


COVERED_BOOKING: Process[Any] = Process(
    name="covered_booking",
    version=1,
    contexts=frozenset({"booking", "credit", "payment"}),
    keys=by("booking_ids", "booking_id"),
    state=Covered,
    start=Covered,
    evolve=evolve,
    decide=decide,
    acts=(CancelBooking, RequestRefund),
)
