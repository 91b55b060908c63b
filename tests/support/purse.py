"""What tutors got in the end: by our facts, and by what the provider has of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.debt.events import DebtIncurred, DebtRecovered
from domain.earning.aggregate import EARNING, Earning
from domain.earning.events import (
    EarningReversed,
    EarningTransferred,
    EarningWithheld,
    TransferFailed,
)
from domain.payout.events import PayoutFailed, PayoutPaid
from domain.shared.event import Fact
from tests.support.market import Market


@dataclass(frozen=True, slots=True)
class Purse:
    """This is the money of tutors, in minor units, added up from facts alone.

    Attributes:
        transferred: moved to them by the provider, less what came back.
        withheld: kept back for debts.
        incurred: what became a debt.
        recovered: what was got back of debts.
        paid: what is with their banks.
    """

    transferred: int = 0
    withheld: int = 0
    incurred: int = 0
    recovered: int = 0
    paid: int = 0


def purse_of(facts: Iterable[Fact]) -> Purse:
    """This adds up what the facts say."""
    sums: Counter[str] = Counter()
    for fact in facts:
        match fact:
            case EarningTransferred():
                sums["transferred"] += fact.amount.minor
            case TransferFailed():
                sums["transferred"] -= fact.undone.minor
            case EarningReversed():
                sums["transferred"] -= fact.amount.minor
            case EarningWithheld():
                sums["withheld"] += fact.amount.minor
            case DebtIncurred():
                sums["incurred"] += fact.amount.minor
            case DebtRecovered():
                sums["recovered"] += fact.amount.minor
            case PayoutPaid():
                sums["paid"] += fact.amount.minor
            case PayoutFailed():
                sums["paid"] -= fact.undone.minor
            case _:
                pass
    return Purse(**sums)


def shares(market: Market) -> list[Earning]:
    """This is every share there ever was, as it stands."""
    found = {one.identity for one in market.log.facts if one.stream_id.startswith("earning-")}
    states = (market.log.load(EARNING, booking_id).state for booking_id in sorted(found))
    return [state for state in states if state is not None]


def on_accounts(market: Market) -> int:
    """This is what lies on tutors' accounts at the provider."""
    return sum(sum(book.balance.values()) for book in market.gateway._books.accounts.values())
