"""Packages, whatever becomes of them: no credit and no cent is made or lost."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given

from application.credit import payment_of
from domain.credit.events import (
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    PackageDisputeClosed,
)
from domain.credit.package import Package
from domain.credit.terms import Dispute, State
from domain.earning.events import (
    EarningOwed,
    EarningReversed,
    EarningTransferred,
    EarningWithheld,
    ReversalFailed,
    TransferFailed,
)
from domain.ledger.accounts import Account
from tests.properties.test_ledger import assert_sound, booked
from tests.properties.test_marketplace import assert_quiet
from tests.support.ledger import euros
from tests.support.market import Market
from tests.support.package_lives import PackageLife, package_lives, packages_lived
from tests.support.tries import tried


def counted(market: Market, package: Package) -> Counter[str]:
    """This is what the facts say became of the lessons of a package."""
    counts: Counter[str] = Counter()
    for fact in booked(market):
        if getattr(fact, "package_id", None) != package.order.package_id:
            continue
        match fact:
            case CreditsBought() | CreditsRefundAsked() | PackageDisputeClosed():
                counts[type(fact).__name__] += fact.lessons
            case CreditRedeemed() | CreditReturned():
                counts[type(fact).__name__] += 1
    return counts


def assert_every_credit_is_somewhere(life: PackageLife) -> None:
    """This holds when bought = redeemed − returned + refunded + lost + left, and none is two."""
    used = [booking_id for package in life.packages() for booking_id in package.used_in]
    assert len(used) == len(set(used))
    for package in life.packages():
        counts = counted(life.market, package)
        in_use = counts["CreditRedeemed"] - counts["CreditReturned"]
        assert in_use == len(package.used_in)
        assert package.left >= 0
        gone = counts["CreditsRefundAsked"] + counts["PackageDisputeClosed"]
        assert counts["CreditsBought"] == in_use + gone + package.left
        assert (counts["CreditsBought"] > 0) == (package.state is State.BOUGHT)


def assert_every_cent_is_somewhere(life: PackageLife) -> None:
    """This holds when a package's payment has left what is unused, and what its lessons kept."""
    market, bookings = life.market, life.market.bookings()
    for package in life.packages():
        held, taken, given_back = market.money_of(package.order.package_id)
        assert held == 0
        kept = package.left * package.order.price_per_lesson.minor
        for booking_id in package.used_in:
            booking = bookings[booking_id]
            assert booking.credit is not None
            assert booking.credit.package_id == package.order.package_id
            if booking.split is None:
                assert package.dispute is Dispute.LOST, "withdrawn, and the credit with the bank"
                continue
            assert booking.split.gross_minor == package.order.price_per_lesson.minor
            kept += booking.split.gross_minor - booking.split.refund_minor
        assert taken - given_back == kept
        assert kept == 0 or package.dispute is not Dispute.LOST
    for booking in bookings.values():
        if booking.credit is not None:
            assert market.facts(f"payment-of-{booking.booking_id}") == []


def assert_tutors_have_their_part(life: PackageLife) -> None:
    """This holds when the tutor has of a package's payment what its lessons brought, and no more.

    What was lost to a bank after it was paid out the tutor owes.
    """
    moved: Counter[str] = Counter()
    for fact in booked(life.market):
        match fact:
            case EarningTransferred():
                moved[fact.payment_id] += fact.amount.minor
            case EarningReversed():
                moved[fact.payment_id] -= fact.amount.minor
            case TransferFailed():
                moved[fact.payment_id] -= fact.undone.minor
            case EarningWithheld():
                moved[fact.payment_id] += fact.amount.minor
            case ReversalFailed() | EarningOwed():
                moved[fact.payment_id] -= fact.amount.minor
    bookings = life.market.bookings()
    for package in life.packages():
        splits = [bookings[each].split for each in package.used_in]
        net = sum(split.tutor_net_minor for split in splits if split)
        assert moved[payment_of(package.order.package_id)] == net
        _held, taken, given_back = life.market.money_of(package.order.package_id)
        assert net <= taken - given_back


def assert_the_ledger_says_so(life: PackageLife) -> None:
    """This holds when the books are in order, and end where credits and money are."""
    facts = booked(life.market)
    assert_sound(facts)
    unused = sum(one.left * one.order.price_per_lesson.minor for one in life.packages())
    whole = euros(facts)
    assert -whole.get(Account.CREDITS, 0) == unused
    assert whole.get(Account.HELD, 0) == whole.get(Account.REFUNDS, 0) == 0
    assert whole.get(Account.STUDENT_RECEIVABLE, 0) == 0


@tried(60, database=None)
@given(package_lives())
def test_no_credit_and_no_cent_is_made_or_lost(told: Sequence[Any]) -> None:
    life = packages_lived(told)
    assert_quiet(life.market)
    assert_every_credit_is_somewhere(life)
    assert_every_cent_is_somewhere(life)
    assert_tutors_have_their_part(life)
    assert_the_ledger_says_so(life)
