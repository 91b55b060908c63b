"""From a hold to a confirmed booking, or not."""

from dataclasses import replace

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.agreeing import (
    NoRequestIsOpen,
    NoTimeIsLeftToAnswer,
    OnlyTheStudentSubmits,
    OnlyTheTutorAnswers,
    TheHoldIsOver,
    TheMoneyIsNotReservedYet,
)
from domain.booking.events import (
    BookingCancelled,
    LatePaymentReported,
    LessonStarted,
    PaymentExpired,
    PaymentMismatchReported,
    RequestDeclined,
    RequestExpired,
)
from domain.booking.terms import Acceptance, CancellationReason, Party, Split, State
from domain.shared.money import Money
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    ASKED,
    AUTHORISED,
    AWAITING,
    CONFIRMED,
    HELD,
    HELD_BY_HAND,
    NOTICE,
    PAYMENT,
    PLATFORM,
    PRICE,
    REQUESTED,
    STANDARD,
    STARTED,
    STUDENT,
    TUTOR,
)
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, days, minutes
from tests.support.scenario import given

CHEAP = Money(100, "EUR")
IN_DOLLARS = Money(3000, "USD")
LATE = LatePaymentReported(**ABOUT, payment_id=PAYMENT, amount=PRICE, reported_at=TUESDAY)


class TestSubmitting:
    def test_asks_for_the_money_when_the_tutor_accepts_at_once(self) -> None:
        given(HELD).of(BOOKING).when(lambda b: b.submit(by=STUDENT, now=MONDAY)).then(AWAITING)

    def test_asks_the_tutor_who_answers_by_hand(self) -> None:
        given(HELD_BY_HAND).of(BOOKING).when(lambda b: b.submit(by=STUDENT, now=MONDAY)).then(
            REQUESTED
        )

    def test_gives_the_tutor_six_days_at_most(self) -> None:
        far = replace(HELD_BY_HAND, start=MONDAY + days(30), end=MONDAY + days(30.1))
        outcome = given(far).of(BOOKING).when(lambda b: b.submit(by=STUDENT, now=MONDAY))
        assert outcome.facts == (
            replace(REQUESTED, start=far.start, end=far.end, expires_at=MONDAY + days(6)),
        )

    def test_is_the_students(self) -> None:
        given(HELD).of(BOOKING).when(lambda b: b.submit(by=TUTOR, now=MONDAY)).then_refused(
            OnlyTheStudentSubmits
        )

    def test_is_refused_from_the_instant_the_hold_ends(self) -> None:
        late = MONDAY + minutes(10)
        given(HELD).of(BOOKING).when(lambda b: b.submit(by=STUDENT, now=late)).then_refused(
            TheHoldIsOver
        )

    def test_is_refused_twice(self) -> None:
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.submit(by=STUDENT, now=MONDAY)
        ).then_refused(TheHoldIsOver)

    def test_is_refused_when_the_notice_has_begun(self) -> None:
        begun = FRIDAY - minutes(NOTICE)
        short = replace(HELD_BY_HAND, held_at=begun, expires_at=begun + minutes(10))
        given(short).of(BOOKING).when(lambda b: b.submit(by=STUDENT, now=begun)).then_refused(
            NoTimeIsLeftToAnswer
        )


class TestAnswering:
    def test_confirms_on_the_conditions_of_the_day(self) -> None:
        by_hand = replace(CONFIRMED, acceptance=Acceptance.BY_HAND, confirmed_at=TUESDAY)
        given(*ASKED, AUTHORISED).of(BOOKING).when(
            lambda b: b.accept(STANDARD, by=TUTOR, now=TUESDAY)
        ).then(by_hand)

    def test_waits_for_the_money_to_be_reserved(self) -> None:
        given(*ASKED).of(BOOKING).when(
            lambda b: b.accept(STANDARD, by=TUTOR, now=TUESDAY)
        ).then_refused(TheMoneyIsNotReservedYet)

    @pytest.mark.parametrize("by", [STUDENT, PLATFORM])
    def test_is_the_tutors(self, by: Party) -> None:
        asked = given(*ASKED, AUTHORISED).of(BOOKING)
        asked.when(lambda b: b.accept(STANDARD, by=by, now=TUESDAY)).then_refused(
            OnlyTheTutorAnswers
        )
        asked.when(lambda b: b.decline(by=by, now=TUESDAY)).then_refused(OnlyTheTutorAnswers)

    def test_is_refused_from_the_instant_the_request_ends(self) -> None:
        late = REQUESTED.expires_at
        asked = given(*ASKED, AUTHORISED).of(BOOKING)
        asked.when(lambda b: b.accept(STANDARD, by=TUTOR, now=late)).then_refused(NoRequestIsOpen)
        asked.when(lambda b: b.decline(by=TUTOR, now=late)).then_refused(NoRequestIsOpen)

    def test_declines_and_names_the_money_to_let_go(self) -> None:
        declined = RequestDeclined(**ABOUT, payment_id=PAYMENT, declined_at=TUESDAY)
        given(*ASKED, AUTHORISED).of(BOOKING).when(lambda b: b.decline(by=TUTOR, now=TUESDAY)).then(
            declined
        )
        ended = given(*ASKED, AUTHORISED, declined).of(BOOKING)
        assert ended.state.state is State.DECLINED
        assert not ended.state.blocks_time
        ended.when(lambda b: b.decline(by=TUTOR, now=TUESDAY)).then_refused(NoRequestIsOpen)

    def test_runs_out_by_the_clock(self) -> None:
        expired = RequestExpired(**ABOUT, payment_id=PAYMENT, expired_at=REQUESTED.expires_at)
        given(*ASKED, AUTHORISED).of(BOOKING).when(lambda b: b.advance(FRIDAY)).then(expired)
        ended = given(*ASKED, AUTHORISED, expired).of(BOOKING).state
        assert ended.state is State.REQUEST_EXPIRED


class TestReserving:
    def test_is_noted_once(self) -> None:
        given(*ASKED).of(BOOKING).when(
            lambda b: b.note_authorisation(PAYMENT, PRICE, now=MONDAY)
        ).then(AUTHORISED)
        given(*ASKED, AUTHORISED).of(BOOKING).when(
            lambda b: b.note_authorisation(PAYMENT, PRICE, now=TUESDAY)
        ).then_nothing()

    def test_of_another_amount_is_reported(self) -> None:
        given(*ASKED).of(BOOKING).when(
            lambda b: b.note_authorisation(PAYMENT, CHEAP, now=MONDAY)
        ).then(
            PaymentMismatchReported(
                **ABOUT, payment_id=PAYMENT, amount=CHEAP, expected=PRICE, reported_at=MONDAY
            )
        )

    def test_a_second_time_is_given_back(self) -> None:
        given(*ASKED, AUTHORISED).of(BOOKING).when(
            lambda b: b.note_authorisation("pay-2", PRICE, now=TUESDAY)
        ).then(replace(LATE, payment_id="pay-2"))

    def test_too_late_expires_the_request_and_is_given_back(self) -> None:
        given(*ASKED).of(BOOKING).when(
            lambda b: b.note_authorisation(PAYMENT, PRICE, now=FRIDAY)
        ).then(
            RequestExpired(**ABOUT, payment_id=None, expired_at=REQUESTED.expires_at),
            replace(LATE, reported_at=FRIDAY),
        )


class TestPaying:
    def test_confirms(self) -> None:
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=MONDAY)
        ).then(CONFIRMED)

    def test_confirms_once(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=TUESDAY)
        ).then_nothing()

    @pytest.mark.parametrize("amount", [CHEAP, IN_DOLLARS])
    def test_in_another_amount_or_currency_is_reported_once_and_confirms_nothing(
        self, amount: Money
    ) -> None:
        wrong = PaymentMismatchReported(
            **ABOUT, payment_id="pay-2", amount=amount, expected=PRICE, reported_at=MONDAY
        )
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.note_payment("pay-2", amount, STANDARD, now=MONDAY)
        ).then(wrong)
        waiting = given(HELD, AWAITING, wrong).of(BOOKING)
        waiting.when(lambda b: b.note_payment("pay-2", amount, STANDARD, now=MONDAY)).then_nothing()
        waiting.when(lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=MONDAY)).then(CONFIRMED)

    def test_late_never_revives_whether_the_clock_has_come_by_or_not(self) -> None:
        expired = PaymentExpired(**ABOUT, expired_at=MONDAY + minutes(15))
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=TUESDAY)
        ).then(expired, LATE)
        given(HELD, AWAITING, expired).of(BOOKING).when(
            lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=TUESDAY)
        ).then(LATE)
        ended = given(HELD, AWAITING, expired, LATE).of(BOOKING)
        assert ended.state.state is State.PAYMENT_EXPIRED
        ended.when(lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=TUESDAY)).then_nothing()

    def test_twice_over_gives_the_second_back(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.note_payment("pay-2", PRICE, STANDARD, now=TUESDAY)
        ).then(replace(LATE, payment_id="pay-2"))

    def test_comes_in_time_until_just_before_the_deadline(self) -> None:
        last = MONDAY + minutes(14.99)
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.note_payment(PAYMENT, PRICE, STANDARD, now=last)
        ).then(replace(CONFIRMED, confirmed_at=last))


class TestFailingToTakeTheMoney:
    def test_calls_a_confirmed_lesson_off(self) -> None:
        given(*ASKED, AUTHORISED, CONFIRMED).of(BOOKING).when(
            lambda b: b.note_payment_failure(PAYMENT, now=TUESDAY)
        ).then(
            BookingCancelled(
                **ABOUT,
                by=PLATFORM,
                reason=CancellationReason.PAYMENT_FAILED,
                is_late=False,
                payment_id=PAYMENT,
                price=PRICE,
                split=Split("EUR", 0, 0, 0, 0),
                cancelled_at=TUESDAY,
            )
        )

    def test_changes_nothing_while_another_payment_may_come(self) -> None:
        given(HELD, AWAITING).of(BOOKING).when(
            lambda b: b.note_payment_failure(PAYMENT, now=MONDAY)
        ).then_nothing()

    def test_is_the_platforms_loss_once_the_lesson_has_started(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.note_payment_failure(PAYMENT, now=FRIDAY)).then(
            LessonStarted(**ABOUT, started_at=FRIDAY)
        )
        given(*AGREED, STARTED).of(BOOKING).when(
            lambda b: b.note_payment_failure(PAYMENT, now=FRIDAY)
        ).then_nothing()
