"""What can happen to the tutor's share of one booking.

What is due was decided on the booking; what has moved is told here. `occurred_at` is the
provider's time, all others are ours. Adding up the facts of a stream gives what has moved:
Σ transferred − Σ undone by a failed transfer − Σ reversed + Σ withheld − what became a debt,
by a failed reversal or by `EarningOwed`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Reference


class Ground(StrEnum):
    """This is what a tutor's share was decided on."""

    SETTLED = "settled"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    WAIVED = "waived"
    RESOLVED = "resolved"
    DISPUTE_LOST = "dispute_lost"


class FreezeReason(StrEnum):
    """This is why a share moves nowhere for a while."""

    PROBLEM = "problem"
    DISPUTE = "dispute"
    MISMATCH = "mismatch"


class HoldReason(StrEnum):
    """This is why a transfer that is due cannot be made."""

    NO_PAYOUT_ACCOUNT = "no_payout_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEarning(Fact):
    """This is what every fact of an earning says: of which booking, whose, paid with what."""

    booking_id: Identity
    tutor_id: PersonId
    payment_id: Identity


@fact("earning.decided.v1")
class EarningDecided(OfEarning):
    """It is decided what is the tutor's of this booking, in place of anything before."""

    net: Money
    ground: Ground
    decided_at: datetime


@fact("earning.frozen.v1")
class EarningFrozen(OfEarning):
    """The share is nobody's until something is cleared; what is with the tutor comes back."""

    reason: FreezeReason
    at: datetime


@fact("earning.unfrozen.v1")
class EarningUnfrozen(OfEarning):
    """What had frozen the share is cleared."""

    reason: FreezeReason
    at: datetime


@fact("earning.held.v1")
class EarningHeld(OfEarning):
    """A transfer is due and cannot be made; it is tried again once the reason is gone."""

    reason: HoldReason
    held_at: datetime


@fact("earning.transfer_requested.v1")
class TransferRequested(OfEarning):
    """The amount is to go to the tutor's payout account: out of the payment, or of our own."""

    transfer_id: Identity
    amount: Money
    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)]
    source: Reference | None
    requested_at: datetime


@fact("earning.transferred.v1")
class EarningTransferred(OfEarning):
    """The provider moved the amount to the tutor's payout account."""

    transfer_id: Identity
    reference: Reference
    amount: Money
    occurred_at: datetime


@fact("earning.transfer_failed.v1")
class TransferFailed(OfEarning):
    """The provider did not move the amount.

    `undone` had counted as transferred until now.
    """

    transfer_id: Identity
    amount: Money
    reason: Code
    undone: Money
    occurred_at: datetime


@fact("earning.transfer_outcome_repeated.v1")
class TransferOutcomeRepeated(OfEarning):
    """The provider said again, later in its own time, what was known; no money moved."""

    transfer_id: Identity
    amount: Money
    is_done: bool
    occurred_at: datetime


@fact("earning.reversal_requested.v1")
class ReversalRequested(OfEarning):
    """The amount is to come back out of the transfer that the reference names."""

    reversal_id: Identity
    reference: Reference
    amount: Money
    reason: Code
    requested_at: datetime


@fact("earning.reversed.v1")
class EarningReversed(OfEarning):
    """The provider took the amount back from the tutor's payout account."""

    reversal_id: Identity
    reference: Reference
    amount: Money
    occurred_at: datetime


@fact("earning.reversal_failed.v1")
class ReversalFailed(OfEarning):
    """The provider did not get the amount back, so the tutor owes it from now on."""

    reversal_id: Identity
    amount: Money
    reason: Code
    occurred_at: datetime


@fact("earning.withheld.v1")
class EarningWithheld(OfEarning):
    """Part of what is due was kept back for a debt of the tutor's, and counts as paid to them."""

    amount: Money
    withheld_at: datetime


@fact("earning.owed.v1")
class EarningOwed(OfEarning):
    """What had been kept back is not the tutor's any more, so the debt it paid is open again."""

    amount: Money
    reason: Code
    owed_at: datetime


DecisionEvent = EarningDecided | EarningFrozen | EarningUnfrozen | EarningHeld
MovementEvent = (
    TransferRequested
    | EarningTransferred
    | TransferFailed
    | TransferOutcomeRepeated
    | ReversalRequested
    | EarningReversed
    | ReversalFailed
    | EarningWithheld
    | EarningOwed
)
EarningEvent = DecisionEvent | MovementEvent
