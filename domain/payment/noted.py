"""What a payment remembers beside its movements: why refunds were asked for, and fees of others."""

from dataclasses import dataclass

from domain.payment.events import ProviderFeeNoted, RefundReason
from domain.shared.money import Money
from domain.shared.text import Identity, Reference


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """This is why a refund was asked for, and of which booking it is."""

    refund_id: Identity
    reason: RefundReason
    booking_id: Identity | None


@dataclass(frozen=True, slots=True)
class FeeKept:
    """This is what the provider keeps for itself of what stands under a reference, in all."""

    reference: Reference
    fee: Money


Fees = tuple[FeeKept, ...]


def find(known: Fees, reference: str) -> Money | None:
    """This is what the provider keeps for that, if it was noted."""
    return next((one.fee for one in known if one.reference == reference), None)


def after(known: Fees, fact: ProviderFeeNoted) -> Fees:
    """These are the fees once that was noted."""
    before = find(known, fact.reference)
    kept = FeeKept(fact.reference, fact.fee if before is None else before + fact.fee)
    return (*(one for one in known if one.reference != fact.reference), kept)
