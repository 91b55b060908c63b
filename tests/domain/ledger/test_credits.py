"""The ledger of a package: paid in advance, lesson by lesson, and given back."""

from dataclasses import replace

from domain.booking.events import BookingCancelled
from domain.booking.outcomes import BookingSettled, LateFeeWaived
from domain.booking.terms import CancellationReason, Split
from domain.ledger.accounts import Account
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from domain.payment.events import PaymentCaptured, PaymentRefunded, RefundReason
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.domain.booking.histories import CONFIRMED
from tests.domain.credit.history import (
    ALL,
    BOUGHT,
    EACH,
    decided,
    disputed,
    redeemed,
    refund_asked,
    returned,
)
from tests.domain.payment.history import refund_requested
from tests.support.examples import example
from tests.support.ledger import euros

NOTHING = Money(0, "EUR")
KEPT, BACK = Split("EUR", 2500, 0, 375, 2125), Split("EUR", 2500, 2500, 0, 0)
HALF = Split("EUR", 2500, 1250, 188, 1062)
CAPTURED = replace(example(PaymentCaptured), amount=ALL)
PAID: tuple[Fact, ...] = (CAPTURED, BOUGHT)
AGREED: tuple[Fact, ...] = (replace(CONFIRMED, price=EACH), redeemed("b1"))
SETTLED = replace(example(BookingSettled), split=KEPT)
CANCELLED = replace(
    example(BookingCancelled), reason=CancellationReason.BY_CHOICE, price=EACH, split=BACK
)
LATE = replace(CANCELLED, split=KEPT)


def given_back(minor: int, reason: RefundReason) -> tuple[Fact, ...]:
    amount = Money(minor, "EUR")
    done = replace(example(PaymentRefunded), amount=amount, reason_asked=reason, redone=NOTHING)
    return (refund_requested("until", minor, reason), done)


def test_what_is_paid_in_advance_is_the_students_until_it_is_used() -> None:
    assert euros(PAID) == {Account.PROVIDER_BALANCE: 12_500, Account.CREDITS: -12_500}


def test_a_credit_pays_for_a_lesson_that_is_owed_and_held_like_any_other() -> None:
    assert euros([*PAID, *AGREED]) == {
        Account.PROVIDER_BALANCE: 12_500,
        Account.CREDITS: -10_000,
        Account.HELD: -2500,
    }
    assert euros([*PAID, *AGREED, SETTLED]) == {
        Account.PROVIDER_BALANCE: 12_500,
        Account.CREDITS: -10_000,
        Account.PLATFORM_FEE: -375,
        Account.TUTOR_PAYABLE: -2125,
    }


def test_a_credit_that_comes_back_leaves_everything_as_it_was() -> None:
    assert euros([*PAID, *AGREED, CANCELLED, returned("b1")]) == euros(PAID)
    assert euros([*PAID, redeemed("b1"), returned("b1")]) == euros(PAID)


def test_half_of_a_lesson_goes_back_in_money() -> None:
    waived = replace(example(LateFeeWaived), split=HALF, replaces=KEPT)
    money = given_back(1250, RefundReason.WAIVER)
    assert euros([*PAID, *AGREED, LATE, waived, *money]) == {
        Account.PROVIDER_BALANCE: 11_250,
        Account.CREDITS: -10_000,
        Account.PLATFORM_FEE: -188,
        Account.TUTOR_PAYABLE: -1062,
    }


def test_what_a_bank_keeps_is_the_students() -> None:
    taken = replace(example(PaymentDisputed), amount=ALL)
    closed = replace(example(PaymentDisputeClosed), is_won=False, amount=ALL)
    by_bank = replace(example(BookingCancelled), reason=CancellationReason.DISPUTE_LOST, split=BACK)
    assert euros([*PAID, *AGREED, taken, closed, decided("b1", lost=4), by_bank]) == {}
    waiting = euros([*PAID, *AGREED, taken, disputed("b1")])
    assert waiting[Account.CREDITS] == -10_000
    won = replace(closed, is_won=True)
    assert euros([*PAID, *AGREED, taken, won, decided("b1")]) == euros([*PAID, *AGREED])


def test_unused_credits_go_back_in_money() -> None:
    asked = refund_asked(5, 5)
    requested, done = given_back(12_500, RefundReason.UNUSED)
    assert euros([*PAID, asked, requested]) == {
        Account.PROVIDER_BALANCE: 12_500,
        Account.REFUNDS: -12_500,
    }
    assert euros([*PAID, asked, requested, done]) == {}
