"""Paying tutors out: what is with the provider for them goes to their bank every week.

    transferred, and more than the minimum → on the next payday, ask for a payout of it
    asked for → let it leave, if all of it is still there
    failed → asked for again one, two, four and seven days later; then on the next payday with
    new money

What is on its way back to the platform is not paid out, and what came back after it had been paid
out lacks in the next payout. What came before the last payday is paid out at once, should that
payday have been missed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from application.payout import PayoutPart, ReleasePayout, RequestPayout
from application.todo import Process, Todo
from domain.earning import events as earning
from domain.payout import events as payout
from domain.payout.events import Part
from domain.payout.policies import AGAIN_AFTER, MOST_PARTS, WEEK, minimum_of, payday_after
from domain.shared.currency import part_for_a_bank
from domain.shared.event import Fact
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """This is what is with the provider for a tutor in a currency, and what has left from there.

    `parts` are of bookings of which something is there, or lacks; those of `fresh` were transferred
    for the `payday`, all others before. `under_way` is the one payout that is not answered yet,
    `waiting` the same while nobody has let it leave or held it. `facts` is how many were seen, so
    that each request has a name of its own.
    """

    key: str
    tutor_id: str = ""
    currency: str = ""
    parts: tuple[Part, ...] = ()
    payday: datetime | None = None
    fresh: tuple[str, ...] = ()
    out: int = 0
    under_way: str = ""
    waiting: str = ""
    failures: int = 0
    failed_at: datetime | None = None
    facts: int = 0


def evolve(state: Balance, fact: Fact) -> Balance:
    """This is the state after the fact."""
    match fact:
        case earning.EarningTransferred():
            known = _of(state, fact.tutor_id, fact.amount.currency)
            fresh = _freshened(known, fact.booking_id, payday_after(fact.occurred_at))
            return _with(fresh, [Part(fact.booking_id, fact.amount.minor)])
        case earning.TransferFailed():
            return _with(state, [Part(fact.booking_id, -fact.undone.minor)])
        case earning.ReversalRequested():
            return _with(state, [Part(fact.booking_id, -fact.amount.minor)])
        case earning.ReversalFailed():
            return _with(state, [Part(fact.booking_id, fact.amount.minor)])
        case _ if isinstance(fact, payout.PayoutEvent):
            known = _of(state, fact.tutor_id, fact.amount.currency)
            return _paid_out(replace(known, facts=known.facts + 1), fact)
        case _:
            return state


def decide(state: Balance) -> Sequence[Todo]:
    """This lets leave what waits, or asks for the next payout."""
    return tuple(_release(state) if state.under_way else _request(state))


def _of(state: Balance, tutor_id: str, currency: str) -> Balance:
    return replace(state, tutor_id=tutor_id, currency=currency)


def _freshened(state: Balance, booking_id: str, payday: datetime) -> Balance:
    """This is the state when something was transferred for a payday, the newest or one before."""
    if state.payday is None or payday > state.payday:
        return replace(state, payday=payday, fresh=(booking_id,))
    if payday < state.payday:
        return state
    return replace(state, fresh=tuple(sorted({*state.fresh, booking_id})))


def _with(state: Balance, changes: Iterable[Part]) -> Balance:
    """This is the state with the changes added up; what comes to nothing is left out."""
    sums = {part.booking_id: part.minor for part in state.parts}
    for change in changes:
        sums[change.booking_id] = sums.get(change.booking_id, 0) + change.minor
    parts = tuple(Part(*each) for each in sorted(sums.items()) if each[1])
    return replace(state, parts=parts, facts=state.facts + 1)


def _without(state: Balance, parts: Iterable[Part]) -> Balance:
    return _with(state, (Part(part.booking_id, -part.minor) for part in parts))


def _paid_out(state: Balance, fact: payout.PayoutEvent) -> Balance:
    minor, payout_id = fact.amount.minor, fact.payout_id
    match fact:
        case payout.PayoutRequested():
            asked = replace(state, out=state.out + minor, under_way=payout_id, waiting=payout_id)
            return _without(asked, fact.parts)
        case payout.PayoutHeld() | payout.PayoutReleased():
            return replace(state, waiting="")
        case payout.PayoutSent():
            return state
        case payout.PayoutCancelled():
            ended = replace(state, out=state.out - minor, under_way="", waiting="")
            return _with(ended, fact.parts)
        case payout.PayoutPaid():
            return replace(state, under_way="", failures=0, failed_at=None)
        case payout.PayoutFailed():
            under_way = "" if state.under_way == payout_id else state.under_way
            failed = replace(state, out=state.out - minor, under_way=under_way)
            failures = state.failures + 1
            return _with(replace(failed, failures=failures, failed_at=fact.occurred_at), fact.parts)


def _release(state: Balance) -> Iterator[Todo]:
    if state.waiting:
        release = ReleasePayout(
            tutor_id=state.tutor_id, currency=state.currency, payout_id=state.waiting
        )
        yield Todo(f"release-{state.waiting}", release)


def _request(state: Balance) -> Iterator[Todo]:
    parts, due_at = _next(state)
    minor = sum(part.minor for part in parts)
    if due_at is None or minor < minimum_of(state.currency):
        return
    request = RequestPayout(
        tutor_id=state.tutor_id,
        currency=state.currency,
        until_minor=state.out + minor,
        parts=tuple(PayoutPart(booking_id=one.booking_id, minor=one.minor) for one in parts),
    )
    yield Todo(f"payout-as-of-{state.facts}", request, due_at)


def _next(state: Balance) -> tuple[Sequence[Part], datetime | None]:
    """This is what the next payout is made of, and when; never before money has come."""
    every = _payable(state.parts, state.currency)
    if state.payday is None:
        return (), None
    if state.failed_at is None:
        before = _payable(
            (one for one in state.parts if one.booking_id not in state.fresh), state.currency
        )
        is_missed = sum(one.minor for one in before) >= minimum_of(state.currency)
        return (before, state.payday - WEEK) if is_missed else (every, state.payday)
    if state.failures <= len(AGAIN_AFTER):
        return every, state.failed_at + AGAIN_AFTER[state.failures - 1]
    return every, state.payday if state.payday > state.failed_at else None


def _payable(parts: Iterable[Part], currency: str) -> Sequence[Part]:
    """This is as many as one payout may have, what lacks first, and as much as a bank takes."""
    most = sorted(parts, key=lambda one: (one.minor > 0, one.booking_id))[:MOST_PARTS]
    whole = Money(sum(one.minor for one in most), currency)
    rest = (whole - part_for_a_bank(whole)).minor
    if not rest:
        return most
    largest = max(most, key=lambda one: one.minor)
    return [replace(one, minor=one.minor - rest) if one is largest else one for one in most]


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, earning.MovementEvent | payout.PayoutEvent):
        yield f"{fact.tutor_id}-{fact.amount.currency}"


PAYOUTS: Process[Any] = Process(
    name="payouts",
    version=1,
    contexts=frozenset({"earning", "payout"}),
    keys=_keys,
    state=Balance,
    start=Balance,
    evolve=evolve,
    decide=decide,
    acts=(RequestPayout, ReleasePayout),
)
