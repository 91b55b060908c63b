"""News of the provider, however they come: doubled, shuffled, late. They all end in one state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import hypothesis.strategies as st
import pytest
from hypothesis import given

from application.booking import CancelBooking
from domain.notice.events import Matter
from domain.payment.aggregate import PAYMENT
from tests.processes.stories import ask, confirmed, taught
from tests.support import banks
from tests.support.market import Market, MortalMarket
from tests.support.notices import News, closed
from tests.support.people import AS_BEN
from tests.support.tries import tried

LONG_ENOUGH_DAYS: Final = 30
DELAYS: Final = (0, 0, 1, 7, 50)
"""Minutes between one delivery and the next."""


@dataclass
class Provider:
    """This is the provider with one booking's payment, and what it has to tell of it so far."""

    market: Market
    booking_id: str
    news: list[News] = field(default_factory=list)

    def tells(self, matter: Matter, about: str) -> None:
        self.news.append(News(f"evt_{len(self.news)}", matter, about))

    @property
    def payment(self) -> str:
        (reference,) = self.market.references(self.booking_id)
        return reference

    def finishes(self) -> None:
        self.market.finish_payment(self.booking_id)
        self.tells(Matter.PAYMENT, self.payment)
        self.tells(Matter.PAYMENT, self.payment)

    def disputes(self) -> None:
        dispute_id = banks.dispute(self.market, self.booking_id, is_told=False)
        self.tells(Matter.DISPUTE, dispute_id)
        self.tells(Matter.DISPUTE, dispute_id)

    def decides(self, *, is_won: bool) -> None:
        banks.decide(self.market, self.booking_id, is_won=is_won, is_told=False)
        (dispute_id,) = self.market.gateway._books.disputes
        self.tells(Matter.DISPUTE, dispute_id)

    def wins(self) -> None:
        self.decides(is_won=True)

    def loses(self) -> None:
        self.decides(is_won=False)

    def returns_refund(self) -> None:
        (refund,) = self.market.gateway._books.refunds
        self.market.advance(hours=1)
        self.market.gateway.fail_refund(refund)
        self.tells(Matter.REFUND, refund)
        self.tells(Matter.PAYMENT, self.payment)

    def is_asked_by_somebody_else(self) -> None:
        amount = self.market.gateway.payment(self.payment).amount
        foreign = self.market.gateway.authorise("theirs", amount, capture=True, group="")
        self.tells(Matter.PAYMENT, foreign.reference)


def waiting(market: Market) -> str:
    return confirmed(market, "unfinished")


def given_back(market: Market) -> str:
    booking_id = confirmed(market)
    ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
    market.run_until_quiet()
    return booking_id


Story = tuple[Callable[[Market], str], Sequence[Callable[[Provider], None]]]
STORIES: Final[dict[str, Story]] = {
    "finished": (waiting, (Provider.finishes,)),
    "finished and disputed": (waiting, (Provider.finishes, Provider.disputes, Provider.loses)),
    "disputed": (taught, (Provider.disputes,)),
    "lost": (taught, (Provider.disputes, Provider.loses)),
    "won": (taught, (Provider.disputes, Provider.is_asked_by_somebody_else, Provider.wins)),
    "lost before the lesson": (confirmed, (Provider.disputes, Provider.loses)),
    "refund came back": (given_back, (Provider.returns_refund,)),
}


@dataclass(frozen=True, slots=True)
class End:
    """This is what counts in the end: the money, every dispute, and the booking."""

    taken: int
    gone: int
    refundable: int
    disputes: Any
    state: str
    dispute: str
    split: Any


def lived(story: str, market: Market, deliveries: Sequence[tuple[int, int, int]]) -> End:
    """This is how it ends when news come so; whatever did not come by then comes in the end.

    A delivery is after which happening it comes, which of the news so far it is, and how long is
    waited after it.
    """
    begins, happenings = STORIES[story]
    provider = Provider(market, begins(market))
    for number, happens in enumerate(happenings):
        happens(provider)
        for after, which, wait in deliveries:
            if after % len(happenings) == number:
                provider.news[which % len(provider.news)].reaches(market)
                market.advance(minutes=wait) if wait else None
    for news in provider.news:
        news.reaches(market)
    market.run_until_quiet()
    assert closed(market)
    assert market.todos.given_up("noticing") == []
    market.advance(days=LONG_ENOUGH_DAYS)
    return ending(market, provider.booking_id)


@cache
def undisturbed(story: str) -> End:
    """This is how it ends when all news come in the end, and nobody dies."""
    return lived(story, Market.opened(), [])


def ending(market: Market, booking_id: str) -> End:
    payment = market.log.load(PAYMENT, f"of-{booking_id}").state
    assert payment is not None
    booking, money = market.booking(booking_id), payment.money
    taken, gone = market.money_of(booking_id)[1:]
    assert (money.taken.minor, money.gone.minor) == (taken, gone), "ours is not the provider's"
    return End(
        taken,
        gone,
        money.refundable.minor,
        [(one.minor, one.ending) for one in money.disputes],
        booking.state,
        booking.dispute,
        booking.split,
    )


deliveries = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9), st.sampled_from(DELAYS)), max_size=8
)


@pytest.mark.parametrize("story", STORIES)
@tried(12, database=None)
@given(told=deliveries)
def test_any_order_and_number_of_news_ends_the_same(
    story: str, told: list[tuple[int, int, int]]
) -> None:
    assert lived(story, Market.opened(), told) == undisturbed(story)


@tried(12, database=None)
@given(told=deliveries, story=st.sampled_from(sorted(STORIES)), steps=st.integers(1, 40))
def test_so_does_dying_anywhere_on_the_way(
    story: str, told: list[tuple[int, int, int]], steps: int
) -> None:
    market = MortalMarket.opened()
    market.die_after(steps)
    assert lived(story, market, told) == undisturbed(story)
