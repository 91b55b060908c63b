"""The ledger over whole lives: it never makes or loses money, and ends where money is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given

from application.provider_check import ProviderCheck
from domain.booking.aggregate import Booking
from domain.booking.policies import nothing_paid
from domain.debt.aggregate import DEBT, debt_of
from domain.ledger.accounts import NEVER_CREDIT, NEVER_DEBIT, Account
from domain.ledger.entries import postings_of
from domain.payout.events import PayoutFailed, PayoutPaid
from domain.shared.event import Fact, context_of
from domain.shared.money import Money
from projections.rows import Row
from projections.tutor_earnings.projector import PROJECTION as TUTOR_EARNINGS
from projections.tutor_earnings.tables import LINES
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.calendar import days
from tests.support.histories import histories
from tests.support.laws import folded
from tests.support.ledger import euros
from tests.support.lives import LONG_ENOUGH_DAYS, lived, lives
from tests.support.market import Market
from tests.support.opening import account_of
from tests.support.people import ANNA, IVAN
from tests.support.tries import tried
from tests.support.views import history

LIVES = {**STORIES, **TUTOR_STORIES}
NOTHING_PAID = nothing_paid("EUR")


def assert_sound(facts: Iterable[Fact]) -> None:
    """This holds when at every position the whole ledger is of nothing and nobody's side is wrong.

    Each booking is looked at by itself, so that none can hide behind another. One that a credit
    paid for takes that out of a package, so of credits the whole is looked at.
    """
    whole: Counter[str] = Counter()
    stored: Counter[str] = Counter()
    books: defaultdict[str, Counter[Account]] = defaultdict(Counter)
    for fact in facts:
        book = books[getattr(fact, "booking_id", "")]
        for posting in postings_of(fact):
            whole[posting.amount.currency] += posting.amount.minor
            book[posting.account] += posting.amount.minor
            if posting.account is Account.CREDITS:
                stored[posting.amount.currency] += posting.amount.minor
        assert not any(whole.values()), fact
        assert all(minor <= 0 for minor in stored.values()), (fact, stored)
        alone = NEVER_DEBIT - {Account.CREDITS}
        assert all(book[account] <= 0 for account in alone), (fact, book)


def assert_nobody_is_owed_a_debt(facts: Iterable[Fact]) -> None:
    """This holds when at every position no tutor has given back more than they owed."""
    books: defaultdict[str, Counter[Account]] = defaultdict(Counter)
    for fact in facts:
        for posting in postings_of(fact):
            books[fact.tutor_id][posting.account] += posting.amount.minor  # type: ignore[attr-defined]
            assert all(books[fact.tutor_id][one] >= 0 for one in NEVER_CREDIT)  # type: ignore[attr-defined]


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


def assert_tutors_have_their_share(market: Market, tutor: str) -> None:
    """This holds when ledger, provider, debt and statement say the same of a tutor.

    What they earned and owe is what was paid out, lies in their account, or is still to come.
    """
    facts = [fact for fact in booked(market) if getattr(fact, "tutor_id", "") == tutor]
    book = euros(facts)
    accounts = market.gateway._books.accounts.items()
    theirs = [one for name, one in accounts if name.startswith(account_of(tutor))]
    assert book.get(Account.PAYOUTS, 0) == sum(one.balance.get("EUR", 0) for one in theirs)
    debt = market.log.load(DEBT, debt_of(tutor, "EUR")).state
    assert book.get(Account.TUTOR_DEBT, 0) == (debt.owed if debt else 0)
    to_come = -book.get(Account.TUTOR_PAYABLE, 0)
    assert to_come >= book.get(Account.PAYOUTS, 0)
    nets = sum(
        one.split.tutor_net_minor
        for one in market.bookings().values()
        if one.split and one.tutor_id == tutor
    )
    out = (fact for fact in facts if isinstance(fact, PayoutPaid | PayoutFailed))
    paid = sum(_arrived(fact).minor for fact in out)
    assert nets + book.get(Account.TUTOR_DEBT, 0) == paid + to_come
    lines = [line for line in lines_of(market) if line["tutor_id"] == tutor]
    assert sum(line["amount_minor"] for line in lines) == to_come
    assert sum(line["debt_minor"] for line in lines) == book.get(Account.TUTOR_DEBT, 0)


def _arrived(fact: PayoutPaid | PayoutFailed) -> Money:
    return fact.amount if isinstance(fact, PayoutPaid) else -fact.undone


def lines_of(market: Market) -> list[Row]:
    """This is every line of every statement."""
    followed = [
        one for one in market.log.facts if context_of(one.fact.TOPIC) in TUTOR_EARNINGS.contexts
    ]
    return folded(TUTOR_EARNINGS, followed)[LINES.name]


def booked(market: Market) -> list[Fact]:
    return [recorded.fact for recorded in market.log.facts]


@tried(25, database=None)
@given(lives())
def test_a_market_ends_where_its_money_is(life: Sequence[Any]) -> None:
    market = lived(life).market
    assert_sound(booked(market))
    assert_nobody_is_owed_a_debt(booked(market))
    assert_agreed_with_the_provider(market)
    for tutor in (ANNA, IVAN):
        assert_tutors_have_their_share(market, tutor)
    for booking in market.bookings().values():
        assert_where_money_is(market, booking)


@pytest.mark.parametrize("story", LIVES)
def test_a_life_ends_where_its_money_is(story: str) -> None:
    market = Market.opened()
    booking_id = LIVES[story](market)
    market.advance(days=LONG_ENOUGH_DAYS)
    assert_sound(booked(market))
    assert_nobody_is_owed_a_debt(booked(market))
    assert_agreed_with_the_provider(market)
    assert_tutors_have_their_share(market, market.booking(booking_id).tutor_id)
    assert_where_money_is(market, market.booking(booking_id))


@tried(40)
@given(histories())
def test_whatever_happens_no_money_is_made_or_lost(streams: Sequence[Any]) -> None:
    assert_sound(recorded.fact for recorded in history(*streams))
