"""A package is ordered and paid in time, or it is not bought."""

from dataclasses import replace

import pytest

from domain.credit.aggregate import (
    CREDIT,
    NobodyBuysOfThemself,
    OneOrderWaitsAtATime,
    TheOrderIsOver,
    ThereIsNoSuchPackage,
    nothing_bought,
)
from domain.credit.events import (
    CreditEvent,
    LateOrderPaymentReported,
    OrderMismatchReported,
)
from domain.credit.terms import State
from domain.shared.money import Money
from tests.domain.credit.history import (
    ABOUT,
    ALL,
    BOUGHT,
    EXPIRED,
    NOTHING,
    ORDER,
    ORDERED,
    PAID,
    PAYMENT,
    UNTIL,
    WITHDRAWN,
)
from tests.support.calendar import MONDAY, minutes
from tests.support.people import ANNA
from tests.support.scenario import given

LATE = LateOrderPaymentReported(**ABOUT, payment_id=PAYMENT, amount=ALL, reported_at=UNTIL)
OTHER = replace(ORDER, package_id="other")


class TestOrdering:
    def test_fixes_what_each_lesson_costs_and_the_fee(self) -> None:
        given().of(CREDIT, NOTHING).when(lambda c: c.order(ORDER, MONDAY)).then(ORDERED)

    def test_is_with_somebody_else(self) -> None:
        given().of(CREDIT, nothing_bought(ANNA, ANNA)).when(
            lambda c: c.order(ORDER, MONDAY)
        ).then_refused(NobodyBuysOfThemself)

    def test_waits_for_the_order_before(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.order(OTHER, UNTIL - minutes(1))).then_refused(
            OneOrderWaitsAtATime
        )

    @pytest.mark.parametrize("over", [EXPIRED, WITHDRAWN, BOUGHT])
    def test_waits_for_nothing_that_is_over(self, over: CreditEvent) -> None:
        assert given(ORDERED, over).of(CREDIT).when(lambda c: c.order(OTHER, MONDAY)).facts

    def test_waits_for_no_order_whose_time_has_passed_unnoticed(self) -> None:
        assert given(ORDERED).of(CREDIT).when(lambda c: c.order(OTHER, UNTIL)).facts


class TestPaying:
    def test_makes_each_lesson_a_credit(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.buy("five", PAYMENT, ALL, MONDAY)).then(BOUGHT)
        assert given(ORDERED).of(CREDIT).state.package("five").left == 0
        assert given(*PAID).of(CREDIT).state.package("five").left == 5

    def test_twice_with_one_payment_is_once(self) -> None:
        given(*PAID).of(CREDIT).when(lambda c: c.buy("five", PAYMENT, ALL, MONDAY)).then_nothing()

    def test_too_late_is_given_back_and_ends_the_order(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.buy("five", PAYMENT, ALL, UNTIL)).then(
            EXPIRED, LATE
        )
        after = given(ORDERED, EXPIRED, LATE).of(CREDIT)
        after.when(lambda c: c.buy("five", PAYMENT, ALL, UNTIL)).then_nothing()
        assert after.state.package("five").left == 0

    @pytest.mark.parametrize("over", [EXPIRED, WITHDRAWN])
    def test_revives_nothing(self, over: CreditEvent) -> None:
        given(ORDERED, over).of(CREDIT).when(lambda c: c.buy("five", PAYMENT, ALL, UNTIL)).then(
            LATE
        )

    def test_again_is_given_back(self) -> None:
        given(*PAID).of(CREDIT).when(lambda c: c.buy("five", "other", ALL, UNTIL)).then(
            replace(LATE, payment_id="other")
        )

    @pytest.mark.parametrize("amount", [Money(12_499, "EUR"), Money(12_500, "USD")])
    def test_another_amount_is_given_back(self, amount: Money) -> None:
        wrong = OrderMismatchReported(
            **ABOUT, payment_id=PAYMENT, amount=amount, expected=ALL, reported_at=MONDAY
        )
        given(ORDERED).of(CREDIT).when(lambda c: c.buy("five", PAYMENT, amount, MONDAY)).then(wrong)
        after = given(ORDERED, wrong).of(CREDIT)
        after.when(lambda c: c.buy("five", PAYMENT, amount, MONDAY)).then_nothing()
        assert after.when(lambda c: c.buy("five", "right", ALL, MONDAY)).facts


class TestEnding:
    def test_is_the_clocks_when_no_money_came(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.expire("five", UNTIL)).then(EXPIRED)

    def test_is_not_early_and_not_twice(self) -> None:
        early = UNTIL - minutes(1)
        given(ORDERED).of(CREDIT).when(lambda c: c.expire("five", early)).then_nothing()
        given(ORDERED, EXPIRED).of(CREDIT).when(lambda c: c.expire("five", UNTIL)).then_nothing()
        given(*PAID).of(CREDIT).when(lambda c: c.expire("five", UNTIL)).then_nothing()

    def test_may_be_the_students(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.withdraw("five", MONDAY)).then(WITHDRAWN)
        withdrawn = given(ORDERED, WITHDRAWN).of(CREDIT)
        assert withdrawn.state.package("five").state is State.WITHDRAWN
        withdrawn.when(lambda c: c.withdraw("five", MONDAY)).then_refused(TheOrderIsOver)

    def test_is_too_late_once_it_is_over(self) -> None:
        given(*PAID).of(CREDIT).when(lambda c: c.withdraw("five", MONDAY)).then_refused(
            TheOrderIsOver
        )
        given(ORDERED).of(CREDIT).when(lambda c: c.withdraw("five", UNTIL)).then_refused(
            TheOrderIsOver
        )

    def test_needs_an_order(self) -> None:
        given(*PAID).of(CREDIT).when(lambda c: c.withdraw("other", MONDAY)).then_refused(
            ThereIsNoSuchPackage
        )
