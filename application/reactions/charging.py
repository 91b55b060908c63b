"""Charging: what a payment asks for is carried to the provider, and its answer is recorded.

The provider's key derives from the payment and the deed, never from an attempt: calling again
after a crash, or twice at once, moves money once and gives the same answer. Where the provider
first waits for the student, that is the answer: how it went is told later, by reading it anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from application import payment as record
from application.fields import Price
from application.ports_money import PaymentAnswer
from application.todo import Call, Process, Todo, World
from application.work import Command
from domain.payment import events as payment
from domain.payment.events import Action, Deed
from domain.shared.event import Fact
from domain.shared.money import Money


class MoveMoney(Call):
    """One movement that a payment asks its provider for."""

    deed: Deed
    payment_id: str
    at_once: bool = False
    refund_id: str = ""
    reference: str = ""
    amount: Price

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt at this movement."""
        return ":".join(filter(None, (self.payment_id, self.deed, self.refund_id)))


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a movement that was asked for and not answered yet."""

    deed: Deed
    amount: Money
    reference: str = ""
    refund_id: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Charges:
    """This is what one payment has asked its provider for, and what was answered."""

    payment_id: str
    open: tuple[Asked, ...] = ()


def evolve(state: Charges, fact: Fact) -> Charges:
    """This is the state after the fact."""
    match fact:
        case payment.PaymentRequested():
            return _ask(state, Asked(Deed.RESERVE, fact.amount, at_once=fact.capture))
        case payment.CaptureRequested():
            return _ask(state, Asked(Deed.TAKE, fact.amount, fact.reference))
        case payment.VoidRequested():
            return _ask(state, Asked(Deed.RELEASE, fact.amount, fact.reference))
        case payment.RefundRequested():
            return _ask(state, Asked(Deed.GIVE_BACK, fact.amount, fact.reference, fact.refund_id))
        case (
            payment.PaymentActionRequired()
            | payment.PaymentAuthorised()
            | payment.PaymentDeclined()
        ):
            return _answered(state, Deed.RESERVE)
        case payment.PaymentCaptured():
            return _answered(_answered(state, Deed.RESERVE), Deed.TAKE)
        case payment.CaptureFailed():
            return _answered(state, Deed.TAKE)
        case payment.PaymentVoided() | payment.VoidFailed():
            return _answered(state, Deed.RELEASE)
        case payment.PaymentRefunded() | payment.RefundFailed():
            return _answered(state, Deed.GIVE_BACK, fact.refund_id)
        case _:
            return state


def decide(state: Charges) -> Sequence[Todo]:
    """This is every movement that was not answered yet."""
    return tuple(
        Todo(
            ":".join(filter(None, (asked.deed, asked.refund_id))),
            MoveMoney(
                deed=asked.deed,
                payment_id=state.payment_id,
                at_once=asked.at_once,
                refund_id=asked.refund_id,
                reference=asked.reference,
                amount=Price(minor=asked.amount.minor, currency=asked.amount.currency),
            ),
        )
        for asked in state.open
    )


def perform(call: MoveMoney, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    gateway, amount = world.payments, call.amount.money
    match call.deed:
        case Deed.RESERVE:
            answer = gateway.authorise(
                call.key, amount, capture=call.at_once, group=call.payment_id
            )
        case Deed.TAKE:
            answer = gateway.capture(call.key, call.reference, amount)
        case Deed.RELEASE:
            answer = gateway.void(call.key, call.reference)
        case Deed.GIVE_BACK:
            answer = gateway.refund(call.key, call.reference, amount)
    match answer.outcome:
        case "done":
            return _done(call, answer)
        case "declined":
            return _declined(call, answer)
        case "action" | "pending":
            return _waiting(call, answer)


def _done(call: MoveMoney, answer: PaymentAnswer) -> Command:
    known: dict[str, Any] = {"payment_id": call.payment_id, "occurred_at": answer.occurred_at}
    match call.deed:
        case Deed.RESERVE:
            known |= {"reference": answer.reference, "amount": call.amount}
            if call.at_once:
                return record.RecordCapture(**known)
            return record.RecordAuthorisation(**known, capture_before=answer.capture_before)
        case Deed.TAKE:
            return record.RecordCapture(**known, reference=call.reference, amount=call.amount)
        case Deed.RELEASE:
            return record.RecordVoid(**known, reference=call.reference)
        case Deed.GIVE_BACK:
            return record.RecordRefund(
                **known, refund_id=call.refund_id, reference=answer.reference
            )


def _waiting(call: MoveMoney, answer: PaymentAnswer) -> Command:
    return record.RecordAction(
        payment_id=call.payment_id,
        reference=answer.reference,
        amount=call.amount,
        kind=Action(answer.reason or Action.WAIT),
        occurred_at=answer.occurred_at,
    )


def _declined(call: MoveMoney, answer: PaymentAnswer) -> Command:
    known: dict[str, Any] = {
        "payment_id": call.payment_id,
        "reason": answer.reason,
        "occurred_at": answer.occurred_at,
    }
    match call.deed:
        case Deed.RESERVE:
            return record.RecordDecline(**known, reference=answer.reference or None)
        case Deed.TAKE:
            return record.RecordCaptureFailure(**known, reference=call.reference)
        case Deed.RELEASE:
            return record.RecordVoidFailure(**known, reference=call.reference)
        case Deed.GIVE_BACK:
            return record.RecordRefundFailure(**known, refund_id=call.refund_id)


def _ask(state: Charges, asked: Asked) -> Charges:
    return replace(state, open=(*state.open, asked))


def _answered(state: Charges, deed: Deed, refund_id: str = "") -> Charges:
    left = [one for one in state.open if (one.deed, one.refund_id) != (deed, refund_id)]
    return replace(state, open=tuple(left))


def _keys(fact: Fact) -> Iterable[str]:
    return (fact.payment_id,) if hasattr(fact, "payment_id") else ()


CHARGING: Process[Any] = Process(
    name="charging",
    version=2,
    contexts=frozenset({"payment"}),
    keys=_keys,
    state=Charges,
    start=Charges,
    evolve=evolve,
    decide=decide,
    acts=(MoveMoney,),
    perform=perform,
)
