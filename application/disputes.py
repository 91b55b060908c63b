"""Payment disputes: noting what a student's bank takes back, how it decides, and our answer.

Reactions ask all of it, with what they have just read of the provider.
"""

from application.booking import Amount
from application.fields import Code, Identity, Moment, Reference, Sha256
from application.payment import Fee
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.payment import disputing
from domain.payment.aggregate import PAYMENT
from domain.payment.disputing import Alert


class RecordDispute(Command):
    """Note that the student's bank takes a payment back, for now; `fee` is the provider's in all.

    An inquiry takes nothing yet.
    """

    payment_id: Identity
    dispute_id: Reference
    reference: Reference
    amount: Amount
    fee: Fee
    reason: Code
    evidence_due_by: Moment | None = None
    occurred_at: Moment

    @property
    def alert(self) -> Alert:
        """This is the same in the words of the domain."""
        return Alert(
            self.dispute_id,
            self.reference,
            self.amount.money,
            self.fee.money,
            self.reason,
            self.evidence_due_by,
            self.occurred_at,
        )


class RecordDisputeClosed(RecordDispute):
    """Note how the student's bank decided, with all of the dispute: its alert may be lost."""

    is_won: bool


class RecordEvidence(Command):
    """Note that what speaks for the lesson was handed in, by its digest."""

    payment_id: Identity
    dispute_id: Reference
    digest: Sha256


class RecordEvidenceRefusal(Command):
    """Note that the provider did not take what speaks for the lesson."""

    payment_id: Identity
    dispute_id: Reference
    reason: Code


def record_dispute(command: RecordDispute, work: Work) -> Decision:
    """This notes an alert."""
    payment = work.load(PAYMENT, command.payment_id)
    return decided(append(payment, disputing.record_dispute(payment.state, command.alert)))


def record_dispute_closed(command: RecordDisputeClosed, work: Work) -> Decision:
    """This notes a decision of the bank."""
    payment = work.load(PAYMENT, command.payment_id)
    facts = disputing.record_closing(payment.state, command.alert, work.now, is_won=command.is_won)
    return decided(append(payment, facts))


def record_evidence(command: RecordEvidence, work: Work) -> Decision:
    """This notes what was handed in."""
    payment = work.load(PAYMENT, command.payment_id)
    facts = disputing.record_evidence(payment.state, command.dispute_id, command.digest, work.now)
    return decided(append(payment, facts))


def record_evidence_refusal(command: RecordEvidenceRefusal, work: Work) -> Decision:
    """This notes what was not taken."""
    payment = work.load(PAYMENT, command.payment_id)
    facts = disputing.record_evidence_refusal(
        payment.state, command.dispute_id, command.reason, work.now
    )
    return decided(append(payment, facts))


HANDLERS: Handlers = (
    (RecordDispute, record_dispute),
    (RecordDisputeClosed, record_dispute_closed),
    (RecordEvidence, record_evidence),
    (RecordEvidenceRefusal, record_evidence_refusal),
)
