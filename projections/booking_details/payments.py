"""A payment's row: its movements folded by the domain's own policy, and what follows from them."""

from typing import Any

import msgspec

from domain.payment.dispute_events import DisputeEvent
from domain.payment.events import (
    PaymentAbandoned,
    PaymentActionRequired,
    PaymentEvent,
    PaymentRequested,
    ProviderFeeNoted,
    RenewalRequested,
)
from domain.payment.policies import Movements, movement_in
from projections.rows import Row


def changes_in(fact: PaymentEvent, known: Row | None) -> Row:
    """This is the columns the fact sets in the row of its payment."""
    match fact:
        case PaymentRequested():
            asked = Movements(fact.amount.currency, fact.fee_basis_points)
            return {
                "booking_id": fact.booking_id,
                "package_id": fact.package_id,
                "tutor_id": fact.tutor_id,
                "student_id": fact.student_id,
                "requested_at": fact.requested_at,
                "amount_minor": fact.amount.minor,
                **_columns(asked),
            }
        case PaymentAbandoned():
            return {"is_abandoned": True}
        case ProviderFeeNoted() | RenewalRequested():
            return {}
        case _ if isinstance(fact, DisputeEvent):
            return _columns(_movements(known).disputed(fact))
        case PaymentActionRequired():
            waiting = _movements(known).noted(movement_in(fact))
            return {**_columns(waiting), **_action(fact.kind, fact.reference)}
        case _:
            money = _movements(known).noted(movement_in(fact))
            return {**_columns(money), **({} if money.waiting else _action(None, None))}


def _movements(known: Row | None) -> Movements:
    if known is None:
        raise APaymentBeginsWithItsRequest
    return msgspec.convert(known["movements"], Movements)


class APaymentBeginsWithItsRequest(LookupError):
    """This is a stream of a payment that lacks its first fact: broken, so it parks."""


def _action(kind: str | None, reference: str | None) -> dict[str, Any]:
    """This is what the student has to do, as columns."""
    return {"action": kind, "action_reference": reference}


def _columns(money: Movements) -> dict[str, Any]:
    return {
        "state": money.state,
        "currency": money.currency,
        "taken_minor": money.taken.minor,
        "refunded_minor": money.refunded.minor,
        "lost_minor": money.lost.minor,
        "fee_minor": money.fee.minor,
        "net_minor": money.net.minor,
        "movements": msgspec.to_builtins(money),
    }
