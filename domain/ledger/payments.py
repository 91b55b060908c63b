"""What a payment means in money: taken from the student, given back, or taken back by a bank."""

from domain.ledger.accounts import Account
from domain.ledger.posting import NOTHING, Entry, moved
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import (
    CaptureFailed,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentRefunded,
    ProviderFeeNoted,
    RefundFailed,
    RefundReason,
    RefundRequested,
)
from domain.shared.money import Money


def of_payment(fact: PaymentEvent) -> Entry:
    """This is what the fact posts; what a provider takes back of its own word is taken back."""
    match fact:
        case PaymentCaptured():
            return _paid(fact.amount)
        case PaymentDeclined() | CaptureFailed():
            return _paid(-fact.undone)
        case RefundRequested():
            return _asked_back(fact.amount, fact.reason)
        case PaymentRefunded():
            return (*_asked_back(fact.redone, fact.reason_asked), *_given_back(fact.amount))
        case RefundFailed():
            return (*_given_back(-fact.undone), *_asked_back(-fact.amount, fact.reason_asked))
        case ProviderFeeNoted():
            return moved(fact.fee, to=Account.PROVIDER_FEES, out_of=Account.PROVIDER_BALANCE)
        case PaymentDisputed():
            return moved(fact.amount, to=Account.DISPUTES, out_of=Account.PROVIDER_BALANCE)
        case PaymentDisputeClosed():
            whose = Account.PROVIDER_BALANCE if fact.is_won else Account.STUDENT_RECEIVABLE
            return moved(fact.amount, to=whose, out_of=Account.DISPUTES)
        case _:
            return NOTHING


def _paid(amount: Money) -> Entry:
    return moved(amount, to=Account.PROVIDER_BALANCE, out_of=Account.STUDENT_RECEIVABLE)


def _asked_back(amount: Money, reason: RefundReason) -> Entry:
    """This is a refund on its way; one for goodwill the platform pays out of its own."""
    is_gift = reason is RefundReason.GOODWILL
    payer = Account.PLATFORM_FEE if is_gift else Account.STUDENT_RECEIVABLE
    return moved(amount, to=payer, out_of=Account.REFUNDS)


def _given_back(amount: Money) -> Entry:
    return moved(amount, to=Account.REFUNDS, out_of=Account.PROVIDER_BALANCE)
