"""The chart of accounts: where money lies, and to whom it belongs."""

from enum import StrEnum
from typing import Final


class Account(StrEnum):
    """This is one account of the ledger.

    STUDENT_RECEIVABLE: what students owe for confirmed lessons, less what they have paid and what
        goes back to them; when all is quiet, only what the platform lost is left.
    PROVIDER_BALANCE: what lies with the payment provider for us.
    CREDITS: what students have paid in advance, for lessons they have not booked yet.
    HELD: prices of confirmed lessons of which nobody has decided yet whose they are.
    REFUNDS: what was asked to go back to students and is on its way.
    PLATFORM_FEE: what the platform has earned.
    TUTOR_PAYABLE: what tutors have earned and were not paid out.
    TUTOR_DEBT: what tutors owe, because they were paid what went back to a student afterwards.
    PAYOUTS: what lies with the provider for tutors, on its way into their banks.
    DISPUTES: what students' banks took back and nobody has decided about.
    PROVIDER_FEES: what the payment provider keeps.
    """

    STUDENT_RECEIVABLE = "student_receivable"
    PROVIDER_BALANCE = "provider_balance"
    CREDITS = "credits"
    HELD = "held"
    REFUNDS = "refunds"
    PLATFORM_FEE = "platform_fee"
    TUTOR_PAYABLE = "tutor_payable"
    TUTOR_DEBT = "tutor_debt"
    PAYOUTS = "payouts"
    DISPUTES = "disputes"
    PROVIDER_FEES = "provider_fees"


NEVER_DEBIT: Final = frozenset(
    {Account.CREDITS, Account.HELD, Account.REFUNDS, Account.PLATFORM_FEE}
)
"""Accounts that at no position of the log are more debit than credit.

That of what is payable to tutors comes right when all is quiet: somebody may have been paid what
goes back to a student now, and it is not known yet whether it comes back or is owed.
"""

NEVER_CREDIT: Final = frozenset({Account.TUTOR_DEBT})
"""Accounts that at no position of the log are more credit than debit."""
