"""What becomes of a payment when the student's bank takes it back.

Rules, in plain language:

- An alert may come late, twice, or after the closing; it never opens again what is closed.
- A closing may come without an alert before it: then both are noted together.
- What the bank took back is not refunded while the dispute is open. Won, it may be; lost, it is
  with the student already, and the platform gives its fee back as of a refund.
- A payment nobody waits for goes back in full as soon as the bank has decided for us.
- What speaks for the lesson is handed in once for each dispute.
- What the provider keeps for a dispute may grow while it is open; its closing has the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.payment import disputes
from domain.payment.aggregate import Payment, evolve
from domain.payment.dispute_events import (
    EvidenceRefused,
    EvidenceSubmitted,
    PaymentDisputeClosed,
    PaymentDisputed,
)
from domain.payment.disputes import Dispute, Ending
from domain.payment.events import PaymentEvent, ProviderFeeNoted
from domain.shared.errors import NotFound
from domain.shared.money import Money


class ThereIsNoSuchDispute(NotFound):
    """This payment was never disputed under that name."""


@dataclass(frozen=True, slots=True)
class Alert:
    """This is a dispute as the provider has it: of which payment, how much, why, and since when.

    `fee` is what the provider keeps for it in all.
    """

    dispute_id: str
    reference: str
    amount: Money
    fee: Money
    reason: str
    evidence_due_by: datetime | None
    at: datetime


def record_dispute(payment: Payment, alert: Alert) -> Sequence[PaymentEvent]:
    """This notes that the bank takes money back, and what more of it; once closed it is nothing."""
    known = disputes.find(payment.money.disputes, alert.dispute_id)
    if known is not None and known.ending is not Ending.OPEN:
        return ()
    return (*_taken_back(payment, alert, known), *_fee(payment, alert, is_final=False))


def record_closing(
    payment: Payment, alert: Alert, now: datetime, *, is_won: bool
) -> Sequence[PaymentEvent]:
    """This notes how the bank decided; the first decision counts."""
    known = disputes.find(payment.money.disputes, alert.dispute_id)
    if known is not None and known.ending is not Ending.OPEN:
        return ()
    alerted = _taken_back(payment, alert, known)
    open_payment = _after(payment, alerted)
    closed = _closed(open_payment, alert, is_won=is_won)
    after = evolve(open_payment, closed)
    fee = _fee(payment, alert, is_final=True)
    return (*alerted, closed, *fee, *after.give_back(now))


def record_evidence(
    payment: Payment, dispute_id: str, digest: str, now: datetime
) -> Sequence[PaymentEvent]:
    """This notes what was handed in, by its digest; of what was answered before it is nothing."""
    if _known(payment, dispute_id).is_answered:
        return ()
    submitted = EvidenceSubmitted(
        **payment.about(), dispute_id=dispute_id, digest=digest, noted_at=now
    )
    return (submitted,)


def record_evidence_refusal(
    payment: Payment, dispute_id: str, reason: str, now: datetime
) -> Sequence[PaymentEvent]:
    """This notes that the provider did not take what was to be handed in."""
    if _known(payment, dispute_id).is_answered:
        return ()
    refused = EvidenceRefused(**payment.about(), dispute_id=dispute_id, reason=reason, noted_at=now)
    return (refused,)


def _taken_back(payment: Payment, alert: Alert, known: Dispute | None) -> Sequence[PaymentEvent]:
    """This is the alert, if it is the first, or one of more than was known."""
    amount = payment.in_currency(alert.amount)
    more = amount if known is None else Money(amount.minor - known.minor, amount.currency)
    if known is not None and more.minor <= 0:
        return ()
    disputed = PaymentDisputed(
        **payment.about(),
        dispute_id=alert.dispute_id,
        reference=alert.reference,
        amount=more,
        reason=alert.reason,
        evidence_due_by=alert.evidence_due_by,
        occurred_at=alert.at,
    )
    return (disputed,)


def _closed(payment: Payment, alert: Alert, *, is_won: bool) -> PaymentDisputeClosed:
    dispute = _known(payment, alert.dispute_id)
    before = payment.money
    return PaymentDisputeClosed(
        **payment.about(),
        dispute_id=alert.dispute_id,
        is_won=is_won,
        amount=Money(dispute.minor, before.currency),
        fee_given_back=before.fee - before.with_dispute(dispute.ended(is_won=is_won)).fee,
        occurred_at=alert.at,
    )


def _fee(payment: Payment, alert: Alert, *, is_final: bool) -> Sequence[PaymentEvent]:
    """This is what the provider keeps beyond what was noted, or less, once that is final."""
    before = payment.fee_for(alert.dispute_id)
    more = alert.fee if before is None else alert.fee - before
    if more.minor > 0 or (is_final and more.minor):
        noted = ProviderFeeNoted(
            **payment.about(), reference=alert.dispute_id, fee=more, occurred_at=alert.at
        )
        return (noted,)
    return ()


def _known(payment: Payment, dispute_id: str) -> Dispute:
    found = disputes.find(payment.money.disputes, dispute_id)
    if found is None:
        raise ThereIsNoSuchDispute
    return found


def _after(payment: Payment, facts: Sequence[PaymentEvent]) -> Payment:
    for fact in facts:
        payment = evolve(payment, fact)
    return payment
