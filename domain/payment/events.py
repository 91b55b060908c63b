"""What can happen to the payment of one booking attempt, or of one package of lessons.

`reference` is always the provider's own name of what it did. `occurred_at` is the provider's
time and decides which of two contradicting reports counts; `requested_at` is ours. `fee`,
`fee_given_back`, `undone`, `redone` and `fee_undone` say by how much something changed, so that
adding up the facts of a stream gives what there is: taken = Σ captured − Σ undone by a decline or
a failed capture; refunded = Σ refunded − Σ undone by a failed refund; the fee likewise; on its way
back = Σ refund requested + Σ redone − Σ refunded − Σ (amount − undone) of a failed refund. What a
student's bank takes back by itself stands in `dispute_events.py`.
"""

from datetime import datetime
from enum import StrEnum

from domain.payment.dispute_events import DisputeEvent
from domain.payment.terms import OfPayment
from domain.shared.event import fact
from domain.shared.money import Money
from domain.shared.text import Code, Identity, Reference


class Deed(StrEnum):
    """This is what a provider can do with money."""

    RESERVE = "reserve"
    TAKE = "take"
    RELEASE = "release"
    GIVE_BACK = "give_back"


class Action(StrEnum):
    """This is what a payment waits for before the provider can reserve or take anything."""

    CONFIRM = "confirm"
    REDIRECT = "redirect"
    METHOD = "method"
    WAIT = "wait"


class RefundReason(StrEnum):
    """This is why money goes back to the student."""

    CANCELLATION = "cancellation"
    NO_SHOW = "no_show"
    RESOLUTION = "resolution"
    LATE_PAYMENT = "late_payment"
    WAIVER = "waiver"
    UNUSED = "unused"
    GOODWILL = "goodwill"


@fact("payment.requested.v1")
class PaymentRequested(OfPayment):
    """Something is to be paid: at once, or by reserving the amount first."""

    amount: Money
    fee: Money
    fee_basis_points: int
    capture: bool
    requested_at: datetime


@fact("payment.action_required.v1")
class PaymentActionRequired(OfPayment):
    """The provider has the payment, and waits for the student or for a bank."""

    reference: Reference
    amount: Money
    kind: Action
    occurred_at: datetime


@fact("payment.authorised.v1")
class PaymentAuthorised(OfPayment):
    """The provider reserved the amount; nothing is taken yet.

    It can be taken until `capture_before`.
    """

    reference: Reference
    amount: Money
    capture_before: datetime | None
    occurred_at: datetime


@fact("payment.renewal_requested.v1")
class RenewalRequested(OfPayment):
    """The reservation will lapse before it is decided; it is to be made anew, of a kept card."""

    renewal_id: Identity
    reference: Reference
    amount: Money
    requested_at: datetime


@fact("payment.declined.v1")
class PaymentDeclined(OfPayment):
    """The provider refused the payment.

    `undone` had counted as taken until now.
    """

    reference: Reference
    amount: Money
    reason: Code
    undone: Money
    fee_undone: Money
    occurred_at: datetime


@fact("payment.capture_requested.v1")
class CaptureRequested(OfPayment):
    """The reserved amount is to be taken."""

    reference: Reference
    amount: Money
    requested_at: datetime


@fact("payment.captured.v1")
class PaymentCaptured(OfPayment):
    """The provider took the amount; the fee in it is the platform's."""

    reference: Reference
    amount: Money
    fee: Money
    occurred_at: datetime


@fact("payment.capture_failed.v1")
class CaptureFailed(OfPayment):
    """The provider did not take the reserved amount.

    `undone` had counted as taken until now.
    """

    reference: Reference
    amount: Money
    reason: Code
    undone: Money
    fee_undone: Money
    occurred_at: datetime


@fact("payment.abandoned.v1")
class PaymentAbandoned(OfPayment):
    """Nobody waits for this payment any more: what is or will be reserved or taken goes back."""

    requested_at: datetime


@fact("payment.void_requested.v1")
class VoidRequested(OfPayment):
    """The reservation is to be given back untouched."""

    reference: Reference
    amount: Money
    requested_at: datetime


@fact("payment.voided.v1")
class PaymentVoided(OfPayment):
    """The provider gave the reservation back; the student was charged nothing."""

    reference: Reference
    amount: Money
    occurred_at: datetime


@fact("payment.void_failed.v1")
class VoidFailed(OfPayment):
    """The provider did not give the reservation back; it lapses, or was taken meanwhile."""

    reference: Reference
    amount: Money
    reason: Code
    occurred_at: datetime


@fact("payment.refund_requested.v1")
class RefundRequested(OfPayment):
    """Part or all of what was taken is to go back to the student."""

    refund_id: Identity
    reference: Reference
    amount: Money
    reason: RefundReason
    requested_at: datetime


@fact("payment.refunded.v1")
class PaymentRefunded(OfPayment):
    """The provider gave the amount back, part of it out of the platform's fee.

    `redone` had counted as failed until now.
    """

    refund_id: Identity
    reference: Reference
    amount: Money
    reason_asked: RefundReason
    redone: Money
    fee_given_back: Money
    occurred_at: datetime


@fact("payment.refund_failed.v1")
class RefundFailed(OfPayment):
    """The provider did not give the amount back.

    `undone` had counted as refunded until now.
    """

    refund_id: Identity
    amount: Money
    reason: Code
    reason_asked: RefundReason
    undone: Money
    fee_undone: Money
    occurred_at: datetime


@fact("payment.outcome_repeated.v1")
class OutcomeRepeated(OfPayment):
    """The provider said again, later in its own time, what was known; no money moved."""

    deed: Deed
    key: Reference
    amount: Money
    is_done: bool
    occurred_at: datetime


@fact("payment.provider_fee_noted.v1")
class ProviderFeeNoted(OfPayment):
    """The provider keeps a fee of its own for what stands under the reference.

    For a dispute it may keep more later, or give some of it back: then this is the difference.
    """

    reference: Reference
    fee: Money
    occurred_at: datetime


PaymentEvent = (
    PaymentRequested
    | PaymentActionRequired
    | PaymentAuthorised
    | RenewalRequested
    | PaymentDeclined
    | CaptureRequested
    | PaymentCaptured
    | CaptureFailed
    | PaymentAbandoned
    | VoidRequested
    | PaymentVoided
    | VoidFailed
    | RefundRequested
    | PaymentRefunded
    | RefundFailed
    | OutcomeRepeated
    | ProviderFeeNoted
    | DisputeEvent
)
