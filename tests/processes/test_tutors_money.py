"""Where a tutor's money ends up, told by every road it may take."""

import pytest

from tests.processes.tutor_stories import NEW_ACCOUNT, TUTOR_STORIES
from tests.support.market import Market
from tests.support.opening import account_of
from tests.support.people import ANNA
from tests.support.purse import Purse, on_accounts, purse_of

NET = 2401
ENDS: dict[str, tuple[Purse, int]] = {
    "paid out": (Purse(NET, paid=NET), 0),
    "transfer refused": (Purse(), 0),
    "payout refused": (Purse(2406), 2406),
    "payout slow": (Purse(2408, paid=2408), 0),
    "reversal refused": (Purse(2407, incurred=2407, paid=2407), 0),
    "disputed before payday and won": (Purse(NET, paid=NET), 0),
    "disputed before payday and lost": (Purse(), 0),
    "disputed after payday and won": (
        Purse(NET, withheld=NET, incurred=NET, recovered=NET, paid=NET),
        0,
    ),
    "disputed after payday and lost": (Purse(NET, incurred=NET, paid=NET), 0),
    "lost and recovered": (Purse(NET, withheld=NET, incurred=NET, recovered=NET, paid=NET), 0),
    "recovered before it is won": (
        Purse(2 * NET, withheld=NET, incurred=NET, recovered=NET, paid=2 * NET),
        0,
    ),
    "complained of by the tutor": (Purse(1841, paid=1841), 0),
    "earned without an account": (Purse(NET, paid=NET), 0),
    "frozen without an account": (Purse(NET, paid=NET), 0),
    "account lost before payday": (Purse(NET, paid=NET), 0),
    "account swapped before payday": (Purse(NET, paid=NET), 0),
    "not taken after all": (Purse(1923, paid=1923), 0),
}
"""What the facts add up to, and what is left on the accounts; the bank has what was paid."""


@pytest.mark.parametrize("story", TUTOR_STORIES)
def test_every_cent_ends_where_it_belongs(story: str) -> None:
    market = Market.opened()
    TUTOR_STORIES[story](market)
    market.advance(days=30)
    facts = [one.fact for one in market.log.facts]
    assert (purse_of(facts), on_accounts(market)) == ENDS[story]


def test_a_swapped_account_is_not_paid_what_lay_on_the_old_one_until_it_came_back() -> None:
    market = Market.opened()
    TUTOR_STORIES["account swapped before payday"](market)
    market.advance(days=30)
    payouts = market.names("payout-anna-EUR")
    assert payouts[:3] == ["PayoutRequested", "PayoutHeld", "PayoutCancelled"]
    assert payouts[3:] == ["PayoutRequested", "PayoutReleased", "PayoutPaid"]
    ((account, _),) = market.gateway._books.payouts
    assert account == NEW_ACCOUNT != account_of(ANNA)
