"""Lines of the ledger, and entries of them that add up to nothing in every currency."""

from collections import Counter
from dataclasses import dataclass

from domain.ledger.accounts import Account
from domain.shared.money import Money


@dataclass(frozen=True, slots=True)
class Posting:
    """This is one line: an amount of an account, debit above zero and credit below."""

    account: Account
    amount: Money


class EntryUnbalanced(TypeError):
    """This is an entry that makes or loses money: a mistake of ours, so it crashes."""


Entry = tuple[Posting, ...]
NOTHING: Entry = ()
"""What a fact that moves no money posts."""


def debit(account: Account, amount: Money) -> Posting:
    """This is the amount on the left side of the account."""
    return Posting(account, amount)


def credit(account: Account, amount: Money) -> Posting:
    """This is the amount on the right side of the account."""
    return Posting(account, -amount)


def moved(amount: Money, *, to: Account, out_of: Account) -> Entry:
    """This debits one account with what it credits the other."""
    return entry(debit(to, amount), credit(out_of, amount))


def entry(*postings: Posting) -> Entry:
    """This is an entry of those lines; one of nothing is left out.

    Raises:
        EntryUnbalanced: they do not add up to nothing.
    """
    sums: Counter[str] = Counter()
    for one in postings:
        sums[one.amount.currency] += one.amount.minor
    if any(sums.values()):
        raise EntryUnbalanced(repr(postings))
    return tuple(one for one in postings if one.amount.minor)
