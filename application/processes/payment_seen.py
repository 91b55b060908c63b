"""What the facts of a payment have said so far, as the process of its booking sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from domain.payment import disputes
from domain.payment import events as payment
from domain.payment.dispute_events import DisputeEvent, PaymentDisputeClosed
from domain.payment.disputes import Disputes, Ending
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
class Reservation:
    """This is what is reserved, until when, and whether it was asked for anew already."""

    reference: str
    until: datetime | None
    is_renewed: bool = False


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """This is what the payment's own facts have said so far."""

    is_requested: bool = False
    authorised: Money | None = None
    reservations: tuple[Reservation, ...] = ()
    renewals: int = 0
    captured: Money | None = None
    is_declined: bool = False
    is_capture_requested: bool = False
    is_capture_failed: bool = False
    is_abandoned: bool = False
    refunds: tuple[RefundSeen, ...] = ()
    disputes: Disputes = ()

    @property
    def is_disputed(self) -> bool:
        """This is true while the student's bank has not decided."""
        return any(one.ending is Ending.OPEN for one in self.disputes)

    @property
    def closings(self) -> int:
        """This is how often the student's bank has decided."""
        return sum(one.ending is not Ending.OPEN for one in self.disputes)

    @property
    def is_lost(self) -> bool:
        """This is true when the bank has decided for the student."""
        return any(one.ending is Ending.LOST for one in self.disputes)

    @property
    def lost_minor(self) -> int:
        """This is what the bank gave back to the student, for good."""
        return disputes.minor_of(self.disputes, Ending.LOST)

    @property
    def asked_back_minor(self) -> int:
        """This is what we gave back, or asked the provider to."""
        return sum(one.amount.minor for one in self.refunds if one.failed_at is None)

    @property
    def lapsing(self) -> Reservation | None:
        """This is the newest reservation, if it has an end and was not renewed."""
        newest = self.reservations[-1] if self.reservations else None
        return None if newest is None or newest.is_renewed or newest.until is None else newest

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
            anew = Reservation(fact.reference, fact.capture_before)
            reservations = (*_without(seen, fact.reference), anew)
            return replace(
                seen, authorised=fact.amount, reservations=reservations, is_declined=False
            )
        case payment.RenewalRequested():
            return _renewed(seen, fact.reference)
        case payment.PaymentCaptured():
            return replace(seen, captured=fact.amount)
        case payment.PaymentDeclined():
            # A renewal that is declined leaves what it should have renewed.
            left = _without(seen, fact.reference)
            return replace(seen, reservations=left, is_declined=not left)
        case payment.CaptureRequested():
            return replace(seen, is_capture_requested=True)
        case payment.CaptureFailed():
            return replace(seen, is_capture_failed=True)
        case _:
            return _going_back(seen, fact)


def _without(seen: PaymentSeen, reference: str) -> tuple[Reservation, ...]:
    return tuple(one for one in seen.reservations if one.reference != reference)


def _renewed(seen: PaymentSeen, reference: str) -> PaymentSeen:
    reservations = (
        replace(one, is_renewed=True) if one.reference == reference else one
        for one in seen.reservations
    )
    return replace(seen, reservations=tuple(reservations), renewals=seen.renewals + 1)


def _going_back(seen: PaymentSeen, fact: Fact) -> PaymentSeen:
    match fact:
        case payment.PaymentAbandoned():
            return _all_asked_back(replace(seen, is_abandoned=True))
        case payment.RefundRequested():
            asked = RefundSeen(fact.refund_id, fact.amount, fact.reason)
            return replace(seen, refunds=(*seen.refunds, asked))
        case payment.RefundFailed():
            return _with_failure(seen, lambda one: one == fact.refund_id, fact.occurred_at)
        case payment.PaymentRefunded():
            return _with_failure(seen, lambda one: one == fact.refund_id, None)
        case _ if isinstance(fact, DisputeEvent):
            return _disputed(seen, fact)
        case _:
            return seen


def _disputed(seen: PaymentSeen, fact: DisputeEvent) -> PaymentSeen:
    known = replace(seen, disputes=disputes.after(seen.disputes, fact))
    is_over = isinstance(fact, PaymentDisputeClosed) and not known.is_disputed
    return _all_asked_back(known) if is_over and seen.is_abandoned else known


def _all_asked_back(seen: PaymentSeen) -> PaymentSeen:
    """This is once the payment itself asks for all that is still here, also for what failed."""
    return _with_failure(seen, lambda _: True, None)


def _with_failure(
    seen: PaymentSeen, concerns: Callable[[str], bool], failed_at: datetime | None
) -> PaymentSeen:
    refunds = (
        replace(refund, failed_at=failed_at) if concerns(refund.refund_id) else refund
        for refund in seen.refunds
    )
    return replace(seen, refunds=tuple(refunds))
