"""The money of a package, in every order in which its news may arrive."""

from dataclasses import replace
from typing import Any

import pytest

from application.credit import ExpireOrder, NotePackagePayment, WithdrawOrder
from application.fields import Price
from application.payment import RequestPayment, RequestRefund
from application.processes.booking_payment import BOOKING_PAYMENT
from application.processes.package_payment import PACKAGE_PAYMENT
from domain.credit.terms import State
from domain.payment import events as payment
from domain.payment.events import RefundReason
from tests.domain.credit.history import (
    ALL,
    BOUGHT,
    EXPIRED,
    ORDERED,
    UNTIL,
    WITHDRAWN,
    redeemed,
    refund_asked,
)
from tests.processes.arrival import given
from tests.processes.package_stories import PACKAGE_STORIES
from tests.processes.test_every_order import assert_at_rest_in_any_order
from tests.support.examples import example
from tests.support.market import Market
from tests.support.packages import credits_in
from tests.support.people import ANNA, BEN, IVAN

OF: dict[str, Any] = {
    "payment_id": "of-five",
    "booking_id": None,
    "package_id": "five",
    "tutor_id": ANNA,
    "student_id": BEN,
}
REQUESTED = replace(example(payment.PaymentRequested), **OF, amount=ALL)
CAPTURED = replace(example(payment.PaymentCaptured), **OF, amount=ALL)
DECLINED = replace(example(payment.PaymentDeclined), **OF)
ABANDONED = replace(example(payment.PaymentAbandoned), **OF)
LATE = replace(
    example(payment.RefundRequested), **OF, refund_id="late", reason=RefundReason.LATE_PAYMENT
)
NEVER_TAKEN, ALL_BACK_AGAIN = (0, 0, 0), (0, 12_500, 12_500)
ENDS: dict[str, tuple[State, int, tuple[int, int, int]]] = {
    "bought": (State.BOUGHT, 5, (0, 12_500, 0)),
    "declined": (State.WITHDRAWN, 0, NEVER_TAKEN),
    "finished in time": (State.BOUGHT, 7, (0, 2401, 0)),
    "finished too late": (State.EXPIRED, 0, NEVER_TAKEN),
    "not finished": (State.EXPIRED, 0, NEVER_TAKEN),
    "withdrawn": (State.WITHDRAWN, 0, NEVER_TAKEN),
    "paid late": (State.EXPIRED, 0, ALL_BACK_AGAIN),
    "used and nobody came": (State.BOUGHT, 5, (0, 12_500, 0)),
    "taught and missed": (State.BOUGHT, 4, (0, 12_500, 0)),
    "called off and refunded": (State.BOUGHT, 2, (0, 12_500, 7500)),
    "waived in halves": (State.BOUGHT, 0, (0, 12_500, 12_500)),
    "by hand": (State.BOUGHT, 5, (0, 12_500, 0)),
    "not refunded": (State.BOUGHT, 1, (0, 4808, 0)),
    "disputed and won": (State.BOUGHT, 4, (0, 12_500, 0)),
    "disputed and lost": (State.BOUGHT, 0, ALL_BACK_AGAIN),
    "disputed after payday": (State.BOUGHT, 0, ALL_BACK_AGAIN),
    "disputed while asked": (State.BOUGHT, 0, ALL_BACK_AGAIN),
    "disputed while money goes back": (State.BOUGHT, 3, (0, 12_500, 3750)),
}


@pytest.mark.parametrize("story", PACKAGE_STORIES)
def test_every_cent_and_every_credit_ends_where_it_belongs(story: str) -> None:
    market = Market.opened()
    package_id = PACKAGE_STORIES[story](market)
    market.advance(days=30)
    tutor = IVAN if story in ("by hand", "disputed while asked") else ANNA
    package = credits_in(market, tutor=tutor).package(package_id)
    assert (package.state, package.left, market.money_of(package_id)) == ENDS[story]


@pytest.mark.parametrize("story", PACKAGE_STORIES)
def test_it_comes_to_rest_in_any_order(story: str) -> None:
    market = Market.opened()
    PACKAGE_STORIES[story](market)
    market.advance(days=30)
    assert_at_rest_in_any_order(market)


class TestAsking:
    def test_takes_the_money_at_once(self) -> None:
        todos = given(ORDERED).seen_by(PACKAGE_PAYMENT).then_todos("expire", "request-payment")
        request = todos["request-payment"].act
        assert isinstance(request, RequestPayment)
        assert (request.package_id, request.booking_id, request.capture) == ("five", None, True)
        assert request.amount.money == ALL

    def test_is_once_and_not_for_what_is_over(self) -> None:
        given(ORDERED, REQUESTED).seen_by(PACKAGE_PAYMENT).then_todos("expire")
        given(REQUESTED, ORDERED).seen_by(PACKAGE_PAYMENT).then_todos("expire")
        given(ORDERED, WITHDRAWN).seen_by(PACKAGE_PAYMENT).then_nothing()

    def test_ends_at_its_time(self) -> None:
        todo = given(ORDERED, REQUESTED).seen_by(PACKAGE_PAYMENT).todos()["expire"]
        assert (todo.due_at, type(todo.act)) == (UNTIL, ExpireOrder)


class TestNoting:
    def test_waits_until_the_package_is_known(self) -> None:
        given(REQUESTED, CAPTURED).seen_by(PACKAGE_PAYMENT).then_nothing()
        seen = given(REQUESTED, CAPTURED, ORDERED).seen_by(PACKAGE_PAYMENT)
        noted = seen.then_todos("expire", "note-payment")["note-payment"].act
        assert isinstance(noted, NotePackagePayment)
        assert (noted.payment_id, noted.amount.money) == ("of-five", ALL)

    def test_is_once(self) -> None:
        given(ORDERED, REQUESTED, CAPTURED, BOUGHT).seen_by(PACKAGE_PAYMENT).then_nothing()


class TestFailing:
    def test_gives_the_order_up(self) -> None:
        todos = given(ORDERED, REQUESTED, DECLINED).seen_by(PACKAGE_PAYMENT)
        given_up = todos.then_todos("expire", "give-up-unpaid")["give-up-unpaid"].act
        assert isinstance(given_up, WithdrawOrder)

    def test_is_over_when_the_money_came_after_all(self) -> None:
        facts = (ORDERED, REQUESTED, DECLINED, CAPTURED, BOUGHT)
        given(*facts).seen_by(PACKAGE_PAYMENT).then_nothing()


class TestAbandoning:
    def test_is_for_a_payment_of_what_is_over(self) -> None:
        given(ORDERED, EXPIRED).seen_by(PACKAGE_PAYMENT).then_nothing()
        over = given(ORDERED, EXPIRED, REQUESTED).seen_by(PACKAGE_PAYMENT)
        over.then_todos("abandon-payment")
        facts = (ORDERED, EXPIRED, REQUESTED, ABANDONED, LATE)
        given(*facts).seen_by(PACKAGE_PAYMENT).then_nothing()


class TestGivingBack:
    PAID = (ORDERED, REQUESTED, CAPTURED, BOUGHT)

    def test_goes_step_by_step(self) -> None:
        seen = given(*self.PAID, refund_asked(2, 2), refund_asked(1, 3)).seen_by(PACKAGE_PAYMENT)
        todos = seen.then_todos("refund-until-5000", "refund-until-7500")
        assert todos["refund-until-7500"].act == RequestRefund(
            payment_id="of-five",
            refund_id="until-7500",
            amount=Price(minor=2500, currency="EUR"),
            reason=RefundReason.UNUSED,
        )

    def test_waits_for_money_that_was_taken(self) -> None:
        facts = (ORDERED, REQUESTED, BOUGHT, refund_asked(2, 2))
        given(*facts).seen_by(PACKAGE_PAYMENT).then_nothing()

    def test_minds_only_its_own(self) -> None:
        of_booking = replace(LATE, booking_id="b", refund_id="b-until-5000")
        assert tuple(PACKAGE_PAYMENT.keys(of_booking)) == ()
        assert tuple(BOOKING_PAYMENT.keys(of_booking)) == ("b",)
        assert tuple(BOOKING_PAYMENT.keys(REQUESTED)) == ()
        given(*self.PAID, redeemed("b")).seen_by(PACKAGE_PAYMENT).then_nothing()
