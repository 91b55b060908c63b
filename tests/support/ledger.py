"""The ledger of the tests: entries added up by account and currency."""

from collections import Counter
from collections.abc import Iterable

from domain.ledger.accounts import Account
from domain.ledger.entries import postings_of
from domain.ledger.posting import Posting
from domain.shared.event import Fact

Balances = dict[tuple[Account, str], int]


def balances(facts: Iterable[Fact]) -> Balances:
    """This is what each account holds after the facts; what holds nothing is left out."""
    return added_up(posting for fact in facts for posting in postings_of(fact))


def added_up(postings: Iterable[Posting]) -> Balances:
    """This is what each account holds after the postings."""
    sums: Counter[tuple[Account, str]] = Counter()
    for one in postings:
        sums[one.account, one.amount.currency] += one.amount.minor
    return {key: minor for key, minor in sums.items() if minor}


def euros(facts: Iterable[Fact]) -> dict[Account, int]:
    """This is the same where all is in euros."""
    found = balances(facts)
    assert {currency for _account, currency in found} <= {"EUR"}
    return {account: minor for (account, _currency), minor in found.items()}
