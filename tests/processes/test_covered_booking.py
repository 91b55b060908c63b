"""What goes back in money of a lesson that a credit pays for, and when it is given up."""

from dataclasses import replace
from typing import Any

import pytest

from application.booking import CancelBooking
from application.fields import Price
from application.payment import RequestRefund
from application.processes.booking_payment import BOOKING_PAYMENT
from application.processes.covered_booking import COVERED_BOOKING
from domain.booking import events as booking
from domain.booking.outcomes import BookingResolved, LateFeeWaived
from domain.booking.terms import CancellationReason, ResolutionGround
from domain.payment import events as payment
from domain.payment.events import RefundReason
from domain.shared.money import Money
from tests.domain.booking.histories import ALL_BACK, HALF_BACK, HELD, NONE_BACK
from tests.domain.booking.test_covering import AGREED, ASKED, COVERED
from tests.domain.credit.history import decided, disputed
from tests.processes.arrival import given
from tests.processes.test_package_payment import OF
from tests.support.calendar import MONDAY, days
from tests.support.examples import example


class TestALessonThatACreditPaysFor:
    LATE = replace(
        example(booking.BookingCancelled),
        booking_id="b",
        reason=CancellationReason.BY_CHOICE,
        payment_id="of-five",
        split=NONE_BACK,
    )

    def test_asks_for_no_money(self) -> None:
        given(COVERED, AGREED).seen_by(COVERED_BOOKING).then_nothing()
        given(COVERED, ASKED).seen_by(COVERED_BOOKING).then_nothing()
        given(COVERED, ASKED, AGREED).seen_by(COVERED_BOOKING).then_nothing()

    def test_lets_no_money_go_when_it_comes_to_nothing(self) -> None:
        declined = replace(example(booking.RequestDeclined), booking_id="b")
        given(COVERED, ASKED, declined).seen_by(COVERED_BOOKING).then_nothing()

    def test_gives_a_credit_back_and_no_money(self) -> None:
        whole = replace(self.LATE, split=ALL_BACK)
        given(COVERED, AGREED, whole).seen_by(COVERED_BOOKING).then_nothing()

    def test_gives_a_part_back_out_of_the_packages_payment(self) -> None:
        half = replace(example(LateFeeWaived), booking_id="b", split=HALF_BACK, replaces=NONE_BACK)
        facts = (COVERED, AGREED, self.LATE, half)
        todos = given(*facts).seen_by(COVERED_BOOKING).then_todos("refund-b-until-1500")
        assert todos["refund-b-until-1500"].act == RequestRefund(
            payment_id="of-five",
            refund_id="b-until-1500",
            amount=Price(minor=1500, currency="EUR"),
            reason=RefundReason.WAIVER,
            booking_id="b",
        )
        rest = replace(half, split=ALL_BACK, replaces=HALF_BACK)
        given(*facts, rest).seen_by(COVERED_BOOKING).then_todos(
            "refund-b-until-1500", "refund-b-until-3000"
        )

    def test_asks_again_for_what_was_refused(self) -> None:
        half = replace(example(LateFeeWaived), booking_id="b", split=HALF_BACK, replaces=NONE_BACK)
        about: dict[str, Any] = {
            **OF,
            "booking_id": "b",
            "refund_id": "b-until-1500",
            "amount": Money(1500, "EUR"),
        }
        asked = replace(example(payment.RefundRequested), **about)
        failed = replace(example(payment.RefundFailed), **about, occurred_at=MONDAY)
        facts = (COVERED, AGREED, self.LATE, half, asked, failed)
        seen = given(*facts).seen_by(COVERED_BOOKING)
        todo = seen.then_todos("refund-b-until-1500-again-1")["refund-b-until-1500-again-1"]
        assert todo.due_at == MONDAY + days(1)

    @pytest.mark.parametrize(
        "lost",
        [
            replace(LATE, reason=CancellationReason.DISPUTE_LOST, split=ALL_BACK),
            replace(
                example(BookingResolved),
                booking_id="b",
                ground=ResolutionGround.DISPUTE_LOST,
                split=ALL_BACK,
                replaces=NONE_BACK,
            ),
        ],
    )
    def test_gives_nothing_back_that_the_bank_gave(self, lost: Any) -> None:
        given(COVERED, AGREED, lost).seen_by(COVERED_BOOKING).then_nothing()


class TestWhatTheBankTakesBack:
    HALF = replace(example(LateFeeWaived), booking_id="b", split=HALF_BACK, replaces=NONE_BACK)
    REFUND = (COVERED, AGREED, TestALessonThatACreditPaysFor.LATE, HALF)

    def test_is_not_refunded_until_the_bank_has_decided(self) -> None:
        given(*self.REFUND, disputed("b")).seen_by(COVERED_BOOKING).then_nothing()
        given(disputed("b"), *self.REFUND).seen_by(COVERED_BOOKING).then_nothing()

    def test_is_asked_for_under_another_name_once_it_is_ours_again(self) -> None:
        won = given(*self.REFUND, disputed("b"), decided("b")).seen_by(COVERED_BOOKING)
        todos = won.then_todos("refund-b-until-1500-after-1")
        assert todos["refund-b-until-1500-after-1"].act == RequestRefund(
            payment_id="of-five",
            refund_id="b-until-1500",
            amount=Price(minor=1500, currency="EUR"),
            reason=RefundReason.WAIVER,
            booking_id="b",
        )

    def test_waits_again_for_the_next_dispute(self) -> None:
        banks = (disputed("b"), decided("b"), disputed("b"))
        given(*self.REFUND, *banks).seen_by(COVERED_BOOKING).then_nothing()
        given(*self.REFUND, *banks, decided("b")).seen_by(COVERED_BOOKING).then_todos(
            "refund-b-until-1500-after-2"
        )
        lost = decided("b", lost=3)
        given(*self.REFUND, *banks, lost).seen_by(COVERED_BOOKING).then_nothing()

    def test_is_the_students_when_it_is_lost(self) -> None:
        lost = decided("b", lost=3)
        for facts in ((*self.REFUND, disputed("b"), lost), (lost, *self.REFUND)):
            given(*facts).seen_by(COVERED_BOOKING).then_nothing()

    def test_ends_a_request_when_it_is_lost(self) -> None:
        lost = decided("b", lost=3)
        todos = given(COVERED, ASKED, lost).seen_by(COVERED_BOOKING).then_todos("give-up-lost")
        assert todos["give-up-lost"].act == CancelBooking(booking_id="b")
        withdrawn = replace(example(booking.BookingWithdrawn), booking_id="b")
        given(COVERED, ASKED, lost, withdrawn).seen_by(COVERED_BOOKING).then_nothing()
        given(COVERED, ASKED, AGREED, lost).seen_by(COVERED_BOOKING).then_nothing()
        given(COVERED, ASKED, decided("b")).seen_by(COVERED_BOOKING).then_nothing()


class TestABookingPaidByCard:
    def test_is_none_of_its_business(self) -> None:
        whole = replace(TestALessonThatACreditPaysFor.LATE, split=HALF_BACK)
        given(HELD, AGREED, whole).seen_by(COVERED_BOOKING).then_nothing()

    def test_and_a_covered_one_is_none_of_that_of_cards(self) -> None:
        facts = TestWhatTheBankTakesBack.REFUND
        given(*facts).seen_by(BOOKING_PAYMENT).then_nothing()
        given(COVERED, ASKED, AGREED).seen_by(BOOKING_PAYMENT).then_nothing()
