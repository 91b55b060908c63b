"""What the facts of a payment have said so far, as the process of its booking sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.payment import events as payment
from domain.payment.events import RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class RefundSeen:
    """This is a refund that was asked for; `failed_at` is when the provider refused it."""

    refund_id: str
    amount: Money
    reason: RefundReason
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """This is what the payment's own facts have said so far."""

    is_requested: bool = False
    authorised: Money | None = None
    captured: Money | None = None
    is_declined: bool = False
    is_capture_requested: bool = False
    is_capture_failed: bool = False
    is_abandoned: bool = False
    refunds: tuple[RefundSeen, ...] = ()

    def has_refund(self, refund_id: str) -> bool:
        """This is true when a refund of that name was asked for."""
        return any(refund.refund_id == refund_id for refund in self.refunds)


NOTHING_SEEN = PaymentSeen()
"""This is what is known before the first fact."""


def after(seen: PaymentSeen, fact: Fact) -> PaymentSeen:
    """This is what is known after the fact."""
    match fact:
        case payment.PaymentRequested():
            return replace(seen, is_requested=True)
        case payment.PaymentAuthorised():
            return replace(seen, authorised=fact.amount)
        case payment.PaymentCaptured():
            return replace(seen, captured=fact.amount)
        case payment.PaymentDeclined():
            return replace(seen, is_declined=True)
        case payment.CaptureRequested():
            return replace(seen, is_capture_requested=True)
        case payment.CaptureFailed():
            return replace(seen, is_capture_failed=True)
        case _:
            return _going_back(seen, fact)


def _going_back(seen: PaymentSeen, fact: Fact) -> PaymentSeen:
    match fact:
        case payment.PaymentAbandoned():
            # Abandoning asks for all that is still here, also for what failed to go back.
            mended = _with_failure(seen, lambda _: True, None)
            return replace(mended, is_abandoned=True)
        case payment.RefundRequested():
            asked = RefundSeen(fact.refund_id, fact.amount, fact.reason)
            return replace(seen, refunds=(*seen.refunds, asked))
        case payment.RefundFailed():
            return _with_failure(seen, lambda one: one == fact.refund_id, fact.occurred_at)
        case payment.PaymentRefunded():
            return _with_failure(seen, lambda one: one == fact.refund_id, None)
        case _:
            return seen


def _with_failure(
    seen: PaymentSeen, concerns: Callable[[str], bool], failed_at: datetime | None
) -> PaymentSeen:
    refunds = (
        replace(refund, failed_at=failed_at) if concerns(refund.refund_id) else refund
        for refund in seen.refunds
    )
    return replace(seen, refunds=tuple(refunds))
