"""What the provider's answers make of a payment: twice, late and in any order."""

from dataclasses import replace

from domain.payment import answers
from domain.payment.aggregate import PAYMENT, OnePaymentHasOneCurrency, Payment
from domain.payment.answers import Answer, ThereIsNoSuchRefund
from domain.payment.events import (
    CaptureFailed,
    Deed,
    OutcomeRepeated,
    PaymentDeclined,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
    RefundReason,
    VoidFailed,
)
from domain.payment.policies import State
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.domain.payment.history import (
    ABANDONED,
    ABOUT,
    AUTHORISED,
    CAPTURE_REQUESTED,
    CAPTURED,
    FEE,
    LATER,
    LATER_STILL,
    NOTHING,
    PRICE,
    REQUESTED,
    VOID_REQUESTED,
    refund_requested,
)
from tests.support.calendar import MONDAY, minutes
from tests.support.scenario import given

ON_MONDAY = Answer("pi", MONDAY)
LATE = Answer("pi", LATER)
DECLINED = PaymentDeclined(
    **ABOUT,
    reference="pi",
    amount=PRICE,
    reason="card_declined",
    undone=NOTHING,
    fee_undone=NOTHING,
    occurred_at=LATER,
)
CAPTURE_FAILED = CaptureFailed(
    **ABOUT,
    reference="pi",
    amount=PRICE,
    reason="capture_refused",
    undone=NOTHING,
    fee_undone=NOTHING,
    occurred_at=LATER,
)
REFUNDED = PaymentRefunded(
    **ABOUT,
    refund_id="r1",
    reference="re1",
    amount=Money(1000, "EUR"),
    reason_asked=RefundReason.CANCELLATION,
    redone=NOTHING,
    fee_given_back=Money(100, "EUR"),
    occurred_at=LATER_STILL,
)


def payment_after(*facts: Fact) -> Payment:
    return given(*facts).of(PAYMENT).state


class TestAnAuthorisation:
    def test_reserves(self) -> None:
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, ON_MONDAY, PRICE, MONDAY)
        ).then(AUTHORISED)
        assert payment_after(REQUESTED, AUTHORISED).state is State.AUTHORISED

    def test_says_nothing_twice(self) -> None:
        given(REQUESTED, AUTHORISED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, ON_MONDAY, PRICE, LATER)
        ).then_nothing()

    def test_says_nothing_after_the_capture_it_led_to(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, ON_MONDAY, PRICE, LATER)
        ).then_nothing()

    def test_that_comes_when_nobody_waits_any_more_is_voided(self) -> None:
        given(REQUESTED, ABANDONED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, ON_MONDAY, PRICE, LATER)
        ).then(AUTHORISED, VOID_REQUESTED)

    def test_is_refused_in_another_currency(self) -> None:
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, ON_MONDAY, Money(3000, "USD"), MONDAY)
        ).then_refused(OnePaymentHasOneCurrency)


class TestADecline:
    def test_ends_the_payment(self) -> None:
        by_bank = Answer("pi", LATER, "card_declined")
        given(REQUESTED).of(PAYMENT).when(lambda p: answers.record_decline(p, by_bank)).then(
            DECLINED
        )
        assert payment_after(REQUESTED, DECLINED).state is State.DECLINED

    def test_older_than_the_success_is_ignored(self) -> None:
        older = Answer("pi", MONDAY, "card_declined")
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_decline(p, older)
        ).then_nothing()

    def test_at_the_instant_of_the_success_is_ignored(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_decline(p, Answer("pi", LATER, "card_declined"))
        ).then_nothing()

    def test_newer_than_the_success_undoes_it_and_says_by_how_much(self) -> None:
        newer = Answer("pi", LATER_STILL, "card_declined")
        undoing = replace(DECLINED, undone=PRICE, fee_undone=FEE, occurred_at=LATER_STILL)
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_decline(p, newer)
        ).then(undoing)
        undone = payment_after(REQUESTED, CAPTURED, undoing)
        assert undone.state is State.DECLINED
        assert undone.money.taken == undone.money.fee == NOTHING

    def test_gives_way_to_a_newer_success(self) -> None:
        success = replace(CAPTURED, occurred_at=LATER_STILL)
        given(REQUESTED, DECLINED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, Answer("pi", LATER_STILL), PRICE, LATER_STILL)
        ).then(success)
        assert payment_after(REQUESTED, DECLINED, success).state is State.CAPTURED

    def test_holds_against_an_older_success(self) -> None:
        given(REQUESTED, DECLINED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, ON_MONDAY, PRICE, LATER)
        ).then_nothing()

    def test_of_what_we_asked_to_let_go_is_that_it_was_let_go(self) -> None:
        ended = Answer("pi", LATER_STILL, "abandoned")
        given(REQUESTED, AUTHORISED, ABANDONED, VOID_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_decline(p, ended)
        ).then(PaymentVoided(**ABOUT, reference="pi", amount=PRICE, occurred_at=LATER_STILL))


class TestACapture:
    def test_takes_the_amount_with_the_fee(self) -> None:
        given(REQUESTED, AUTHORISED, CAPTURE_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, LATE, PRICE, LATER)
        ).then(CAPTURED)
        payment = payment_after(REQUESTED, AUTHORISED, CAPTURE_REQUESTED, CAPTURED)
        assert payment.state is State.CAPTURED
        assert (payment.money.taken, payment.money.fee) == (PRICE, FEE)
        assert payment.money.net == Money(2700, "EUR")

    def test_needs_no_authorisation_first(self) -> None:
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, LATE, PRICE, LATER)
        ).then(CAPTURED)

    def test_said_again_later_moves_nothing(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, Answer("pi", LATER_STILL), PRICE, LATER_STILL)
        ).then(
            OutcomeRepeated(
                **ABOUT,
                deed=Deed.TAKE,
                key="pi",
                amount=PRICE,
                is_done=True,
                occurred_at=LATER_STILL,
            )
        )

    def test_that_comes_when_nobody_waits_any_more_is_refunded_in_full(self) -> None:
        given(REQUESTED, ABANDONED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, LATE, PRICE, LATER_STILL)
        ).then(CAPTURED, refund_requested("p1-late-2", 3000, RefundReason.LATE_PAYMENT))

    def test_that_wins_against_the_void_is_refunded_in_full(self) -> None:
        history = given(REQUESTED, AUTHORISED, CAPTURE_REQUESTED, ABANDONED, VOID_REQUESTED)
        history.of(PAYMENT).when(
            lambda p: answers.record_capture(p, LATE, PRICE, LATER_STILL)
        ).then(CAPTURED, refund_requested("p1-late-3", 3000, RefundReason.LATE_PAYMENT))

    def test_of_another_amount_is_recorded_as_it_is(self) -> None:
        less = Money(2000, "EUR")
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, LATE, less, LATER)
        ).then(replace(CAPTURED, amount=less, fee=Money(200, "EUR")))


class TestAFailedCapture:
    def test_leaves_the_reservation(self) -> None:
        refused = Answer("pi", LATER, "capture_refused")
        given(REQUESTED, AUTHORISED, CAPTURE_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_capture_failure(p, refused)
        ).then(CAPTURE_FAILED)
        payment = payment_after(REQUESTED, AUTHORISED, CAPTURE_REQUESTED, CAPTURE_FAILED)
        assert payment.state is State.AUTHORISED

    def test_newer_than_the_capture_undoes_it(self) -> None:
        refused = Answer("pi", LATER_STILL, "capture_refused")
        given(REQUESTED, AUTHORISED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_capture_failure(p, refused)
        ).then(replace(CAPTURE_FAILED, undone=PRICE, fee_undone=FEE, occurred_at=LATER_STILL))


class TestAVoid:
    def test_gives_the_reservation_back(self) -> None:
        voided = PaymentVoided(**ABOUT, reference="pi", amount=PRICE, occurred_at=LATER)
        given(REQUESTED, AUTHORISED, ABANDONED, VOID_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_void(p, LATE)
        ).then(voided)

    def test_that_failed_is_on_record_once(self) -> None:
        refused = Answer("pi", LATER, "not_reserved")
        failed = VoidFailed(
            **ABOUT, reference="pi", amount=PRICE, reason="not_reserved", occurred_at=LATER
        )
        history = (REQUESTED, AUTHORISED, ABANDONED, VOID_REQUESTED)
        given(*history).of(PAYMENT).when(lambda p: answers.record_void_failure(p, refused)).then(
            failed
        )
        given(*history, failed).of(PAYMENT).when(
            lambda p: answers.record_void_failure(p, refused)
        ).then_nothing()


class TestARefund:
    def test_gives_the_fee_back_in_proportion(self) -> None:
        given(REQUESTED, CAPTURED, refund_requested("r1", 1000)).of(PAYMENT).when(
            lambda p: answers.record_refund(p, "r1", Answer("re1", LATER_STILL))
        ).then(REFUNDED)
        history = (REQUESTED, CAPTURED, refund_requested("r1", 1000), REFUNDED)
        assert payment_after(*history).state is State.PARTLY_REFUNDED

    def test_in_full_leaves_every_bucket_empty(self) -> None:
        rest = replace(
            REFUNDED,
            refund_id="r2",
            reference="re2",
            amount=Money(2000, "EUR"),
            fee_given_back=Money(200, "EUR"),
        )
        history = (REQUESTED, CAPTURED, refund_requested("r1", 1000), REFUNDED)
        asked = (*history, refund_requested("r2", 2000))
        given(*asked).of(PAYMENT).when(
            lambda p: answers.record_refund(p, "r2", Answer("re2", LATER_STILL))
        ).then(rest)
        payment = payment_after(*asked, rest)
        assert payment.state is State.REFUNDED
        assert payment.money.fee == payment.money.net == NOTHING

    def test_says_nothing_twice(self) -> None:
        given(REQUESTED, CAPTURED, refund_requested("r1", 1000), REFUNDED).of(PAYMENT).when(
            lambda p: answers.record_refund(p, "r1", Answer("re1", LATER_STILL))
        ).then_nothing()

    def test_nobody_asked_for_is_refused(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_refund(p, "r1", Answer("re1", LATER_STILL))
        ).then_refused(ThereIsNoSuchRefund)
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.record_refund_failure(p, "r1", Answer("", LATER_STILL, "lost"))
        ).then_refused(ThereIsNoSuchRefund)

    def test_that_failed_may_be_asked_for_anew(self) -> None:
        refused = Answer("", LATER_STILL, "refund_refused")
        failed = RefundFailed(
            **ABOUT,
            refund_id="r1",
            amount=PRICE,
            reason="refund_refused",
            reason_asked=RefundReason.CANCELLATION,
            undone=NOTHING,
            fee_undone=NOTHING,
            occurred_at=LATER_STILL,
        )
        history = (REQUESTED, CAPTURED, refund_requested("r1", 3000))
        given(*history).of(PAYMENT).when(
            lambda p: answers.record_refund_failure(p, "r1", refused)
        ).then(failed)
        given(*history, failed).of(PAYMENT).when(
            lambda p: p.request_refund("r2", PRICE, RefundReason.CANCELLATION, LATER_STILL)
        ).then(refund_requested("r2", 3000))

    def test_that_had_failed_is_told_to_be_done_after_all(self) -> None:
        asked = refund_requested("r1", 1000, RefundReason.WAIVER)
        failed = RefundFailed(
            **ABOUT,
            refund_id="r1",
            amount=asked.amount,
            reason="refund_refused",
            reason_asked=RefundReason.WAIVER,
            undone=NOTHING,
            fee_undone=NOTHING,
            occurred_at=LATER_STILL,
        )
        later = LATER_STILL + minutes(1)
        given(REQUESTED, CAPTURED, asked, failed).of(PAYMENT).when(
            lambda p: answers.record_refund(p, "r1", Answer("re1", later))
        ).then(
            replace(
                REFUNDED,
                reason_asked=RefundReason.WAIVER,
                redone=asked.amount,
                occurred_at=later,
            )
        )

    def test_out_of_a_package_is_told_of_its_booking(self) -> None:
        asked = replace(refund_requested("r1", 1000), booking_id="b7")
        told = given(REQUESTED, CAPTURED, asked).of(PAYMENT)
        told.when(lambda p: answers.record_refund(p, "r1", Answer("re1", LATER_STILL))).then(
            replace(REFUNDED, booking_id="b7")
        )
        refused = Answer("", LATER_STILL, "account_closed")
        failed = told.when(lambda p: answers.record_refund_failure(p, "r1", refused)).facts
        assert [fact.booking_id for fact in failed if isinstance(fact, RefundFailed)] == ["b7"]

    def test_that_fails_after_all_is_undone_with_its_fee(self) -> None:
        refused = Answer("", LATER_STILL + minutes(1), "account_closed")
        history = given(REQUESTED, CAPTURED, refund_requested("r1", 1000), REFUNDED)
        history.of(PAYMENT).when(lambda p: answers.record_refund_failure(p, "r1", refused)).then(
            RefundFailed(
                **ABOUT,
                refund_id="r1",
                amount=Money(1000, "EUR"),
                reason="account_closed",
                reason_asked=RefundReason.CANCELLATION,
                undone=Money(1000, "EUR"),
                fee_undone=Money(100, "EUR"),
                occurred_at=LATER_STILL + minutes(1),
            )
        )
