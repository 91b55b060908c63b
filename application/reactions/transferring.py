"""Transferring: what a tutor's share asks for is carried to the provider, and its answer recorded.

The provider's key derives from the booking and the movement, never from an attempt. Where the
tutor is paid is looked up when it is needed, because it is personal and lists are kept in the
clear.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from application import earning as record
from application.fields import Price
from application.todo import Call, Process, Todo, World, by
from application.work import Command
from domain.earning import events as earning
from domain.shared.event import Fact
from domain.shared.money import Money


class Way(StrEnum):
    """This is which way a share moves."""

    TO_THE_TUTOR = "transfer"
    BACK = "reverse"


class MoveShare(Call):
    """One movement that a tutor's share asks its provider for.

    `reference` is the payment it comes out of, none for the platform's own money; on the way back
    it is the transfer.
    """

    way: Way
    booking_id: str
    payment_id: str
    name: str
    amount: Price
    reference: str = ""

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt at this movement."""
        return f"{self.booking_id}:{self.way}:{self.name}"


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a movement that was asked for and not answered yet."""

    way: Way
    name: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Share:
    """This is what one share has asked its provider for, and was not answered."""

    booking_id: str
    payment_id: str = ""
    open: tuple[Asked, ...] = ()


def evolve(state: Share, fact: Fact) -> Share:
    """This is the state after the fact."""
    match fact:
        case earning.TransferRequested():
            asked = Asked(Way.TO_THE_TUTOR, fact.transfer_id, fact.amount, fact.source or "")
            return replace(state, payment_id=fact.payment_id, open=(*state.open, asked))
        case earning.ReversalRequested():
            asked = Asked(Way.BACK, fact.reversal_id, fact.amount, fact.reference)
            return replace(state, payment_id=fact.payment_id, open=(*state.open, asked))
        case earning.EarningTransferred() | earning.TransferFailed():
            return _answered(state, Way.TO_THE_TUTOR, fact.transfer_id)
        case earning.EarningReversed() | earning.ReversalFailed():
            return _answered(state, Way.BACK, fact.reversal_id)
        case _:
            return state


def decide(state: Share) -> Sequence[Todo]:
    """This is every movement that was not answered yet."""
    return tuple(
        Todo(
            f"{asked.way}-{asked.name}",
            MoveShare(
                way=asked.way,
                booking_id=state.booking_id,
                payment_id=state.payment_id,
                name=asked.name,
                amount=Price(minor=asked.amount.minor, currency=asked.amount.currency),
                reference=asked.reference,
            ),
        )
        for asked in state.open
    )


def perform(call: MoveShare, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    return _moved(call, world) if call.way is Way.TO_THE_TUTOR else _brought_back(call, world)


def _moved(call: MoveShare, world: World) -> Command:
    answer = world.transfers.transfer(
        call.key,
        call.amount.money,
        destination=world.payees.of_transfer(call.booking_id),
        source=call.reference,
        group=call.payment_id,
    )
    known: dict[str, Any] = {
        "booking_id": call.booking_id,
        "transfer_id": call.name,
        "occurred_at": answer.occurred_at,
    }
    if answer.outcome == "done":
        return record.RecordTransfer(**known, reference=answer.reference)
    return record.RecordTransferFailure(**known, reason=answer.reason)


def _brought_back(call: MoveShare, world: World) -> Command:
    answer = world.transfers.reverse(call.key, call.reference, call.amount.money)
    known: dict[str, Any] = {
        "booking_id": call.booking_id,
        "reversal_id": call.name,
        "occurred_at": answer.occurred_at,
    }
    if answer.outcome == "done":
        return record.RecordReversal(**known, reference=answer.reference)
    return record.RecordReversalFailure(**known, reason=answer.reason)


def _answered(state: Share, way: Way, name: str) -> Share:
    left = [one for one in state.open if (one.way, one.name) != (way, name)]
    return replace(state, open=tuple(left))


TRANSFERRING: Process[Any] = Process(
    name="transferring",
    version=1,
    contexts=frozenset({"earning"}),
    keys=by("booking_id"),
    state=Share,
    start=Share,
    evolve=evolve,
    decide=decide,
    acts=(MoveShare,),
    perform=perform,
)
