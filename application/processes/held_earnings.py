"""What waits for a payout account: transfers and payouts held are tried again once it is ready.

Each readiness of the account tries each of them once; what is held again waits for the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.earning import RequestTransfer
from application.payout import ReleasePayout
from application.todo import Process, Todo
from domain.earning.events import EarningEvent, EarningHeld
from domain.payout import events as payout
from domain.shared.event import Fact
from domain.tutor.events import PayoutAccountLost, PayoutAccountReadied


@dataclass(frozen=True, slots=True, order=True)
class HeldShare:
    """This is a booking's share that waits, and since when."""

    booking_id: str
    since: datetime


@dataclass(frozen=True, slots=True, order=True)
class HeldPayout:
    """This is a payout that waits."""

    currency: str
    payout_id: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """This is a tutor's payout account, how often it became ready, and what waits for it."""

    tutor_id: str
    is_ready: bool = False
    times: int = 0
    shares: tuple[HeldShare, ...] = ()
    payouts: tuple[HeldPayout, ...] = ()


def evolve(state: Waiting, fact: Fact) -> Waiting:
    """This is the state after the fact."""
    match fact:
        case PayoutAccountReadied():
            return replace(state, is_ready=True, times=state.times + 1)
        case PayoutAccountLost():
            return replace(state, is_ready=False)
        case payout.PayoutHeld():
            held = HeldPayout(fact.amount.currency, fact.payout_id)
            return replace(state, payouts=tuple(sorted({*state.payouts, held})))
        case payout.PayoutReleased() | payout.PayoutCancelled():
            held = HeldPayout(fact.amount.currency, fact.payout_id)
            return replace(state, payouts=tuple(one for one in state.payouts if one != held))
        case _ if isinstance(fact, EarningEvent):
            return _with_share(state, fact)
        case _:
            return state


def _with_share(state: Waiting, fact: EarningEvent) -> Waiting:
    """This is the state after a fact of a share: it is held if that was the last that happened."""
    others = [one for one in state.shares if one.booking_id != fact.booking_id]
    if isinstance(fact, EarningHeld):
        others.append(HeldShare(fact.booking_id, fact.held_at))
    return replace(state, shares=tuple(sorted(others)))


def decide(state: Waiting) -> Sequence[Todo]:
    """This is everything that waits, once the account is ready."""
    if not state.is_ready:
        return ()
    return (*_transfers(state), *_payouts(state))


def _transfers(state: Waiting) -> Iterable[Todo]:
    for held in state.shares:
        name = f"transfer-{held.booking_id}-{held.since.isoformat()}-ready-{state.times}"
        yield Todo(name, RequestTransfer(booking_id=held.booking_id))


def _payouts(state: Waiting) -> Iterable[Todo]:
    for held in state.payouts:
        release = ReleasePayout(
            tutor_id=state.tutor_id, currency=held.currency, payout_id=held.payout_id
        )
        yield Todo(f"release-{held.currency}-{held.payout_id}-ready-{state.times}", release)


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.tutor_id,) if hasattr(fact, "tutor_id") else ()


HELD_EARNINGS: Process[Any] = Process(
    name="held_earnings",
    version=1,
    contexts=frozenset({"tutor", "earning", "payout"}),
    keys=_keys,
    state=Waiting,
    start=Waiting,
    evolve=evolve,
    decide=decide,
    acts=(RequestTransfer, ReleasePayout),
)
