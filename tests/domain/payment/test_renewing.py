"""A reservation that lapses too early: made anew, and only one of them kept."""

from dataclasses import replace

from domain.payment import answers
from domain.payment.aggregate import PAYMENT
from domain.payment.answers import Answer
from domain.payment.events import (
    Action,
    PaymentActionRequired,
    PaymentDeclined,
    PaymentVoided,
    RenewalRequested,
    VoidRequested,
)
from domain.payment.policies import State
from tests.domain.payment.history import (
    ABANDONED,
    ABOUT,
    AUTHORISED,
    CAPTURE_REQUESTED,
    CAPTURED,
    LATER,
    LATER_STILL,
    NOTHING,
    PRICE,
    REQUESTED,
    VOID_REQUESTED,
)
from tests.support.calendar import days
from tests.support.scenario import given

RENEWAL = RenewalRequested(
    **ABOUT, renewal_id="again-1", reference="pi", amount=PRICE, requested_at=LATER
)
ANEW = replace(AUTHORISED, reference="pj", occurred_at=LATER)
UNTIL = LATER + days(5)
VOID_OTHER = VoidRequested(**ABOUT, reference="pj", amount=PRICE, requested_at=LATER_STILL)
VOID_OLD = replace(VOID_REQUESTED, requested_at=LATER_STILL)
LAPSED = PaymentDeclined(
    **ABOUT,
    reference="pi",
    amount=PRICE,
    reason="reservation_lapsed",
    undone=NOTHING,
    fee_undone=NOTHING,
    occurred_at=LATER_STILL,
)
WAITING = PaymentActionRequired(
    **ABOUT, reference="pj", amount=PRICE, kind=Action.METHOD, occurred_at=LATER
)


class TestRenewing:
    def test_is_asked_for_once(self) -> None:
        given(REQUESTED, AUTHORISED).of(PAYMENT).when(
            lambda p: p.request_renewal("again-1", "pi", LATER)
        ).then(RENEWAL)
        given(REQUESTED, AUTHORISED, RENEWAL).of(PAYMENT).when(
            lambda p: p.request_renewal("again-1", "pi", LATER_STILL)
        ).then_nothing()

    def test_is_not_needed_for_what_is_not_reserved_any_more(self) -> None:
        for history in (
            (REQUESTED,),
            (REQUESTED, AUTHORISED, LAPSED),
            (REQUESTED, AUTHORISED, CAPTURE_REQUESTED),
            (REQUESTED, AUTHORISED, CAPTURED),
            (REQUESTED, AUTHORISED, ABANDONED),
            (REQUESTED, AUTHORISED, RENEWAL, ANEW),
        ):
            given(*history).of(PAYMENT).when(
                lambda p: p.request_renewal("again-2", "pi", LATER)
            ).then_nothing()

    def test_keeps_until_when_the_new_one_can_be_taken(self) -> None:
        given(REQUESTED, AUTHORISED, RENEWAL).of(PAYMENT).when(
            lambda p: answers.record_authorisation(
                p, Answer("pj", LATER, capture_before=UNTIL), PRICE, LATER_STILL
            )
        ).then(replace(ANEW, capture_before=UNTIL), VOID_OLD)


class TestOneOfSeveralReservations:
    RENEWED = (REQUESTED, AUTHORISED, RENEWAL, ANEW)

    def test_is_taken_the_newest(self) -> None:
        given(*self.RENEWED, VOID_OLD).of(PAYMENT).when(lambda p: p.request_capture(LATER)).then(
            replace(CAPTURE_REQUESTED, reference="pj")
        )

    def test_is_taken_the_one_that_was_asked_for(self) -> None:
        given(REQUESTED, AUTHORISED, RENEWAL, CAPTURE_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, Answer("pj", LATER), PRICE, LATER_STILL)
        ).then(ANEW, VOID_OTHER)

    def test_leaves_the_others_go_when_it_is_taken(self) -> None:
        given(*self.RENEWED).of(PAYMENT).when(
            lambda p: answers.record_capture(p, Answer("pi", LATER), PRICE, LATER_STILL)
        ).then(CAPTURED, VOID_OTHER)

    def test_stays_when_the_new_one_is_declined(self) -> None:
        declined = replace(LAPSED, reference="pj", reason="insufficient_funds")
        payment = given(REQUESTED, AUTHORISED, RENEWAL, declined).of(PAYMENT).state
        assert payment.state is State.AUTHORISED
        assert [one.key for one in payment.money.reserved] == ["pi"]

    def test_ends_the_payment_when_it_lapses_alone(self) -> None:
        assert given(REQUESTED, AUTHORISED, LAPSED).of(PAYMENT).state.state is State.DECLINED
        voided = PaymentVoided(**ABOUT, reference="pi", amount=PRICE, occurred_at=LATER_STILL)
        renewed = given(*self.RENEWED, VOID_OLD, voided).of(PAYMENT).state
        assert renewed.state is State.AUTHORISED


class TestARenewalThatWaitsForTheStudent:
    KNOWN = (REQUESTED, AUTHORISED, RENEWAL, WAITING)

    def test_leaves_the_reservation_alone(self) -> None:
        given(REQUESTED, AUTHORISED, RENEWAL).of(PAYMENT).when(
            lambda p: answers.record_action(
                p, Answer("pj", LATER), Action.METHOD, PRICE, LATER_STILL
            )
        ).then(WAITING)

    def test_is_ended_once_the_money_is_asked_for(self) -> None:
        """Else the student could pay a second time."""
        given(*self.KNOWN).of(PAYMENT).when(lambda p: p.request_capture(LATER_STILL)).then(
            replace(CAPTURE_REQUESTED, requested_at=LATER_STILL), VOID_OTHER
        )

    def test_replaces_the_reservation_when_they_did_it(self) -> None:
        given(*self.KNOWN).of(PAYMENT).when(
            lambda p: answers.record_authorisation(p, Answer("pj", LATER), PRICE, LATER_STILL)
        ).then(ANEW, VOID_OLD)
