"""What the tutor's money means: transferred, come back, owed, kept back, paid out.

What is payable was posted when it was decided on the booking. Here it leaves: a transfer brings it
to where it is paid out from, a payout to the tutor. What they owe is posted by the debt alone, and
not once more by the share it comes of or was kept back from.
"""

from typing import assert_never

from domain.debt.events import DebtEvent, DebtIncurred, DebtRecovered
from domain.earning.events import (
    EarningEvent,
    EarningReversed,
    EarningTransferred,
    TransferFailed,
)
from domain.ledger.accounts import Account
from domain.ledger.posting import NOTHING, Entry, moved
from domain.payout.events import PayoutEvent, PayoutFailed, PayoutPaid
from domain.shared.money import Money


def of_earning(fact: EarningEvent) -> Entry:
    """This is what the fact posts; what a provider takes back of its own word is taken back."""
    match fact:
        case EarningTransferred():
            return _transferred(fact.amount)
        case TransferFailed():
            return _transferred(-fact.undone)
        case EarningReversed():
            return _transferred(-fact.amount)
        case _:
            return NOTHING


def of_debt(fact: DebtEvent) -> Entry:
    """This is what the fact posts."""
    match fact:
        case DebtIncurred():
            return _owed(fact.amount)
        case DebtRecovered():
            return _owed(-fact.amount)
        case _:
            assert_never(fact)


def of_payout(fact: PayoutEvent) -> Entry:
    """This is what the fact posts; a bank may send back what had arrived."""
    match fact:
        case PayoutPaid():
            return _paid_out(fact.amount)
        case PayoutFailed():
            return _paid_out(-fact.undone)
        case _:
            return NOTHING


def _transferred(amount: Money) -> Entry:
    return moved(amount, to=Account.PAYOUTS, out_of=Account.PROVIDER_BALANCE)


def _owed(amount: Money) -> Entry:
    return moved(amount, to=Account.TUTOR_DEBT, out_of=Account.TUTOR_PAYABLE)


def _paid_out(amount: Money) -> Entry:
    return moved(amount, to=Account.TUTOR_PAYABLE, out_of=Account.PAYOUTS)
