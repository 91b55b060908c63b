"""What a student's bank does with a payment, rule by rule."""

from dataclasses import replace
from typing import Final

import pytest

from domain.payment import answers, disputing
from domain.payment.aggregate import (
    PAYMENT,
    ADisputedPaymentIsNotRefunded,
    OnePaymentHasOneCurrency,
    OnlyWhatWasTakenIsRefunded,
    Payment,
)
from domain.payment.answers import Answer
from domain.payment.dispute_events import (
    EvidenceRefused,
    EvidenceSubmitted,
    PaymentDisputeClosed,
    PaymentDisputed,
)
from domain.payment.disputing import Alert, ThereIsNoSuchDispute
from domain.payment.events import (
    PaymentEvent,
    PaymentRefunded,
    ProviderFeeNoted,
    RefundReason,
    VoidRequested,
)
from domain.payment.policies import State
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.domain.payment.history import (
    ABANDONED,
    ABOUT,
    AUTHORISED,
    CAPTURED,
    FEE,
    LATER_STILL,
    NOTHING,
    PRICE,
    REQUESTED,
    refund_requested,
)
from tests.support.calendar import MONDAY, TUESDAY, days
from tests.support.scenario import given

DUE_BY: Final = MONDAY + days(9)
ALERT: Final = Alert("du", "pi", PRICE, NOTHING, "fraudulent", DUE_BY, TUESDAY)
DISPUTED: Final = PaymentDisputed(
    **ABOUT,
    dispute_id="du",
    reference="pi",
    amount=PRICE,
    reason="fraudulent",
    evidence_due_by=DUE_BY,
    occurred_at=TUESDAY,
)
DECIDED_AT: Final = MONDAY + days(30)
DECISION: Final = replace(ALERT, at=DECIDED_AT)
WON: Final = PaymentDisputeClosed(
    **ABOUT,
    dispute_id="du",
    is_won=True,
    amount=PRICE,
    fee_given_back=NOTHING,
    occurred_at=DECIDED_AT,
)
LOST: Final = replace(WON, is_won=False, fee_given_back=FEE)
TAKEN: Final = (REQUESTED, CAPTURED)


def after(*facts: Fact) -> Payment:
    return given(*facts).of(PAYMENT).state


def closing(payment: Payment, *, is_won: bool, alert: Alert = DECISION) -> tuple[PaymentEvent, ...]:
    return tuple(disputing.record_closing(payment, alert, DECIDED_AT, is_won=is_won))


def fee_noted(minor: int, at: Alert = ALERT) -> ProviderFeeNoted:
    return ProviderFeeNoted(**ABOUT, reference="du", fee=Money(minor, "EUR"), occurred_at=at.at)


class TestAnAlert:
    def test_says_what_the_bank_takes_back(self) -> None:
        given(*TAKEN).of(PAYMENT).when(lambda p: disputing.record_dispute(p, ALERT)).then(DISPUTED)
        assert after(*TAKEN, DISPUTED).state is State.DISPUTED

    def test_changes_nothing_when_repeated(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(
            lambda p: disputing.record_dispute(p, ALERT)
        ).then_nothing()

    @pytest.mark.parametrize("closed", [WON, LOST])
    def test_never_opens_again_what_is_closed(self, closed: PaymentDisputeClosed) -> None:
        late = replace(ALERT, amount=Money(9000, "EUR"), at=DECIDED_AT + days(1))
        over = given(*TAKEN, DISPUTED, closed).of(PAYMENT)
        over.when(lambda p: disputing.record_dispute(p, late)).then_nothing()
        over.when(lambda p: closing(p, is_won=not closed.is_won)).then_nothing()

    def test_may_come_before_we_know_of_the_money(self) -> None:
        given(REQUESTED).of(PAYMENT).when(lambda p: disputing.record_dispute(p, ALERT)).then(
            DISPUTED
        )
        assert after(REQUESTED, DISPUTED, CAPTURED).state is State.DISPUTED

    def test_of_an_inquiry_takes_nothing_until_it_is_more(self) -> None:
        inquiry = replace(DISPUTED, amount=NOTHING)
        given(*TAKEN).of(PAYMENT).when(
            lambda p: disputing.record_dispute(p, replace(ALERT, amount=NOTHING))
        ).then(inquiry)
        given(*TAKEN, inquiry).of(PAYMENT).when(
            lambda p: disputing.record_dispute(p, replace(ALERT, amount=NOTHING))
        ).then_nothing()
        given(*TAKEN, inquiry).of(PAYMENT).when(lambda p: disputing.record_dispute(p, ALERT)).then(
            DISPUTED
        )

    def test_is_refused_in_another_currency(self) -> None:
        given(*TAKEN).of(PAYMENT).when(
            lambda p: disputing.record_dispute(p, replace(ALERT, amount=Money(3000, "USD")))
        ).then_refused(OnePaymentHasOneCurrency)


class TestARefund:
    def test_is_refused_while_the_bank_decides(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", PRICE, RefundReason.CANCELLATION, LATER_STILL)
        ).then_refused(ADisputedPaymentIsNotRefunded)

    def test_that_was_asked_for_before_changes_nothing(self) -> None:
        asked = refund_requested("r1", 1000)
        given(*TAKEN, asked, DISPUTED).of(PAYMENT).when(
            lambda p: p.request_refund("r1", asked.amount, RefundReason.CANCELLATION, TUESDAY)
        ).then_nothing()

    def test_goes_on_once_the_dispute_is_won(self) -> None:
        assert after(*TAKEN, DISPUTED, WON).state is State.CAPTURED
        given(*TAKEN, DISPUTED, WON).of(PAYMENT).when(
            lambda p: p.request_refund("r1", PRICE, RefundReason.CANCELLATION, LATER_STILL)
        ).then(refund_requested("r1", 3000))

    def test_is_never_of_what_was_lost(self) -> None:
        given(*TAKEN, DISPUTED, LOST).of(PAYMENT).when(
            lambda p: p.request_refund("r1", Money(1, "EUR"), RefundReason.GOODWILL, TUESDAY)
        ).then_refused(OnlyWhatWasTakenIsRefunded)

    def test_may_be_of_what_the_bank_left(self) -> None:
        part = replace(DISPUTED, amount=Money(1000, "EUR"))
        lost = replace(LOST, amount=part.amount, fee_given_back=Money(100, "EUR"))
        given(*TAKEN, part, lost).of(PAYMENT).when(
            lambda p: p.request_refund(
                "r1", Money(2000, "EUR"), RefundReason.CANCELLATION, LATER_STILL
            )
        ).then(refund_requested("r1", 2000))

    def test_waits_also_where_nobody_waits_for_the_payment(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(lambda p: p.request_void(LATER_STILL)).then(
            replace(ABANDONED, requested_at=LATER_STILL)
        )
        abandoned = given(*TAKEN, DISPUTED, ABANDONED).of(PAYMENT)
        late = refund_requested("p1-late-2", 3000, RefundReason.LATE_PAYMENT)
        abandoned.when(lambda p: closing(p, is_won=True)).then(
            WON, replace(late, requested_at=DECIDED_AT)
        )
        abandoned.when(lambda p: closing(p, is_won=False)).then(LOST)

    def test_that_waits_lets_a_reservation_go_all_the_same(self) -> None:
        released = VoidRequested(**ABOUT, reference="pi", amount=PRICE, requested_at=LATER_STILL)
        given(REQUESTED, AUTHORISED, DISPUTED).of(PAYMENT).when(
            lambda p: p.request_void(LATER_STILL)
        ).then(replace(ABANDONED, requested_at=LATER_STILL), released)


class TestAClosing:
    def test_for_us_changes_no_amount(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(lambda p: closing(p, is_won=True)).then(WON)
        money = after(*TAKEN, DISPUTED, WON).money
        assert (money.refundable, money.fee, money.lost) == (PRICE, FEE, NOTHING)

    def test_for_the_student_gives_the_fee_back_as_well(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(lambda p: closing(p, is_won=False)).then(LOST)
        payment = after(*TAKEN, DISPUTED, LOST)
        assert payment.state is State.LOST
        assert payment.money.fee == payment.money.net == payment.money.refundable == NOTHING

    def test_for_the_student_gives_back_only_what_was_left_of_the_fee(self) -> None:
        asked = refund_requested("r1", 1000)
        refunded = PaymentRefunded(
            **ABOUT,
            refund_id="r1",
            reference="re1",
            amount=asked.amount,
            reason_asked=asked.reason,
            redone=NOTHING,
            fee_given_back=Money(100, "EUR"),
            occurred_at=TUESDAY,
        )
        rest = replace(DISPUTED, amount=Money(2000, "EUR"))
        decision = replace(DECISION, amount=rest.amount)
        given(*TAKEN, asked, refunded, rest).of(PAYMENT).when(
            lambda p: closing(p, is_won=False, alert=decision)
        ).then(replace(LOST, amount=rest.amount, fee_given_back=Money(200, "EUR")))

    def test_without_an_alert_before_brings_it_along(self) -> None:
        alerted = replace(DISPUTED, occurred_at=DECIDED_AT)
        given(*TAKEN).of(PAYMENT).when(lambda p: closing(p, is_won=False)).then(alerted, LOST)

    def test_brings_along_what_more_the_bank_took(self) -> None:
        part = replace(DISPUTED, amount=Money(1000, "EUR"))
        more = replace(DISPUTED, amount=Money(2000, "EUR"), occurred_at=DECIDED_AT)
        given(*TAKEN, part).of(PAYMENT).when(lambda p: closing(p, is_won=True)).then(more, WON)

    def test_leaves_what_another_dispute_holds(self) -> None:
        other = replace(DISPUTED, dispute_id="other", amount=NOTHING)
        assert after(*TAKEN, DISPUTED, other, WON).state is State.DISPUTED


class TestWhatTheProviderKeeps:
    COSTLY = replace(ALERT, fee=Money(1500, "EUR"))

    def test_is_noted_with_the_alert(self) -> None:
        given(*TAKEN).of(PAYMENT).when(lambda p: disputing.record_dispute(p, self.COSTLY)).then(
            DISPUTED, fee_noted(1500)
        )
        given(*TAKEN, DISPUTED, fee_noted(1500)).of(PAYMENT).when(
            lambda p: disputing.record_dispute(p, self.COSTLY)
        ).then_nothing()

    def test_may_grow_while_the_bank_decides(self) -> None:
        more = replace(ALERT, fee=Money(2000, "EUR"))
        less = replace(ALERT, fee=Money(1000, "EUR"))
        known = given(*TAKEN, DISPUTED, fee_noted(1500)).of(PAYMENT)
        known.when(lambda p: disputing.record_dispute(p, more)).then(fee_noted(500))
        known.when(lambda p: disputing.record_dispute(p, less)).then_nothing()

    def test_may_come_back_when_it_is_won(self) -> None:
        given(*TAKEN, DISPUTED, fee_noted(1500)).of(PAYMENT).when(
            lambda p: closing(p, is_won=True)
        ).then(WON, fee_noted(-1500, DECISION))

    def test_of_the_payment_itself_is_another_thing(self) -> None:
        known = after(*TAKEN, DISPUTED, fee_noted(1500))
        noted = answers.note_provider_fee(known, Answer("pi", TUESDAY), Money(45, "EUR"))
        assert [fact.reference for fact in noted if isinstance(fact, ProviderFeeNoted)] == ["pi"]


class TestEvidence:
    SUBMITTED = EvidenceSubmitted(**ABOUT, dispute_id="du", digest="a" * 64, noted_at=LATER_STILL)
    REFUSED = EvidenceRefused(
        **ABOUT, dispute_id="du", reason="dispute_closed", noted_at=LATER_STILL
    )

    def test_is_on_record_by_its_digest_once(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(
            lambda p: disputing.record_evidence(p, "du", "a" * 64, LATER_STILL)
        ).then(self.SUBMITTED)
        given(*TAKEN, DISPUTED, self.SUBMITTED).of(PAYMENT).when(
            lambda p: disputing.record_evidence(p, "du", "b" * 64, LATER_STILL)
        ).then_nothing()

    def test_that_was_not_taken_is_on_record_once(self) -> None:
        given(*TAKEN, DISPUTED).of(PAYMENT).when(
            lambda p: disputing.record_evidence_refusal(p, "du", "dispute_closed", LATER_STILL)
        ).then(self.REFUSED)
        given(*TAKEN, DISPUTED, self.REFUSED).of(PAYMENT).when(
            lambda p: disputing.record_evidence_refusal(p, "du", "dispute_closed", LATER_STILL)
        ).then_nothing()

    def test_is_of_a_dispute_there_is(self) -> None:
        none = given(*TAKEN).of(PAYMENT)
        none.when(lambda p: disputing.record_evidence(p, "du", "a" * 64, LATER_STILL)).then_refused(
            ThereIsNoSuchDispute
        )
        none.when(
            lambda p: disputing.record_evidence_refusal(p, "du", "late", LATER_STILL)
        ).then_refused(ThereIsNoSuchDispute)
