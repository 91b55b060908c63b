"""The ledger of the tests: entries added up by account and currency."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from application.ledger_check import Balance, LedgerChecked, Standing, Stretch
from application.ports_money import ProviderMovement
from application.status import CannotBeDone
from domain.ledger.accounts import Account
from domain.ledger.entries import postings_of
from domain.ledger.lines import lines_of
from domain.ledger.posting import Posting
from domain.shared.errors import Unavailable
from domain.shared.event import Fact, Recorded

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


class LedgerInMemory:
    """This is a ledger kept of facts, whose rows a test may change behind everybody's back.

    It has come to every fact but those `unseen`.
    """

    def __init__(self, facts: Iterable[Recorded[Any]]) -> None:
        self.facts = list(facts)
        self.lines = [line for recorded in self.facts for line in lines_of(recorded)]
        self.unseen: set[int] = set()
        self.parked: dict[int, str] = {}
        self.off: list[str] = []
        self.noted: list[LedgerChecked] = []
        self.alarms: dict[str, str] = {}
        self.is_built = True

    def is_there(self) -> bool:
        """This is what the test says."""
        return self.is_built

    def reached(self) -> int:
        """This is the last position there is."""
        if not self.is_built:
            raise CannotBeDone
        return self.facts[-1].position if self.facts else 0

    def stretch(self, after: int, upto: int) -> Stretch:
        """This is the rows of a stretch."""
        return Stretch(
            [line for line in self.lines if after < line.position <= upto],
            frozenset(self.parked),
            lambda recorded: recorded.position not in self.unseen,
        )

    def standing(self) -> Standing:
        """This is what the rows add up to."""
        sums: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            sums[line.account, line.currency] += line.amount_minor
        held = [Balance(*account, minor) for account, minor in sorted(sums.items())]
        return Standing(held, [(each, at) for at, each in self.parked.items()], self.off)

    def take_over(self) -> bool:
        """This lets anybody check it."""
        return True

    def note(self, checked: LedgerChecked, _at: datetime) -> None:
        """This remembers what a round found."""
        self.noted.append(checked)

    def raise_alarm(self, source: str, sentence: str) -> None:
        """This remembers an alarm."""
        self.alarms[source] = sentence

    def end_alarm(self, source: str) -> None:
        """This forgets it."""
        self.alarms.pop(source, None)


class Books:
    """This is what a provider has on record, and since when it was asked for it."""

    def __init__(self, *movements: ProviderMovement) -> None:
        self.each = movements
        self.asked: list[datetime] = []
        self.is_down = False

    def movements(self, since: datetime) -> Iterator[ProviderMovement]:
        """This is every movement from then on."""
        if self.is_down:
            raise Unavailable("down")
        self.asked.append(since)
        return (one for one in self.each if one.occurred_at >= since)
