"""Charging: what a payment asks for is carried to the provider, and its answer is recorded.

The provider's key derives from the payment and the deed, never from an attempt: calling again
after a crash, or twice at once, moves money once and gives the same answer. Where the provider
first waits for the student, that is the answer: how it went is told later, by reading it anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from application import payment as record
from application.fields import Price
from application.ports_money import PaymentAnswer
from application.todo import Call, Process, Todo, World, by
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
    renewal_id: str = ""
    student_id: str = ""
    reference: str = ""
    amount: Price

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt at this movement."""
        return f"{self.payment_id}:{self.name}"

    @property
    def name(self) -> str:
        """This tells the movements of one payment apart."""
        # What is reserved or given back gets its reference only then.
        told = self.reference if self.deed in {Deed.TAKE, Deed.RELEASE} else ""
        return ":".join(filter(None, (self.deed, self.refund_id, self.renewal_id, told)))


def refund_asked_under(key: str) -> tuple[str, str] | None:
    """This is the payment and the refund that the provider's key was made of, if it was ours."""
    payment_id, ours, refund_id = key.partition(f":{Deed.GIVE_BACK}:")
    return (payment_id, refund_id) if ours else None


@dataclass(frozen=True, slots=True)
class Asked:
    """This is a movement that was asked for and not answered yet."""

    deed: Deed
    amount: Money
    reference: str = ""
    refund_id: str = ""
    renewal_id: str = ""
    student_id: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Charges:
    """This is what one payment has asked its provider for, and what was answered."""

    payment_id: str
    open: tuple[Asked, ...] = ()


def evolve(state: Charges, fact: Fact) -> Charges:
    """This is the state after the fact."""
    asked = _asked_in(fact)
    return replace(state, open=(*state.open, asked)) if asked else _answered_by(state, fact)


def decide(state: Charges) -> Sequence[Todo]:
    """This is every movement that was not answered yet."""
    calls = (_call(state.payment_id, asked) for asked in state.open)
    return tuple(Todo(call.name, call) for call in calls)


def perform(call: MoveMoney, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    gateway, amount = world.payments, call.amount.money
    match call.deed:
        case Deed.RESERVE:
            # Without a kept card the student is asked to reserve it anew themself.
            card = world.payers.card_of(call.student_id) if call.renewal_id else None
            answer = gateway.authorise(
                call.key, amount, capture=call.at_once, group=call.payment_id, card=card
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


def _call(payment_id: str, asked: Asked) -> MoveMoney:
    return MoveMoney(
        deed=asked.deed,
        payment_id=payment_id,
        at_once=asked.at_once,
        refund_id=asked.refund_id,
        renewal_id=asked.renewal_id,
        student_id=asked.student_id,
        reference=asked.reference,
        amount=Price(minor=asked.amount.minor, currency=asked.amount.currency),
    )


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


def _asked_in(fact: Fact) -> Asked | None:
    match fact:
        case payment.PaymentRequested():
            return Asked(Deed.RESERVE, fact.amount, at_once=fact.capture)
        case payment.RenewalRequested():
            renewal_id, student_id = fact.renewal_id, fact.student_id
            return Asked(Deed.RESERVE, fact.amount, renewal_id=renewal_id, student_id=student_id)
        case payment.CaptureRequested():
            return Asked(Deed.TAKE, fact.amount, fact.reference)
        case payment.VoidRequested():
            return Asked(Deed.RELEASE, fact.amount, fact.reference)
        case payment.RefundRequested():
            return Asked(Deed.GIVE_BACK, fact.amount, fact.reference, fact.refund_id)
        case _:
            return None


def _answered_by(state: Charges, fact: Fact) -> Charges:
    match fact:
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
            return _answered(state, Deed.RELEASE, fact.reference)
        case payment.PaymentRefunded() | payment.RefundFailed():
            return _answered(state, Deed.GIVE_BACK, fact.refund_id)
        case _:
            return state


def _answered(state: Charges, deed: Deed, name: str = "") -> Charges:
    """This is the state once a movement is answered: all of its kind, or the one of that name."""
    left = (
        one
        for one in state.open
        if one.deed is not deed or (name and name not in {one.refund_id, one.reference})
    )
    return replace(state, open=tuple(left))


CHARGING: Process[Any] = Process(
    name="charging",
    version=3,
    contexts=frozenset({"payment"}),
    keys=by("payment_id"),
    state=Charges,
    start=Charges,
    evolve=evolve,
    decide=decide,
    acts=(MoveMoney,),
    perform=perform,
)
