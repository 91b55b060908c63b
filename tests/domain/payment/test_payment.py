"""Asking for money, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from domain.payment.aggregate import (
    PAYMENT,
    AnAbandonedPaymentIsNotTaken,
    APaymentIsAskedForOnce,
    APaymentIsMoreThanNothing,
    ARefundIsNeverChanged,
    OnePaymentHasOneCurrency,
    OnlyReservedMoneyIsTaken,
    OnlyWhatWasTakenIsRefunded,
    begin,
)
from domain.payment.events import (
    CaptureFailed,
    PaymentDeclined,
    PaymentEvent,
    PaymentVoided,
    RefundReason,
)
from domain.payment.policies import State
from domain.shared.money import Money
from tests.domain.payment.history import (
    ABANDONED,
    ABOUT,
    AUTHORISED,
    CAPTURE_REQUESTED,
    CAPTURED,
    DUE,
    LATER,
    LATER_STILL,
    NOTHING,
    PRICE,
    REQUESTED,
    VOID_REQUESTED,
    refund_requested,
)
from tests.support.calendar import MONDAY
from tests.support.scenario import given

CANCELLATION = RefundReason.CANCELLATION
DECLINED = PaymentDeclined(
    **ABOUT,
    reference="",
    amount=PRICE,
    reason="card_declined",
    undone=NOTHING,
    fee_undone=NOTHING,
    occurred_at=MONDAY,
)
VOIDED = PaymentVoided(**ABOUT, reference="pi", amount=PRICE, occurred_at=LATER)


class TestAskingForAPayment:
    def test_names_the_fee_beforehand(self) -> None:
        assert begin(None, DUE, MONDAY) == (REQUESTED,)

    def test_changes_nothing_when_repeated(self) -> None:
        given(REQUESTED).of(PAYMENT).when(lambda p: begin(p, DUE, LATER)).then_nothing()

    def test_keeps_the_fee_it_was_first_asked_with(self) -> None:
        dearer = replace(DUE, fee_basis_points=1500)
        given(REQUESTED).of(PAYMENT).when(lambda p: begin(p, dearer, LATER)).then_nothing()

    def test_is_refused_under_a_name_that_is_taken(self) -> None:
        dearer = replace(DUE, amount=Money(4000, "EUR"))
        given(REQUESTED).of(PAYMENT).when(lambda p: begin(p, dearer, LATER)).then_refused(
            APaymentIsAskedForOnce
        )

    def test_is_refused_for_nothing(self) -> None:
        with pytest.raises(APaymentIsMoreThanNothing):
            begin(None, replace(DUE, amount=NOTHING), MONDAY)


class TestAskingToCapture:
    def test_asks_for_what_is_reserved(self) -> None:
        given(REQUESTED, AUTHORISED).of(PAYMENT).when(lambda p: p.request_capture(LATER)).then(
            CAPTURE_REQUESTED
        )

    def test_changes_nothing_when_repeated(self) -> None:
        asked = given(REQUESTED, AUTHORISED, CAPTURE_REQUESTED).of(PAYMENT)
        asked.when(lambda p: p.request_capture(LATER_STILL)).then_nothing()

    def test_changes_nothing_when_all_is_taken(self) -> None:
        taken = given(REQUESTED, AUTHORISED, CAPTURED).of(PAYMENT)
        taken.when(lambda p: p.request_capture(LATER_STILL)).then_nothing()

    def test_is_not_tried_again_after_it_failed(self) -> None:
        failed = CaptureFailed(
            **ABOUT,
            reference="pi",
            amount=PRICE,
            reason="capture_refused",
            undone=NOTHING,
            fee_undone=NOTHING,
            occurred_at=LATER,
        )
        history = given(REQUESTED, AUTHORISED, CAPTURE_REQUESTED, failed).of(PAYMENT)
        assert history.state.state is State.AUTHORISED
        history.when(lambda p: p.request_capture(LATER_STILL)).then_nothing()

    def test_is_refused_before_anything_is_reserved(self) -> None:
        given(REQUESTED).of(PAYMENT).when(lambda p: p.request_capture(LATER)).then_refused(
            OnlyReservedMoneyIsTaken
        )

    def test_is_refused_once_declined(self) -> None:
        declined = given(REQUESTED, DECLINED).of(PAYMENT)
        assert declined.state.state is State.DECLINED
        declined.when(lambda p: p.request_capture(LATER)).then_refused(OnlyReservedMoneyIsTaken)

    def test_is_refused_once_voided(self) -> None:
        voided = given(REQUESTED, AUTHORISED, VOIDED).of(PAYMENT)
        assert voided.state.state is State.VOIDED
        voided.when(lambda p: p.request_capture(LATER)).then_refused(OnlyReservedMoneyIsTaken)

    def test_is_refused_once_abandoned(self) -> None:
        abandoned = given(REQUESTED, AUTHORISED, ABANDONED, VOID_REQUESTED).of(PAYMENT)
        abandoned.when(lambda p: p.request_capture(LATER)).then_refused(
            AnAbandonedPaymentIsNotTaken
        )


class TestAbandoning:
    def test_voids_what_is_reserved(self) -> None:
        given(REQUESTED, AUTHORISED).of(PAYMENT).when(lambda p: p.request_void(LATER)).then(
            ABANDONED, VOID_REQUESTED
        )

    def test_waits_for_what_the_provider_has_not_answered(self) -> None:
        given(REQUESTED).of(PAYMENT).when(lambda p: p.request_void(LATER)).then(ABANDONED)

    def test_refunds_what_is_taken_and_not_on_its_way_back(self) -> None:
        history = given(REQUESTED, AUTHORISED, CAPTURED, refund_requested("r1", 1000))
        history.of(PAYMENT).when(lambda p: p.request_void(LATER_STILL)).then(
            replace(ABANDONED, requested_at=LATER_STILL),
            refund_requested("p1-late-3", 2000, RefundReason.LATE_PAYMENT),
        )

    def test_changes_nothing_when_repeated(self) -> None:
        history = given(REQUESTED, AUTHORISED, ABANDONED, VOID_REQUESTED).of(PAYMENT)
        history.when(lambda p: p.request_void(LATER_STILL)).then_nothing()


class TestAskingForARefund:
    def test_names_it(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", Money(1000, "EUR"), CANCELLATION, LATER_STILL)
        ).then(refund_requested("r1", 1000))

    def test_out_of_a_package_says_which_booking_it_is_of(self) -> None:
        package: Any = {"booking_id": None, "package_id": "k"}
        paid: tuple[PaymentEvent, ...] = (REQUESTED, CAPTURED)
        history = given(*(replace(fact, **package) for fact in paid))
        asked = replace(refund_requested("r1", 1000), **package)
        history.of(PAYMENT).when(
            lambda p: p.request_refund("r1", asked.amount, CANCELLATION, LATER_STILL, "b7")
        ).then(replace(asked, booking_id="b7"))
        history.of(PAYMENT).when(
            lambda p: p.request_refund("r1", asked.amount, CANCELLATION, LATER_STILL)
        ).then(asked)

    def test_may_ask_for_all_that_is_left(self) -> None:
        history = given(REQUESTED, CAPTURED, refund_requested("r1", 1000)).of(PAYMENT)
        history.when(
            lambda p: p.request_refund("r2", Money(2000, "EUR"), CANCELLATION, LATER_STILL)
        ).then(refund_requested("r2", 2000))

    def test_changes_nothing_when_repeated(self) -> None:
        history = given(REQUESTED, CAPTURED, refund_requested("r1", 1000)).of(PAYMENT)
        history.when(
            lambda p: p.request_refund("r1", Money(1000, "EUR"), CANCELLATION, LATER_STILL)
        ).then_nothing()

    def test_is_refused_under_its_name_with_another_amount(self) -> None:
        history = given(REQUESTED, CAPTURED, refund_requested("r1", 1000)).of(PAYMENT)
        history.when(
            lambda p: p.request_refund("r1", Money(1001, "EUR"), CANCELLATION, LATER_STILL)
        ).then_refused(ARefundIsNeverChanged)

    def test_is_refused_beyond_what_was_taken_counting_what_is_on_its_way(self) -> None:
        history = given(REQUESTED, CAPTURED, refund_requested("r1", 1000)).of(PAYMENT)
        history.when(
            lambda p: p.request_refund("r2", Money(2001, "EUR"), CANCELLATION, LATER_STILL)
        ).then_refused(OnlyWhatWasTakenIsRefunded)

    @pytest.mark.parametrize("minor", [0, -1])
    def test_is_refused_for_nothing(self, minor: int) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", Money(minor, "EUR"), CANCELLATION, LATER_STILL)
        ).then_refused(OnlyWhatWasTakenIsRefunded)

    def test_is_refused_while_nothing_is_taken(self) -> None:
        given(REQUESTED, AUTHORISED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", PRICE, CANCELLATION, LATER)
        ).then_refused(OnlyWhatWasTakenIsRefunded)

    def test_is_refused_in_another_currency(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", Money(1000, "USD"), CANCELLATION, LATER)
        ).then_refused(OnePaymentHasOneCurrency)


class TestAStream:
    def test_begins_with_the_request(self) -> None:
        with pytest.raises(TypeError, match=r"payment\.captured\.v1"):
            PAYMENT.evolve(None, CAPTURED)
