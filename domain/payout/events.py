"""What can happen to the money a tutor is paid out: from the provider to their bank.

`occurred_at` is the provider's time, all others are ours. Paid out is Σ paid − Σ undone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.money import Money
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Code, Identity, Reference


class HoldReason(StrEnum):
    """This is why a payout waits."""

    NO_PAYOUT_ACCOUNT = "no_payout_account"


class CancelReason(StrEnum):
    """This is why a payout is not made; what is left of its amount is there for the next one."""

    PAYOUT_ACCOUNT_CHANGED = "payout_account_changed"
    SHARE_CALLED_BACK = "share_called_back"


@dataclass(frozen=True, slots=True)
class Part:
    """This is what a payout has of one booking, in minor units; below zero what had to come back.

    A share that was paid out and reversed afterwards lacks in the payouts that follow.
    """

    booking_id: Identity
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPayout(Fact):
    """This is what every fact of a payout says: whose, which one, and how much."""

    tutor_id: PersonId
    payout_id: Identity
    amount: Money


@fact("payout.requested.v1")
class PayoutRequested(OfPayout):
    """The amount, made of the parts, is to be paid out."""

    parts: tuple[Part, ...]
    requested_at: datetime


@fact("payout.held.v1")
class PayoutHeld(OfPayout):
    """The payout waits; it is tried again once the reason is gone."""

    reason: HoldReason
    held_at: datetime


@fact("payout.released.v1")
class PayoutReleased(OfPayout):
    """Nothing stands in its way, so the amount leaves for that account."""

    payout_account: Annotated[str, Personal("tutor_id", Category.BILLING)]
    released_at: datetime


@fact("payout.cancelled.v1")
class PayoutCancelled(OfPayout):
    """The payout is not made; its parts are there for the next one."""

    parts: tuple[Part, ...]
    reason: CancelReason
    cancelled_at: datetime


@fact("payout.sent.v1")
class PayoutSent(OfPayout):
    """The provider sent the amount to the tutor's bank, which has not answered yet."""

    reference: Reference
    occurred_at: datetime


@fact("payout.paid.v1")
class PayoutPaid(OfPayout):
    """The amount is with the tutor's bank."""

    reference: Reference
    occurred_at: datetime


@fact("payout.failed.v1")
class PayoutFailed(OfPayout):
    """The amount did not arrive.

    `undone` of it had counted as paid until now.
    """

    parts: tuple[Part, ...]
    reason: Code
    undone: Money
    occurred_at: datetime


PayoutEvent = (
    PayoutRequested
    | PayoutHeld
    | PayoutReleased
    | PayoutCancelled
    | PayoutSent
    | PayoutPaid
    | PayoutFailed
)
