"""When the bank wants the money back."""

from dataclasses import replace

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.events import BookingCancelled
from domain.booking.outcomes import BookingResolved, BookingSettled, DisputeClosed, DisputeNoted
from domain.booking.settling import NothingSettlesWhileSomethingIsOpen
from domain.booking.state import ItWasNeverConfirmed
from domain.booking.terms import CancellationReason, ResolutionGround
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    ALL_BACK,
    COMPLAINT,
    END,
    GIVEN_LESSON,
    HELD,
    NONE_BACK,
    PAYMENT,
    PLATFORM,
    PRICE,
    STARTED,
    STUDENT,
)
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY, days, hours
from tests.support.scenario import given

SOON, MUCH_LATER = END + hours(1), END + days(40)
NOTED = DisputeNoted(**ABOUT, noted_at=SOON)
WON = DisputeClosed(**ABOUT, is_won=True, closed_at=MUCH_LATER)
LOST = replace(WON, is_won=False)
SETTLED = BookingSettled(
    **ABOUT,
    payment_id=PAYMENT,
    is_confirmed_by_student=False,
    split=NONE_BACK,
    settled_at=MUCH_LATER,
)
TAKEN_BACK = BookingResolved(
    **ABOUT,
    ground=ResolutionGround.DISPUTE_LOST,
    payment_id=PAYMENT,
    split=ALL_BACK,
    replaces=None,
    resolved_at=MUCH_LATER,
)


class TestADispute:
    def test_keeps_the_lesson_from_settling(self) -> None:
        given(*GIVEN_LESSON).of(BOOKING).when(lambda b: b.note_dispute(now=SOON)).then(NOTED)
        frozen = given(*GIVEN_LESSON, NOTED).of(BOOKING)
        frozen.when(lambda b: b.advance(MUCH_LATER)).then_nothing()
        frozen.when(lambda b: b.confirm_completion(by=STUDENT, now=SOON)).then_refused(
            NothingSettlesWhileSomethingIsOpen
        )
        given(*COMPLAINT, NOTED).of(BOOKING).when(
            lambda b: b.resolve(0, by=PLATFORM, now=SOON)
        ).then_refused(NothingSettlesWhileSomethingIsOpen)

    def test_does_not_keep_the_lesson_from_taking_place(self) -> None:
        given(*AGREED, NOTED).of(BOOKING).when(lambda b: b.advance(FRIDAY)).then(STARTED)

    def test_won_lets_it_settle_at_once_when_that_is_overdue(self) -> None:
        given(*GIVEN_LESSON, NOTED).of(BOOKING).when(
            lambda b: b.close_dispute(is_won=True, now=MUCH_LATER)
        ).then(WON, SETTLED)

    def test_lost_gives_all_back(self) -> None:
        given(*GIVEN_LESSON, NOTED).of(BOOKING).when(
            lambda b: b.close_dispute(is_won=False, now=MUCH_LATER)
        ).then(LOST, TAKEN_BACK)
        paid_out = replace(SETTLED, settled_at=END + hours(72))
        given(*GIVEN_LESSON, paid_out).of(BOOKING).when(
            lambda b: b.close_dispute(is_won=False, now=MUCH_LATER)
        ).then(LOST, replace(TAKEN_BACK, replaces=NONE_BACK))

    def test_lost_before_the_lesson_calls_it_off(self) -> None:
        given(*AGREED, NOTED).of(BOOKING).when(
            lambda b: b.close_dispute(is_won=False, now=TUESDAY)
        ).then(
            replace(LOST, closed_at=TUESDAY),
            BookingCancelled(
                **ABOUT,
                by=PLATFORM,
                reason=CancellationReason.DISPUTE_LOST,
                is_late=False,
                payment_id=PAYMENT,
                price=PRICE,
                split=ALL_BACK,
                cancelled_at=TUESDAY,
            ),
        )

    def test_lost_after_a_full_refund_changes_no_money(self) -> None:
        refunded = replace(TAKEN_BACK, ground=ResolutionGround.DECIDED)
        given(*COMPLAINT, refunded, NOTED).of(BOOKING).when(
            lambda b: b.close_dispute(is_won=False, now=MUCH_LATER)
        ).then(LOST)

    @pytest.mark.parametrize("closed", [WON, LOST])
    def test_is_closed_once_and_no_late_alert_reopens_it(self, closed: DisputeClosed) -> None:
        over = given(*GIVEN_LESSON, closed, SETTLED).of(BOOKING)
        over.when(lambda b: b.note_dispute(now=MUCH_LATER)).then_nothing()
        over.when(lambda b: b.close_dispute(is_won=False, now=MUCH_LATER)).then_nothing()

    def test_needs_a_payment(self) -> None:
        held = given(HELD).of(BOOKING)
        held.when(lambda b: b.note_dispute(now=MONDAY)).then_refused(ItWasNeverConfirmed)
        held.when(lambda b: b.close_dispute(is_won=True, now=MONDAY)).then_refused(
            ItWasNeverConfirmed
        )
