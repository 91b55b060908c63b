"""Contesting: where a student's bank takes a payment back, what speaks for the lesson is handed in.

    disputed, and it is known how the lesson went → hand in what speaks for it, an hour later
    disputed before the lesson → hand it in once it is over, at the latest a day before it is due
    the money is the student's by our own rules → contest nothing
    the bank has not decided for long → read the dispute anew, as its word may have been lost

Evidence can be handed in once. The hour lets everything be on record that was under way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from application import disputes as record
from application.booking import Amount
from application.evidence.history import History, after
from application.evidence.pack import digest_of, pack
from application.payment import Fee
from application.ports_money import Evidence, ProviderDispute
from application.todo import Call, Process, Todo, World, by
from application.work import Command
from domain.payment import disputes
from domain.payment.dispute_events import DisputeEvent, PaymentDisputed
from domain.payment.disputes import Disputes, Ending
from domain.shared.event import Fact

SETTLING_DOWN = timedelta(hours=1)
BEFORE_IT_IS_DUE = timedelta(days=1)
READ_AFTER = tuple(timedelta(days=days) for days in (7, 21, 45, 75, 90, 120))
"""How long after the alert a dispute is read anew; a bank takes up to three months."""


class SubmitEvidence(Call):
    """One pack of evidence, to be handed in for a dispute."""

    payment_id: str
    dispute_id: str
    evidence: Evidence

    @property
    def key(self) -> str:
        """This is the provider's key: the same for every attempt."""
        return f"{self.payment_id}:evidence:{self.dispute_id}"


class ReadDispute(Call):
    """One look at how a dispute stands."""

    payment_id: str
    dispute_id: str


@dataclass(frozen=True, slots=True)
class Alert:
    """This is when a dispute was opened, and until when it can be answered."""

    dispute_id: str
    at: datetime
    evidence_due_by: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """This is a lesson with everything that happened, and the disputes of its payment.

    Of a package it is the disputes alone: they are read anew, and nothing is handed in for many
    lessons at once.
    """

    history: History
    payment_id: str = ""
    alerts: tuple[Alert, ...] = ()
    disputes: Disputes = ()


def evolve(state: Case, fact: Fact) -> Case:
    """This is the state after the fact."""
    known = replace(state, history=after(state.history, fact))
    if not isinstance(fact, DisputeEvent):
        return known
    known = replace(
        known, payment_id=fact.payment_id, disputes=disputes.after(state.disputes, fact)
    )
    is_known = any(alert.dispute_id == fact.dispute_id for alert in known.alerts)
    if not isinstance(fact, PaymentDisputed) or is_known:
        return known
    alert = Alert(fact.dispute_id, fact.occurred_at, fact.evidence_due_by)
    return replace(known, alerts=(*known.alerts, alert))


def decide(state: Case) -> Sequence[Todo]:
    """This is what is left to do about every dispute that is open."""
    return tuple(todo for alert in state.alerts for todo in _todos(state, alert))


def perform(call: SubmitEvidence | ReadDispute, world: World) -> Command:
    """This calls the provider once, and is the command that records what it answered."""
    if isinstance(call, ReadDispute):
        return noted(call.payment_id, world.records.dispute(call.dispute_id))
    answer = world.disputes.submit_evidence(call.key, call.dispute_id, call.evidence)
    known: dict[str, Any] = {
        "payment_id": call.payment_id,
        "dispute_id": call.dispute_id,
    }
    if answer.outcome == "done":
        return record.RecordEvidence(**known, digest=digest_of(call.evidence))
    return record.RecordEvidenceRefusal(**known, reason=answer.reason)


def noted(payment_id: str, found: ProviderDispute) -> Command:
    """This is the command that notes how a dispute stands at the provider."""
    known: dict[str, Any] = {
        "payment_id": payment_id,
        "dispute_id": found.reference,
        "reference": found.payment,
        "amount": Amount(minor=found.amount.minor, currency=found.amount.currency),
        "fee": Fee(minor=found.fee.minor, currency=found.fee.currency),
        "reason": found.reason,
        "evidence_due_by": found.evidence_due_by,
        "occurred_at": found.occurred_at,
    }
    if found.status == "open":
        return record.RecordDispute(**known)
    return record.RecordDisputeClosed(**known, is_won=found.status == "won")


def _todos(state: Case, alert: Alert) -> Iterator[Todo]:
    dispute = disputes.find(state.disputes, alert.dispute_id)
    if dispute is None or dispute.ending is not Ending.OPEN:
        return
    of: dict[str, Any] = {"payment_id": state.payment_id, "dispute_id": alert.dispute_id}
    due_at = _due_at(state.history, alert)
    is_contested = state.history.price is not None and not state.history.is_conceded
    if is_contested and due_at is not None and not dispute.is_answered:
        submit = SubmitEvidence(**of, evidence=pack(state.history.until(due_at)))
        yield Todo(f"submit-{alert.dispute_id}", submit, due_at)
    for number, later in enumerate(READ_AFTER, 1):
        yield Todo(f"read-{alert.dispute_id}-{number}", ReadDispute(**of), alert.at + later)


def _due_at(history: History, alert: Alert) -> datetime | None:
    """This is when to answer: as soon as there is something to say, and never too late."""
    over, last = history.over_since, alert.evidence_due_by
    at_last = last - BEFORE_IT_IS_DUE if last else None
    known = [instant for instant in (over and over + SETTLING_DOWN, at_last) if instant]
    return max(alert.at + SETTLING_DOWN, min(known)) if known else None


CONTESTING: Process[Any] = Process(
    name="contesting",
    version=1,
    contexts=frozenset({"booking", "payment"}),
    keys=by("booking_id", "package_id"),
    state=Case,
    start=lambda booking_id: Case(History(booking_id)),
    evolve=evolve,
    decide=decide,
    acts=(SubmitEvidence, ReadDispute),
    perform=perform,
)
