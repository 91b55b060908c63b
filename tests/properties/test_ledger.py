"""The ledger over whole lives: it never makes or loses money, and ends where money is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from application.provider_check import ProviderCheck
from domain.booking.aggregate import Booking
from domain.booking.policies import nothing_paid
from domain.ledger.accounts import NEVER_DEBIT, Account
from domain.ledger.entries import postings_of
from domain.shared.event import Fact
from tests.processes.stories import STORIES
from tests.support.calendar import days
from tests.support.histories import histories
from tests.support.ledger import euros
from tests.support.lives import LONG_ENOUGH_DAYS, lived, lives
from tests.support.market import Market
from tests.support.views import history

NOTHING_PAID = nothing_paid("EUR")


def assert_sound(facts: Iterable[Fact]) -> None:
    """This holds when at every position the whole ledger is of nothing and nobody's side is wrong.

    Each booking is looked at by itself, so that none can hide behind another.
    """
    whole: Counter[str] = Counter()
    books: defaultdict[str, Counter[Account]] = defaultdict(Counter)
    for fact in facts:
        for posting in postings_of(fact):
            whole[posting.amount.currency] += posting.amount.minor
            books[getattr(fact, "booking_id", "")][posting.account] += posting.amount.minor
        assert not any(whole.values()), fact
        book = books[getattr(fact, "booking_id", "")]
        assert all(book[account] <= 0 for account in NEVER_DEBIT), (fact, book)


def assert_where_money_is(market: Market, booking: Booking) -> None:
    """This holds when the ledger of a booking says what the provider and the split say."""
    streams = (f"booking-{booking.booking_id}", f"payment-of-{booking.booking_id}")
    book = euros(fact for stream_id in streams for fact in market.facts(stream_id))
    _held, taken, given_back = market.money_of(booking.booking_id)
    there = book.get(Account.PROVIDER_BALANCE, 0) + book.get(Account.PROVIDER_FEES, 0)
    assert there == taken - given_back
    assert not any(book.get(one, 0) for one in (Account.HELD, Account.REFUNDS, Account.DISPUTES))
    split = booking.split or NOTHING_PAID
    assert book.get(Account.TUTOR_PAYABLE, 0) == -split.tutor_net_minor
    assert book.get(Account.PLATFORM_FEE, 0) == -split.fee_minor
    open_ = book.get(Account.STUDENT_RECEIVABLE, 0)
    assert split.tutor_net_minor + split.fee_minor + given_back == taken + open_
    if open_ < 0:
        assert -open_ == split.refund_minor - given_back, "what the provider would not give back"
    if open_ > 0:
        assert taken == given_back == 0, "a lesson that was taught and could not be paid"


def assert_agreed_with_the_provider(market: Market) -> None:
    """This holds when the provider's books say what the facts say."""
    check = ProviderCheck(market.gateway, market.clock.now() + days(1))
    check.look()
    for recorded in market.log.facts:
        check.take(recorded)
    assert [one.what for one in check.findings()] == []


def booked(market: Market) -> list[Fact]:
    return [recorded.fact for recorded in market.log.facts]


@settings(max_examples=25, deadline=None, database=None)
@given(lives())
def test_a_market_ends_where_its_money_is(life: Sequence[Any]) -> None:
    market = lived(life).market
    assert_sound(booked(market))
    assert_agreed_with_the_provider(market)
    for booking in market.bookings().values():
        assert_where_money_is(market, booking)


@pytest.mark.parametrize("story", STORIES)
def test_a_life_ends_where_its_money_is(story: str) -> None:
    market = Market.opened()
    booking_id = STORIES[story](market)
    market.advance(days=LONG_ENOUGH_DAYS)
    assert_sound(booked(market))
    assert_where_money_is(market, market.booking(booking_id))


@settings(max_examples=40, deadline=None)
@given(histories())
def test_whatever_happens_no_money_is_made_or_lost(streams: Sequence[Any]) -> None:
    assert_sound(recorded.fact for recorded in history(*streams))
