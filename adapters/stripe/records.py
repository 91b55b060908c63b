"""What Stripe has on record, read anew: payments, disputes, payouts, and its books."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from adapters.stripe.answering import key_of, reading
from adapters.stripe.intents import (
    amount_of,
    booked,
    capture_before,
    charge_of,
    failure,
    given_back,
    instant,
    moment,
)
from adapters.stripe.payments import BOOKED
from adapters.stripe.speaking import Speaking
from application.ports_money import (
    DisputeStatus,
    MovementKind,
    PaymentStatus,
    PayoutStatus,
    ProviderDispute,
    ProviderMovement,
    ProviderPayment,
    ProviderPayout,
    ProviderRefund,
)
from domain.shared.currency import from_provider, nearest_from_provider
from domain.shared.money import Money

PAYMENTS: Final[Mapping[str, PaymentStatus]] = {
    "requires_payment_method": "action",
    "requires_confirmation": "action",
    "requires_action": "action",
    "processing": "action",
    "requires_capture": "reserved",
    "succeeded": "taken",
    "canceled": "voided",
}
DISPUTES: Final[Mapping[str, DisputeStatus]] = {
    "won": "won",
    "warning_closed": "won",
    "lost": "lost",
    "prevented": "lost",
}
"""Ends of disputes; all other states are open. A prevented one went back to the student."""

PAYOUTS: Final[Mapping[str, PayoutStatus]] = {
    "pending": "pending",
    "in_transit": "pending",
    "paid": "paid",
    "failed": "failed",
    "canceled": "cancelled",
}
REFUNDS_FAILED: Final = frozenset({"failed", "canceled"})
MOVEMENTS: Final[Mapping[str, MovementKind]] = {
    "charge": MovementKind.PAYMENT,
    "payment": MovementKind.PAYMENT,
    "refund": MovementKind.REFUND,
    "payment_refund": MovementKind.REFUND,
    "refund_failure": MovementKind.REFUND,
    "payment_failure_refund": MovementKind.REFUND,
    "transfer": MovementKind.TRANSFER,
    "transfer_refund": MovementKind.REVERSAL,
    "transfer_cancel": MovementKind.REVERSAL,
    "transfer_failure": MovementKind.REVERSAL,
    "payout": MovementKind.PAYOUT,
    "payout_cancel": MovementKind.PAYOUT,
    "payout_failure": MovementKind.PAYOUT,
    "stripe_fee": MovementKind.FEE,
}
OF_DISPUTES: Final = frozenset({"dispute", "dispute_reversal"})


class StripeRecords(Speaking):
    """This is what Stripe has on record."""

    def payment(self, reference: str) -> ProviderPayment:
        """This is a payment, as of now."""
        with reading():
            intent = self._stripe.v1.payment_intents.retrieve(reference, {"expand": [BOOKED]})
        charge, status = charge_of(intent), PAYMENTS[intent.status]
        line, of = booked(charge), intent.currency
        why = failure(intent)
        return ProviderPayment(
            reference=reference,
            status="failed" if why and status == "action" else status,
            amount=amount_of(intent),
            taken=from_provider(intent.amount_received, of),
            refunded=from_provider(given_back(charge) if status == "taken" else 0, of),
            occurred_at=moment(intent),
            capture_before=capture_before(intent),
            reason=_reason(intent, why),
            fee=nearest_from_provider(line.fee, line.currency) if line else None,
            group=key_of(intent, "payment_id"),
        )

    def dispute(self, reference: str) -> ProviderDispute:
        """This is a dispute, as of now; an inquiry has taken nothing yet."""
        with reading():
            found = self._stripe.v1.disputes.retrieve(reference)
        lines = found.balance_transactions
        status = DISPUTES.get(found.status, "open")
        withdrawn = sum(-line.amount for line in lines if line.amount < 0)
        due = found.evidence_details.due_by
        return ProviderDispute(
            reference=reference,
            payment=str(found.payment_intent),
            status=status,
            amount=from_provider(found.amount if withdrawn else 0, found.currency),
            fee=_in_books(sum(line.fee for line in lines), lines, found.currency),
            reason=found.reason,
            evidence_due_by=instant(due) if due else None,
            occurred_at=instant(found.created) if status == "open" else self._clock.now(),
        )

    def given_back(self, reference: str) -> ProviderRefund:
        """This is a refund, as of now."""
        with reading():
            found = self._stripe.v1.refunds.retrieve(
                reference, {"expand": ["failure_balance_transaction"]}
            )
        # Stripe leaves both out until there is something to say.
        back: Any = getattr(found, "failure_balance_transaction", None)
        why = getattr(found, "failure_reason", None) or "refund_failed"
        is_failed = found.status in REFUNDS_FAILED
        return ProviderRefund(
            reference=reference,
            key=key_of(found),
            is_failed=is_failed,
            reason=why if is_failed else "",
            occurred_at=instant(back.created if is_failed and back else found.created),
        )

    def payout(self, account: str, reference: str) -> ProviderPayout:
        """This is a payout, as of now."""
        with reading():
            found = self._stripe.v1.payouts.retrieve(
                reference,
                {"expand": ["failure_balance_transaction"]},
                {"stripe_account": account},
            )
        status = PAYOUTS[found.status]
        return ProviderPayout(
            reference=reference,
            status=status,
            amount=from_provider(found.amount, found.currency),
            reason=found.failure_code or "",
            occurred_at=_moment_of_payout(found, status),
        )

    def movements(self, since: datetime) -> Iterator[ProviderMovement]:
        """This is every change of the platform's balance from then on, the newest first."""
        asked: Any = {
            "created": {"gte": int(since.timestamp())},
            "limit": 100,
            "expand": ["data.source"],
        }
        with reading():
            for line in self._stripe.v1.balance_transactions.list(asked).auto_paging_iter():
                yield _movement(line)


def _reason(intent: Any, why: str) -> str:
    """This is why a payment is where it is, where that needs a reason."""
    if intent.status == "canceled":
        told = intent.cancellation_reason or ""
        return "reservation_lapsed" if told == "automatic" else told
    return "" if intent.status == "succeeded" else why


def _movement(line: Any) -> ProviderMovement:
    kind = MOVEMENTS.get(line.type, MovementKind.OTHER)
    if line.reporting_category in OF_DISPUTES:
        kind = MovementKind.DISPUTE
    return ProviderMovement(
        reference=line.id,
        kind=kind,
        amount=nearest_from_provider(line.amount, line.currency),
        fee=nearest_from_provider(line.fee, line.currency),
        source=_source(line),
        occurred_at=instant(line.created),
    )


def _source(line: Any) -> str:
    """This is what we know the cause by: of a charge its intent."""
    source = line.source
    if source is None or isinstance(source, str):
        return source or ""
    return (
        str(getattr(source, "payment_intent", None) or source.id)
        if (source.object == "charge")
        else str(source.id)
    )


def _in_books(counted: int, lines: Any, currency: str) -> Money:
    """This is an amount of those lines, in the currency of the books."""
    return nearest_from_provider(counted, lines[0].currency if lines else currency)


def _moment_of_payout(found: Any, status: PayoutStatus) -> datetime:
    if status == "paid":
        return instant(found.arrival_date)
    failed = found.failure_balance_transaction
    return instant(failed.created if failed else found.created)
