"""Rereading: what the provider has on record is read anew where nobody may tell us of it.

    a reservation should have lapsed → read whether it did
    it waits for the student → read it a few times, ever more rarely, until that is over
    it did not give a reservation back → read what became of it instead
    it took money → read what it keeps of that for itself

News from the provider come sooner, but may be lost; reading costs nothing and moves nothing. The
command notes what was read, and says nothing twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from application import payment as record
from application.fields import Price
from application.ports_money import ProviderPayment
from application.todo import Call, Process, Todo, World, by
from application.work import Command
from domain.payment import events as payment
from domain.payment.events import Action
from domain.shared.errors import Unavailable
from domain.shared.event import Fact
from domain.shared.money import Money

READ_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=4),
    timedelta(minutes=12),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=6),
)


LAPSED_AFTER = timedelta(minutes=5)


class Sought(StrEnum):
    """This is what is looked for."""

    PAYMENT = "payment"
    FEE = "fee"


class ReadPayment(Call):
    """One look at a payment, where it is at the provider; `kind` is what it last waited for."""

    sought: Sought
    payment_id: str
    reference: str
    kind: Action = Action.WAIT
    is_to_end: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """This is what one payment has said.

    `reserved` is until when, `ending` what was asked to be voided, `unknown_fees` of `taken`.
    """

    payment_id: str
    reference: str = ""
    kind: Action = Action.WAIT
    waits_since: datetime | None = None
    reserved: tuple[tuple[str, datetime], ...] = ()
    ending: tuple[str, ...] = ()
    not_voided: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    unknown_fees: tuple[str, ...] = ()


def evolve(state: Seen, fact: Fact) -> Seen:
    """This is the state after the fact."""
    match fact:
        case payment.PaymentActionRequired():
            return replace(
                state, reference=fact.reference, kind=fact.kind, waits_since=fact.occurred_at
            )
        case payment.PaymentAuthorised():
            return _reserved(state, fact.reference, fact.capture_before)
        case payment.PaymentCaptured():
            known = _known(state, fact.reference)
            return replace(
                known,
                taken=(*known.taken, fact.reference),
                unknown_fees=(*known.unknown_fees, fact.reference),
            )
        case payment.PaymentDeclined() | payment.PaymentVoided():
            return _known(state, fact.reference)
        case payment.VoidRequested():
            return replace(state, ending=(*state.ending, fact.reference))
        case payment.VoidFailed() if fact.reference not in state.taken:
            return replace(state, not_voided=(*state.not_voided, fact.reference))
        case payment.ProviderFeeNoted():
            return replace(state, unknown_fees=_without(state.unknown_fees, fact.reference))
        case _:
            return state


def decide(state: Seen) -> Sequence[Todo]:
    """This is every look that is due, or will be."""
    return tuple(_looks(state))


def perform(call: ReadPayment, world: World) -> Command:
    """This reads the payment once, and is the command that notes what was read."""
    found = world.records.payment(call.reference)
    if call.sought is Sought.FEE:
        return _fee(call, found)
    return noted(call, found)


def noted(call: ReadPayment, found: ProviderPayment) -> Command:
    """This is the command that notes how far the payment came at the provider."""
    known: dict[str, Any] = {
        "payment_id": call.payment_id,
        "reference": found.reference,
        "occurred_at": found.occurred_at,
    }
    match found.status:
        case "reserved":
            until = found.capture_before
            amount = _price(found.amount)
            return record.RecordAuthorisation(**known, amount=amount, capture_before=until)
        case "taken":
            return record.RecordCapture(**known, amount=_price(found.taken))
        case "voided" if call.is_to_end:
            return record.RecordVoid(**known)
        case "voided":
            return record.RecordDecline(**known, reason=found.reason or "voided")
        case "action" | "failed":
            if call.is_to_end:
                raise Unavailable("the provider has not ended the payment yet")
            kind = Action.METHOD if found.status == "failed" else call.kind
            return record.RecordAction(**known, amount=_price(found.amount), kind=kind)


def _looks(state: Seen) -> Iterator[Todo]:
    of: dict[str, Any] = {"payment_id": state.payment_id}
    if state.waits_since is not None and state.reference not in state.ending:
        look = ReadPayment(**of, sought=Sought.PAYMENT, reference=state.reference, kind=state.kind)
        for number, after in enumerate(READ_AFTER, 1):
            yield Todo(f"read-{number}", look, state.waits_since + after)
    for reference in state.not_voided:
        look = ReadPayment(**of, sought=Sought.PAYMENT, reference=reference, is_to_end=True)
        yield Todo(f"read-not-voided-{reference}", look)
    for reference, until in state.reserved:
        is_to_end = reference in state.ending
        look = ReadPayment(**of, sought=Sought.PAYMENT, reference=reference, is_to_end=is_to_end)
        yield Todo(f"read-lapsed-{reference}", look, until + LAPSED_AFTER)
    for reference in state.unknown_fees:
        yield Todo(
            f"read-fee-{reference}", ReadPayment(**of, sought=Sought.FEE, reference=reference)
        )


def _fee(call: ReadPayment, found: ProviderPayment) -> Command:
    if found.fee is None:
        raise Unavailable("the provider does not know its fee yet")
    return record.NoteProviderFee(
        payment_id=call.payment_id,
        reference=found.reference,
        fee=record.Fee(minor=found.fee.minor, currency=found.fee.currency),
        occurred_at=found.occurred_at,
    )


def _reserved(state: Seen, reference: str, until: datetime | None) -> Seen:
    others = tuple(one for one in state.reserved if one[0] != reference)
    reserved = others if until is None else (*others, (reference, until))
    waits_since = None if reference == state.reference else state.waits_since
    return replace(state, reserved=reserved, waits_since=waits_since)


def _known(state: Seen, reference: str) -> Seen:
    """This is the state once it is known how a payment ended."""
    known = _reserved(state, reference, None)
    return replace(
        known,
        not_voided=_without(state.not_voided, reference),
        taken=_without(state.taken, reference),
        unknown_fees=_without(state.unknown_fees, reference),
    )


def _without(references: Iterable[str], reference: str) -> tuple[str, ...]:
    return tuple(one for one in references if one != reference)


def _price(amount: Money) -> Price:
    return Price(minor=amount.minor, currency=amount.currency)


REREADING: Process[Any] = Process(
    name="rereading",
    version=2,
    contexts=frozenset({"payment"}),
    keys=by("payment_id"),
    state=Seen,
    start=Seen,
    evolve=evolve,
    decide=decide,
    acts=(ReadPayment,),
    perform=perform,
)
