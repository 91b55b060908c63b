"""A payment the provider waits for the student with, and what the provider keeps for itself."""

from dataclasses import replace

from domain.payment import answers
from domain.payment.aggregate import PAYMENT, OnePaymentHasOneCurrency
from domain.payment.answers import Answer
from domain.payment.events import (
    Action,
    PaymentActionRequired,
    PaymentDeclined,
    PaymentVoided,
    ProviderFeeNoted,
)
from domain.payment.policies import State
from domain.shared.money import Money
from tests.domain.payment.history import (
    ABANDONED,
    ABOUT,
    AUTHORISED,
    CAPTURED,
    LATER,
    LATER_STILL,
    NOTHING,
    PRICE,
    REQUESTED,
    VOID_REQUESTED,
)
from tests.support.calendar import MONDAY
from tests.support.scenario import given

WAITING = PaymentActionRequired(
    **ABOUT, reference="pi", amount=PRICE, kind=Action.CONFIRM, occurred_at=MONDAY
)
VOIDED = PaymentVoided(**ABOUT, reference="pi", amount=PRICE, occurred_at=LATER)
DECLINED = PaymentDeclined(
    **ABOUT,
    reference="pi",
    amount=PRICE,
    reason="card_declined",
    undone=NOTHING,
    fee_undone=NOTHING,
    occurred_at=LATER,
)
ON_MONDAY = Answer("pi", MONDAY)
FEE_NOTED = ProviderFeeNoted(**ABOUT, reference="pi", fee=Money(65, "EUR"), occurred_at=LATER)


class TestWaitingForTheStudent:
    def test_is_where_the_payment_stands(self) -> None:
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_action(p, ON_MONDAY, Action.CONFIRM, PRICE, LATER)
        ).then(WAITING)
        assert given(REQUESTED, WAITING).of(PAYMENT).state.state is State.ACTION_REQUIRED

    def test_is_said_once(self) -> None:
        given(REQUESTED, WAITING).of(PAYMENT).when(
            lambda p: answers.record_action(p, ON_MONDAY, Action.CONFIRM, PRICE, LATER)
        ).then_nothing()

    def test_may_become_waiting_for_something_else(self) -> None:
        other = replace(WAITING, kind=Action.METHOD, occurred_at=LATER)
        given(REQUESTED, WAITING).of(PAYMENT).when(
            lambda p: answers.record_action(p, Answer("pi", LATER), Action.METHOD, PRICE, LATER)
        ).then(other)

    def test_is_over_when_the_provider_answered(self) -> None:
        for answer in (AUTHORISED, CAPTURED, DECLINED):
            given(REQUESTED, WAITING, answer).of(PAYMENT).when(
                lambda p: answers.record_action(
                    p, Answer("pi", LATER_STILL), Action.CONFIRM, PRICE, LATER
                )
            ).then_nothing()
        assert given(REQUESTED, WAITING, AUTHORISED).of(PAYMENT).state.state is State.AUTHORISED

    def test_takes_and_reserves_nothing(self) -> None:
        money = given(REQUESTED, WAITING).of(PAYMENT).state.money
        assert (money.taken, money.reserved) == (NOTHING, ())

    def test_is_refused_in_another_currency(self) -> None:
        dollars = Money(3000, "USD")
        given(REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_action(p, ON_MONDAY, Action.CONFIRM, dollars, LATER)
        ).then_refused(OnePaymentHasOneCurrency)


class TestAbandoningWhatIsNotFinished:
    def test_ends_it_at_the_provider_so_that_nobody_pays_late(self) -> None:
        given(REQUESTED, WAITING).of(PAYMENT).when(lambda p: p.request_void(LATER)).then(
            ABANDONED, VOID_REQUESTED
        )
        ended = given(REQUESTED, WAITING, ABANDONED, VOID_REQUESTED, VOIDED).of(PAYMENT).state
        assert ended.state is State.VOIDED

    def test_ends_also_what_is_told_only_afterwards(self) -> None:
        given(REQUESTED, ABANDONED).of(PAYMENT).when(
            lambda p: answers.record_action(p, ON_MONDAY, Action.CONFIRM, PRICE, LATER)
        ).then(WAITING, VOID_REQUESTED)

    def test_asks_for_the_void_once(self) -> None:
        given(REQUESTED, WAITING, ABANDONED, VOID_REQUESTED).of(PAYMENT).when(
            lambda p: answers.record_action(p, Answer("pi", LATER), Action.METHOD, PRICE, LATER)
        ).then(replace(WAITING, kind=Action.METHOD, occurred_at=LATER))


class TestWhatTheProviderKeeps:
    def test_is_noted_once_for_a_reference(self) -> None:
        noted = Answer("pi", LATER)
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.note_provider_fee(p, noted, FEE_NOTED.fee)
        ).then(FEE_NOTED)
        given(REQUESTED, CAPTURED, FEE_NOTED).of(PAYMENT).when(
            lambda p: answers.note_provider_fee(p, noted, FEE_NOTED.fee)
        ).then_nothing()

    def test_is_noted_for_each_thing_it_is_kept_for(self) -> None:
        other = replace(FEE_NOTED, reference="dp", fee=Money(2000, "EUR"))
        given(REQUESTED, CAPTURED, FEE_NOTED).of(PAYMENT).when(
            lambda p: answers.note_provider_fee(p, Answer("dp", LATER), other.fee)
        ).then(other)

    def test_is_not_noted_when_it_is_nothing(self) -> None:
        given(REQUESTED, CAPTURED).of(PAYMENT).when(
            lambda p: answers.note_provider_fee(p, Answer("pi", LATER), NOTHING)
        ).then_nothing()

    def test_changes_nothing_of_the_payment_itself(self) -> None:
        before = given(REQUESTED, CAPTURED).of(PAYMENT).state
        assert given(REQUESTED, CAPTURED, FEE_NOTED).of(PAYMENT).state.money == before.money
