"""One share of the tests: Anna earns 27.00 EUR of a booking that Ben paid."""

from datetime import datetime
from typing import Final

from domain.earning.aggregate import About
from domain.earning.events import (
    EarningDecided,
    EarningFrozen,
    EarningHeld,
    EarningReversed,
    EarningTransferred,
    EarningUnfrozen,
    EarningWithheld,
    FreezeReason,
    Ground,
    HoldReason,
    ReversalFailed,
    ReversalRequested,
    TransferFailed,
    TransferRequested,
)
from domain.earning.standing import Share
from domain.shared.money import Money
from tests.support.calendar import MONDAY, TUESDAY, minutes
from tests.support.people import ANNA

ABOUT: Final = About(booking_id="b1", tutor_id=ANNA, payment_id="of-b1")
NET: Final = 2700
LATER: Final = MONDAY + minutes(5)
LATER_STILL: Final = MONDAY + minutes(10)


def euro(minor: int) -> Money:
    """This is so many cents."""
    return Money(minor, "EUR")


def share(minor: int = NET, at: datetime = MONDAY, ground: Ground = Ground.SETTLED) -> Share:
    """This is what somebody decided to be Anna's."""
    return Share(euro(minor), ground, at)


def decided(
    minor: int = NET, at: datetime = MONDAY, ground: Ground = Ground.SETTLED
) -> EarningDecided:
    """This is the same as a fact."""
    return EarningDecided(**ABOUT, net=euro(minor), ground=ground, decided_at=at)


def frozen(reason: FreezeReason = FreezeReason.DISPUTE, at: datetime = TUESDAY) -> EarningFrozen:
    """This is a share that is nobody's."""
    return EarningFrozen(**ABOUT, reason=reason, at=at)


def unfrozen(
    reason: FreezeReason = FreezeReason.DISPUTE, at: datetime = TUESDAY
) -> EarningUnfrozen:
    """This is a share that is hers again."""
    return EarningUnfrozen(**ABOUT, reason=reason, at=at)


HELD: Final = EarningHeld(**ABOUT, reason=HoldReason.NO_PAYOUT_ACCOUNT, held_at=LATER)


def requested(
    minor: int = NET, transfer_id: str = "until-2700", source: str | None = "pi"
) -> TransferRequested:
    """This is a transfer asked for."""
    return TransferRequested(
        **ABOUT,
        transfer_id=transfer_id,
        amount=euro(minor),
        payout_account="acct",
        source=source,
        requested_at=LATER,
    )


def transferred(
    minor: int = NET, transfer_id: str = "until-2700", at: datetime = LATER
) -> EarningTransferred:
    """This is a transfer made; its reference tells its name."""
    return EarningTransferred(
        **ABOUT,
        transfer_id=transfer_id,
        reference=f"tr-{transfer_id}",
        amount=euro(minor),
        occurred_at=at,
    )


def failed(
    transfer_id: str = "until-2700", at: datetime = LATER, undone: int = 0, minor: int = NET
) -> TransferFailed:
    """This is a transfer refused."""
    return TransferFailed(
        **ABOUT,
        transfer_id=transfer_id,
        amount=euro(minor),
        reason="not_payable",
        undone=euro(undone),
        occurred_at=at,
    )


def back_requested(
    minor: int = NET,
    reversal_id: str = "until-2700",
    of: str = "until-2700",
    reason: str = "dispute",
) -> ReversalRequested:
    """This is a transfer, or part of it, asked back."""
    return ReversalRequested(
        **ABOUT,
        reversal_id=reversal_id,
        reference=f"tr-{of}",
        amount=euro(minor),
        reason=reason,
        requested_at=LATER_STILL,
    )


def reversed_(minor: int = NET, reversal_id: str = "until-2700") -> EarningReversed:
    """This is what came back."""
    return EarningReversed(
        **ABOUT,
        reversal_id=reversal_id,
        reference="trr",
        amount=euro(minor),
        occurred_at=LATER_STILL,
    )


def lost(minor: int = NET, reversal_id: str = "until-2700") -> ReversalFailed:
    """This is what did not come back."""
    return ReversalFailed(
        **ABOUT,
        reversal_id=reversal_id,
        amount=euro(minor),
        reason="insufficient_funds",
        occurred_at=LATER_STILL,
    )


def withheld(minor: int) -> EarningWithheld:
    """This is what was kept back for a debt."""
    return EarningWithheld(**ABOUT, amount=euro(minor), withheld_at=LATER)
