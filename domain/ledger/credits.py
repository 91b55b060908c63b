"""What credits mean in money: paid for in advance, and then for a lesson, or given back.

Ordering a package posts nothing: until it is paid nobody owes anything.
"""

from domain.credit.events import (
    CreditEvent,
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    PackageDisputeClosed,
)
from domain.ledger.accounts import Account
from domain.ledger.posting import NOTHING, Entry, moved
from domain.shared.money import Money


def of_credit(fact: CreditEvent) -> Entry:
    """This is what the fact posts.

    A lesson's price is owed and held like any other; redeeming a credit is what pays it.
    """
    match fact:
        case CreditsBought():
            return _stored(fact.amount)
        case CreditRedeemed():
            return _stored(-fact.value)
        case CreditReturned():
            return _stored(fact.value)
        case CreditsRefundAsked() | PackageDisputeClosed():
            return _stored(-fact.amount)
        case _:
            return NOTHING


def _stored(amount: Money) -> Entry:
    return moved(amount, to=Account.STUDENT_RECEIVABLE, out_of=Account.CREDITS)
