"""What the provider's answers make of a tutor's share.

Answers may come twice, late and in any order. What says nothing new is not recorded; what repeats
the known outcome at a later time is recorded as just that. Once a movement is answered, what has
become too much meanwhile is asked back in the same step.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.earning.aggregate import Earning
from domain.earning.events import (
    EarningEvent,
    EarningReversed,
    EarningTransferred,
    ReversalFailed,
    TransferFailed,
    TransferOutcomeRepeated,
)
from domain.earning.movements import Movement, Outcome, transfer_in
from domain.shared.errors import NotFound


class ThereIsNoSuchTransfer(NotFound):
    """No transfer of that name was ever asked for."""


class ThereIsNoSuchReversal(NotFound):
    """No reversal of that name was ever asked for."""


def record_transfer(
    earning: Earning, transfer_id: str, reference: str, at: datetime, now: datetime
) -> Sequence[EarningEvent]:
    """This notes that the provider moved the amount to the tutor."""
    asked = _transfer(earning, transfer_id)
    done = EarningTransferred(
        **earning.about(),
        transfer_id=transfer_id,
        reference=reference,
        amount=earning.money(asked.minor),
        occurred_at=at,
    )
    return _news(earning, asked, done, now)


def record_transfer_failure(
    earning: Earning, transfer_id: str, reason: str, at: datetime, now: datetime
) -> Sequence[EarningEvent]:
    """This notes that the provider did not move the amount."""
    asked = _transfer(earning, transfer_id)
    undone = asked.minor if asked.outcome is Outcome.DONE else 0
    failed = TransferFailed(
        **earning.about(),
        transfer_id=transfer_id,
        amount=earning.money(asked.minor),
        reason=reason,
        undone=earning.money(undone),
        occurred_at=at,
    )
    return _news(earning, asked, failed, now)


def record_reversal(
    earning: Earning, reversal_id: str, reference: str, at: datetime, now: datetime
) -> Sequence[EarningEvent]:
    """This notes that the amount came back."""
    asked = _reversal(earning, reversal_id)
    if asked.outcome is not Outcome.ASKED:
        return ()
    done = EarningReversed(
        **earning.about(),
        reversal_id=reversal_id,
        reference=reference,
        amount=earning.money(asked.minor),
        occurred_at=at,
    )
    return earning.settled_up((done,), now)


def record_reversal_failure(
    earning: Earning, reversal_id: str, reason: str, at: datetime, now: datetime
) -> Sequence[EarningEvent]:
    """This notes that the amount did not come back, so that the tutor owes it."""
    asked = _reversal(earning, reversal_id)
    if asked.outcome is not Outcome.ASKED:
        return ()
    failed = ReversalFailed(
        **earning.about(),
        reversal_id=reversal_id,
        amount=earning.money(asked.minor),
        reason=reason,
        occurred_at=at,
    )
    return earning.settled_up((failed,), now)


def _transfer(earning: Earning, transfer_id: str) -> Movement:
    asked = earning.movements.find(transfer_id)
    if asked is None:
        raise ThereIsNoSuchTransfer
    return asked


def _reversal(earning: Earning, reversal_id: str) -> Movement:
    asked = earning.movements.find_reversal(reversal_id)
    if asked is None:
        raise ThereIsNoSuchReversal
    return asked


def _news(
    earning: Earning, known: Movement, fact: EarningTransferred | TransferFailed, now: datetime
) -> Sequence[EarningEvent]:
    """This is the fact, with what follows; or that it repeats what is known, if it does later."""
    report = transfer_in(fact)
    if report.weight <= known.weight:
        return ()
    if report.outcome is not known.outcome:
        return earning.settled_up((fact,), now)
    return (
        TransferOutcomeRepeated(
            **earning.about(),
            transfer_id=known.name,
            amount=fact.amount,
            is_done=report.outcome is Outcome.DONE,
            occurred_at=report.at,
        ),
    )
