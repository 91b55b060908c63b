"""What can happen when a student's bank takes a payment back.

`dispute_id` is the provider's own name of the dispute, `reference` that of the payment.
"""

from datetime import datetime

from domain.payment.terms import OfPayment
from domain.shared.event import fact
from domain.shared.money import Money
from domain.shared.text import Code, Digest, Reference


@fact("payment.disputed.v1")
class PaymentDisputed(OfPayment):
    """The student's bank took the amount back, for now; nothing while it only inquires.

    Where it takes more of it later, this is said again, of what is more.
    """

    dispute_id: Reference
    reference: Reference
    amount: Money
    reason: Code
    evidence_due_by: datetime | None
    occurred_at: datetime


@fact("payment.dispute_closed.v1")
class PaymentDisputeClosed(OfPayment):
    """The bank decided: the amount is ours again, or the student's for good.

    Of what was lost the platform gave back `fee_given_back`, as of a refund.
    """

    dispute_id: Reference
    is_won: bool
    amount: Money
    fee_given_back: Money
    occurred_at: datetime


@fact("payment.evidence_submitted.v1")
class EvidenceSubmitted(OfPayment):
    """What speaks for the lesson was handed in; the pack itself is with the provider."""

    dispute_id: Reference
    digest: Digest
    noted_at: datetime


@fact("payment.evidence_refused.v1")
class EvidenceRefused(OfPayment):
    """The provider did not take what speaks for the lesson: it came too late, or not first."""

    dispute_id: Reference
    reason: Code
    noted_at: datetime


DisputeEvent = PaymentDisputed | PaymentDisputeClosed | EvidenceSubmitted | EvidenceRefused
