"""Paying out: what was let go leaves for the tutor's bank, and what became of it is recorded.

A bank takes days to answer, and the word of it may be lost on the way, so the provider is asked
after a payout a few times by itself. Where the money goes is looked up when it is needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from application import payout as record
from application.fields import Price
from application.todo import Call, Process, Todo, World
from application.work import Command
from domain.payout import events as payout
from domain.shared.event import Fact
from domain.shared.money import Money

LOOKS = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30))
"""How long after it was sent the provider is asked what became of a payout."""


class PayOut(Call):
    """One payout to a tutor's bank."""

    tutor_id: str
    payout_id: str
    amount: Price

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt at this payout."""
        return f"{self.tutor_id}:{self.amount.currency}:payout:{self.payout_id}"


class AskAfterPayout(Call):
    """One look at what became of a payout that was sent; `look` tells it from the others."""

    tutor_id: str
    payout_id: str
    currency: str
    reference: str
    look: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """This is the one payout that is on its way: let go, or sent under that reference."""

    key: str
    tutor_id: str = ""
    payout_id: str = ""
    amount: Money | None = None
    reference: str = ""
    sent_at: datetime | None = None


def evolve(state: Leaving, fact: Fact) -> Leaving:
    """This is the state after the fact."""
    match fact:
        case payout.PayoutReleased():
            return Leaving(state.key, fact.tutor_id, fact.payout_id, fact.amount)
        case payout.PayoutSent():
            return replace(state, reference=fact.reference, sent_at=fact.occurred_at)
        case payout.PayoutPaid() | payout.PayoutFailed() if fact.payout_id == state.payout_id:
            return Leaving(state.key)
        case _:
            return state


def decide(state: Leaving) -> Sequence[Todo]:
    """This sends what was let go, and asks after what was sent."""
    if state.amount is None:
        return ()
    if state.sent_at is None:
        amount = Price(minor=state.amount.minor, currency=state.amount.currency)
        call = PayOut(tutor_id=state.tutor_id, payout_id=state.payout_id, amount=amount)
        return (Todo(f"pay-out-{state.payout_id}", call),)
    return tuple(
        Todo(
            f"ask-after-{state.payout_id}-{look}",
            AskAfterPayout(
                tutor_id=state.tutor_id,
                payout_id=state.payout_id,
                currency=state.amount.currency,
                reference=state.reference,
                look=look,
            ),
            state.sent_at + after,
        )
        for look, after in enumerate(LOOKS, 1)
    )


def perform(call: PayOut | AskAfterPayout, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    return _sent(call, world) if isinstance(call, PayOut) else _looked_up(call, world)


def _sent(call: PayOut, world: World) -> Command:
    amount = call.amount.money
    account = world.payees.of_payout(call.tutor_id, amount.currency)
    answer = world.transfers.pay_out(call.key, account, amount)
    known: dict[str, Any] = {
        "tutor_id": call.tutor_id,
        "currency": amount.currency,
        "payout_id": call.payout_id,
        "occurred_at": answer.occurred_at,
    }
    match answer.outcome:
        case "done":
            return record.RecordPayoutPaid(**known, reference=answer.reference)
        case "pending":
            return record.RecordPayoutSent(**known, reference=answer.reference)
        case _:
            return record.RecordPayoutFailure(**known, reason=answer.reason)


def _looked_up(call: AskAfterPayout, world: World) -> Command:
    account = world.payees.of_payout(call.tutor_id, call.currency)
    found = world.records.payout(account, call.reference)
    known: dict[str, Any] = {
        "tutor_id": call.tutor_id,
        "currency": call.currency,
        "payout_id": call.payout_id,
        "occurred_at": found.occurred_at,
    }
    match found.status:
        case "paid":
            return record.RecordPayoutPaid(**known, reference=call.reference)
        case "pending":
            return record.RecordPayoutSent(**known, reference=call.reference)
        case _:
            return record.RecordPayoutFailure(**known, reason=found.reason or found.status)


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, payout.PayoutEvent):
        yield f"{fact.tutor_id}-{fact.amount.currency}"


PAYING_OUT: Process[Any] = Process(
    name="paying_out",
    version=1,
    contexts=frozenset({"payout"}),
    keys=_keys,
    state=Leaving,
    start=Leaving,
    evolve=evolve,
    decide=decide,
    acts=(PayOut, AskAfterPayout),
    perform=perform,
)
