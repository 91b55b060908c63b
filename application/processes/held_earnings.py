"""What waits for a payout account: transfers and payouts held are tried again once it is ready.

Each readiness of the account tries each of them once; what is held again waits for the next. When
the provider says that an account it refused cannot be paid, the account is looked at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.earning import RequestTransfer
from application.payout import ReleasePayout
from application.ports_money import ACCOUNT_NOT_PAYABLE
from application.todo import Process, Todo, by
from application.tutor_paying import AskReadiness
from domain.earning.events import EarningEvent, EarningHeld, TransferFailed
from domain.payout import events as payout
from domain.shared.event import Fact
from domain.tutor.events import PayoutAccountLost, PayoutAccountReadied, ReadinessAsked


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
    """This is a tutor's payout account, how often it became ready, and what waits for it.

    `refused` is what the provider refused and nobody has looked into, `looked_at` what was looked
    into before the refusal arrived here.
    """

    tutor_id: str
    is_ready: bool = False
    times: int = 0
    shares: tuple[HeldShare, ...] = ()
    payouts: tuple[HeldPayout, ...] = ()
    refused: tuple[str, ...] = ()
    looked_at: tuple[str, ...] = ()


def evolve(state: Waiting, fact: Fact) -> Waiting:
    """This is the state after the fact."""
    match fact:
        case PayoutAccountReadied():
            return replace(state, is_ready=True, times=state.times + 1)
        case PayoutAccountLost():
            return replace(state, is_ready=False)
        case ReadinessAsked() if fact.cause is not None:
            return _looked(state, fact.cause)
        case payout.PayoutHeld():
            held = HeldPayout(fact.amount.currency, fact.payout_id)
            return replace(state, payouts=tuple(sorted({*state.payouts, held})))
        case payout.PayoutReleased() | payout.PayoutCancelled():
            held = HeldPayout(fact.amount.currency, fact.payout_id)
            return replace(state, payouts=tuple(one for one in state.payouts if one != held))
        case payout.PayoutFailed() if fact.reason == ACCOUNT_NOT_PAYABLE:
            return _refused(state, f"{fact.amount.currency}:{fact.payout_id}")
        case _ if isinstance(fact, EarningEvent):
            return _with_share(state, fact)
        case _:
            return state


def _with_share(state: Waiting, fact: EarningEvent) -> Waiting:
    """This is the state after a fact of a share: it is held if that was the last that happened."""
    others = [one for one in state.shares if one.booking_id != fact.booking_id]
    if isinstance(fact, EarningHeld):
        others.append(HeldShare(fact.booking_id, fact.held_at))
    known = replace(state, shares=tuple(sorted(others)))
    if isinstance(fact, TransferFailed) and fact.reason == ACCOUNT_NOT_PAYABLE:
        return _refused(known, f"{fact.booking_id}:{fact.transfer_id}")
    return known


def _refused(state: Waiting, cause: str) -> Waiting:
    """This is the state with a refusal to look into, unless that was done already."""
    if cause in state.looked_at:
        return replace(state, looked_at=tuple(one for one in state.looked_at if one != cause))
    return replace(state, refused=tuple(sorted({*state.refused, cause})))


def _looked(state: Waiting, cause: str) -> Waiting:
    if cause in state.refused:
        return replace(state, refused=tuple(one for one in state.refused if one != cause))
    return replace(state, looked_at=tuple(sorted({*state.looked_at, cause})))


def decide(state: Waiting) -> Sequence[Todo]:
    """This is everything that waits, once the account is ready, and what is to be looked into."""
    looks = (
        Todo(f"look-after-{cause}", AskReadiness(tutor_id=state.tutor_id, cause=cause))
        for cause in state.refused
    )
    if not state.is_ready:
        return tuple(looks)
    return (*looks, *_transfers(state), *_payouts(state))


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


HELD_EARNINGS: Process[Any] = Process(
    name="held_earnings",
    version=1,
    contexts=frozenset({"tutor", "earning", "payout"}),
    keys=by("tutor_id"),
    state=Waiting,
    start=Waiting,
    evolve=evolve,
    decide=decide,
    acts=(RequestTransfer, ReleasePayout, AskReadiness),
)
