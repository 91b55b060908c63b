"""Cancelling, and who gets the money."""

from dataclasses import replace

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.cancelling import (
    ALessonMovedLateIsKept,
    AsMuchIsWaivedAlready,
    OnlyALateFeeIsWaived,
    OnlyTheTutorWaives,
    OnlyWhatIsAheadIsCancelled,
    TheTutorDeclinesInstead,
    TooLateToWaive,
)
from domain.booking.events import BookingCancelled, BookingRescheduled, BookingWithdrawn
from domain.booking.outcomes import LateFeeWaived, TutorStruck
from domain.booking.terms import CancellationReason, State, StrikeReason, Waiver
from domain.shared.event import Fact
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    ALL_BACK,
    ASKED,
    AUTHORISED,
    AWAITING,
    CONFIRMED,
    END,
    GIVEN_LESSON,
    HALF_BACK,
    HELD,
    NONE_BACK,
    PAYMENT,
    PLATFORM,
    PRICE,
    STUDENT,
    TUTOR,
)
from tests.support.calendar import FRIDAY, TUESDAY, days, hours, minutes
from tests.support.scenario import given

LATE = FRIDAY - hours(23)
IN_TIME = BookingCancelled(
    **ABOUT,
    by=STUDENT,
    reason=CancellationReason.BY_CHOICE,
    is_late=False,
    payment_id=PAYMENT,
    price=PRICE,
    split=ALL_BACK,
    cancelled_at=TUESDAY,
)
TOO_LATE = replace(IN_TIME, is_late=True, split=NONE_BACK, cancelled_at=LATE)
HALF_WAIVED = LateFeeWaived(
    **ABOUT,
    payment_id=PAYMENT,
    extra_refund_minor=1500,
    split=HALF_BACK,
    replaces=NONE_BACK,
    waived_at=LATE,
)


class TestCancelling:
    def test_by_the_student_in_time_gives_all_back(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=TUESDAY)).then(IN_TIME)

    def test_exactly_at_the_cut_off_is_free(self) -> None:
        cut_off = FRIDAY - hours(24)
        given(*AGREED).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=cut_off)).then(
            replace(IN_TIME, cancelled_at=cut_off)
        )

    def test_by_the_student_late_costs_all(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=LATE)).then(TOO_LATE)

    def test_just_after_booking_is_free_even_late(self) -> None:
        booked = replace(CONFIRMED, confirmed_at=LATE)
        given(HELD, AWAITING, booked).of(BOOKING).when(
            lambda b: b.cancel(by=STUDENT, now=LATE + minutes(14.9))
        ).then(replace(IN_TIME, cancelled_at=LATE + minutes(14.9)))

    def test_by_the_tutor_gives_all_back(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.cancel(by=TUTOR, now=TUESDAY)).then(
            replace(IN_TIME, by=TUTOR)
        )

    def test_by_the_tutor_late_strikes_them(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.cancel(by=TUTOR, now=LATE)).then(
            replace(IN_TIME, by=TUTOR, is_late=True, cancelled_at=LATE),
            TutorStruck(**ABOUT, reason=StrikeReason.LATE_CANCELLATION, struck_at=LATE),
        )

    def test_by_the_platform_gives_all_back_and_strikes_nobody(self) -> None:
        reason = CancellationReason.TUTOR_NOT_BOOKABLE
        given(*AGREED).of(BOOKING).when(
            lambda b: b.cancel(by=PLATFORM, now=LATE, reason=reason)
        ).then(replace(IN_TIME, by=PLATFORM, reason=reason, is_late=True, cancelled_at=LATE))

    def test_frees_the_time(self) -> None:
        booking = given(*AGREED, IN_TIME).of(BOOKING).state
        assert booking.state is State.CANCELLED
        assert booking.cancelled_by is STUDENT
        assert not booking.blocks_time
        assert booking.advance(END + days(60)) == ()

    @pytest.mark.parametrize("history", [AGREED, GIVEN_LESSON, (*AGREED, IN_TIME)])
    def test_is_refused_from_the_start_on_and_twice(self, history: tuple[Fact, ...]) -> None:
        given(*history).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=FRIDAY)).then_refused(
            OnlyWhatIsAheadIsCancelled
        )


class TestQuoting:
    def test_tells_before_what_cancelling_then_does(self) -> None:
        booking = given(*AGREED).of(BOOKING).state
        quote = booking.quote(by=STUDENT, now=LATE)
        assert quote.split == NONE_BACK
        assert quote.is_late
        assert quote.free_until == FRIDAY - hours(24)
        assert booking.quote(by=TUTOR, now=LATE).strikes_tutor

    def test_is_refused_when_cancelling_would_be(self) -> None:
        moved = BookingRescheduled(
            **ABOUT,
            old_start=TUESDAY,
            old_end=TUESDAY + hours(1),
            by=TUTOR,
            with_consent=True,
            is_cancellable=False,
            reschedule_count=1,
            rescheduled_at=TUESDAY,
        )
        given(*AGREED, moved).of(BOOKING).when(
            lambda b: (b.quote(by=STUDENT, now=TUESDAY), ())[1]
        ).then_refused(ALessonMovedLateIsKept)


class TestWithdrawing:
    def test_before_it_is_confirmed_costs_nothing(self) -> None:
        for history in ((HELD,), (HELD, AWAITING)):
            given(*history).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=HELD.held_at)).then(
                BookingWithdrawn(**ABOUT, by=STUDENT, payment_id=None, withdrawn_at=HELD.held_at)
            )

    def test_names_the_money_to_let_go(self) -> None:
        withdrawn = BookingWithdrawn(**ABOUT, by=PLATFORM, payment_id=PAYMENT, withdrawn_at=TUESDAY)
        given(*ASKED, AUTHORISED).of(BOOKING).when(
            lambda b: b.cancel(by=PLATFORM, now=TUESDAY)
        ).then(withdrawn)
        ended = given(*ASKED, AUTHORISED, withdrawn).of(BOOKING)
        assert ended.state.state is State.CANCELLED
        ended.when(lambda b: b.advance(END + days(60))).then_nothing()

    def test_is_not_the_tutors(self) -> None:
        given(*ASKED).of(BOOKING).when(lambda b: b.cancel(by=TUTOR, now=TUESDAY)).then_refused(
            TheTutorDeclinesInstead
        )


class TestWaiving:
    def test_half_gives_half_the_fee_back_as_well(self) -> None:
        given(*AGREED, TOO_LATE).of(BOOKING).when(
            lambda b: b.waive_late_fee(Waiver.HALF, by=TUTOR, now=LATE)
        ).then(HALF_WAIVED)

    def test_all_after_half_gives_the_rest(self) -> None:
        given(*AGREED, TOO_LATE, HALF_WAIVED).of(BOOKING).when(
            lambda b: b.waive_late_fee(Waiver.ALL, by=TUTOR, now=LATE)
        ).then(replace(HALF_WAIVED, split=ALL_BACK, replaces=HALF_BACK))

    def test_half_after_half_is_refused(self) -> None:
        given(*AGREED, TOO_LATE, HALF_WAIVED).of(BOOKING).when(
            lambda b: b.waive_late_fee(Waiver.HALF, by=TUTOR, now=LATE)
        ).then_refused(AsMuchIsWaivedAlready)

    def test_is_the_tutors(self) -> None:
        given(*AGREED, TOO_LATE).of(BOOKING).when(
            lambda b: b.waive_late_fee(Waiver.ALL, by=STUDENT, now=LATE)
        ).then_refused(OnlyTheTutorWaives)

    def test_needs_a_late_fee(self) -> None:
        for history in (AGREED, (*AGREED, IN_TIME), (*AGREED, replace(TOO_LATE, by=TUTOR))):
            given(*history).of(BOOKING).when(
                lambda b: b.waive_late_fee(Waiver.ALL, by=TUTOR, now=LATE)
            ).then_refused(OnlyALateFeeIsWaived)

    def test_is_possible_for_a_week(self) -> None:
        given(*AGREED, TOO_LATE).of(BOOKING).when(
            lambda b: b.waive_late_fee(Waiver.ALL, by=TUTOR, now=END + days(7))
        ).then_refused(TooLateToWaive)
