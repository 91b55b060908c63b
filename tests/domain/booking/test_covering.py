"""A lesson that a credit pays for: agreed at once, at its own price, and when it comes back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.agreeing import OnlyTheStudentSubmits, TheHoldIsOver
from domain.booking.covering import refunds_money, returns_credit, returns_trial
from domain.booking.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingCovered,
    BookingEvent,
    BookingWithdrawn,
    HoldExpired,
    LessonStarted,
    NeitherJoined,
    PaymentExpired,
    RequestDeclined,
    RequestExpired,
)
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    FreeReplacementGranted,
    LateFeeWaived,
    NoShowUpheld,
)
from domain.booking.terms import CancellationReason, Credit, Party, ResolutionGround, Split, State
from domain.shared.money import Money
from tests.domain.booking.histories import (
    ABOUT,
    ALL_BACK,
    CONFIRMED,
    HALF_BACK,
    HELD,
    HELD_BY_HAND,
    NONE_BACK,
    PLATFORM,
    REQUESTED,
    STANDARD,
    STUDENT,
    TUTOR,
)
from tests.support.calendar import FRIDAY, MONDAY, hours, minutes
from tests.support.examples import example
from tests.support.scenario import given

CHEAPER = Money(2500, "EUR")
CREDIT = Credit("five", "of-five", CHEAPER)
COVERED = BookingCovered(
    **ABOUT,
    package_id="five",
    payment_id="of-five",
    price=CHEAPER,
    covered_at=MONDAY,
)
AGREED = replace(CONFIRMED, price=CHEAPER, payment_id="of-five")
ASKED = replace(REQUESTED, price=CHEAPER)


class TestSubmittingWithACredit:
    def test_agrees_on_an_instant_booking_at_once(self) -> None:
        given(HELD).of(BOOKING).when(
            lambda b: b.submit_covered(CREDIT, STANDARD, by=STUDENT, now=MONDAY)
        ).then(COVERED, AGREED)
        booking = given(HELD, COVERED, AGREED).of(BOOKING).state
        assert (booking.state, booking.price, booking.payment_id) == (
            State.CONFIRMED,
            CHEAPER,
            "of-five",
        )

    def test_asks_a_tutor_who_answers_by_hand_and_needs_no_money(self) -> None:
        given(HELD_BY_HAND).of(BOOKING).when(
            lambda b: b.submit_covered(CREDIT, STANDARD, by=STUDENT, now=MONDAY)
        ).then(COVERED, ASKED)
        given(HELD_BY_HAND, COVERED, ASKED).of(BOOKING).when(
            lambda b: b.accept(STANDARD, by=TUTOR, now=MONDAY)
        ).then(replace(AGREED, acceptance=HELD_BY_HAND.acceptance))

    def test_is_for_the_student_while_the_hold_lives(self) -> None:
        held = given(HELD).of(BOOKING)
        held.when(lambda b: b.submit_covered(CREDIT, STANDARD, by=TUTOR, now=MONDAY)).then_refused(
            OnlyTheStudentSubmits
        )
        held.when(
            lambda b: b.submit_covered(CREDIT, STANDARD, by=STUDENT, now=MONDAY + minutes(10))
        ).then_refused(TheHoldIsOver)

    def test_splits_the_price_of_the_credit(self) -> None:
        late = FRIDAY - hours(1)
        cancelled = (
            given(HELD, COVERED, AGREED).of(BOOKING).when(lambda b: b.cancel(by=STUDENT, now=late))
        )
        (fact,) = cancelled.facts
        assert isinstance(fact, BookingCancelled)
        assert fact.split == Split("EUR", 2500, 0, 500, 2000)


def cancelled(split: Split, by: Party, *, is_late: bool = False) -> BookingCancelled:
    about = {"reason": CancellationReason.BY_CHOICE, "split": split, "is_late": is_late}
    return replace(example(BookingCancelled), by=by, **about)  # type: ignore[arg-type]


def waived(split: Split, before: Split) -> LateFeeWaived:
    return replace(example(LateFeeWaived), split=split, replaces=before)


def resolved(
    split: Split, before: Split | None, ground: ResolutionGround = ResolutionGround.DECIDED
) -> BookingResolved:
    return replace(example(BookingResolved), split=split, replaces=before, ground=ground)


BY_BANK = replace(cancelled(ALL_BACK, PLATFORM), reason=CancellationReason.DISPUTE_LOST)
RESOLVED_BY_BANK = resolved(ALL_BACK, NONE_BACK, ResolutionGround.DISPUTE_LOST)
COMES_BACK: Sequence[BookingEvent] = (
    example(RequestDeclined),
    example(RequestExpired),
    example(BookingWithdrawn),
    cancelled(ALL_BACK, STUDENT),
    cancelled(ALL_BACK, TUTOR, is_late=True),
    cancelled(ALL_BACK, PLATFORM),
    replace(example(NeitherJoined), split=ALL_BACK),
    replace(example(NoShowUpheld), split=ALL_BACK, absent=TUTOR),
    waived(ALL_BACK, NONE_BACK),
    resolved(ALL_BACK, None),
    resolved(ALL_BACK, NONE_BACK),
)
IS_CONSUMED: Sequence[BookingEvent] = (
    cancelled(NONE_BACK, STUDENT, is_late=True),
    replace(example(NoShowUpheld), split=NONE_BACK, absent=STUDENT),
    example(BookingSettled),
    resolved(NONE_BACK, None),
)
IS_MONEY: Sequence[BookingEvent] = (
    waived(HALF_BACK, NONE_BACK),
    waived(ALL_BACK, HALF_BACK),
    resolved(HALF_BACK, None),
    resolved(ALL_BACK, HALF_BACK),
)


class TestACredit:
    @pytest.mark.parametrize("fact", COMES_BACK, ids=lambda fact: type(fact).__name__)
    def test_comes_back_where_the_lesson_costs_nothing(self, fact: BookingEvent) -> None:
        assert returns_credit(fact)
        assert not refunds_money(fact)

    @pytest.mark.parametrize("fact", IS_CONSUMED, ids=lambda fact: type(fact).__name__)
    def test_is_consumed_where_the_student_pays(self, fact: BookingEvent) -> None:
        assert not returns_credit(fact)

    @pytest.mark.parametrize("fact", IS_MONEY, ids=lambda fact: type(fact).__name__)
    def test_comes_back_as_money_in_parts(self, fact: BookingEvent) -> None:
        assert not returns_credit(fact)
        assert refunds_money(fact)

    @pytest.mark.parametrize("fact", [BY_BANK, RESOLVED_BY_BANK])
    def test_is_not_given_back_twice_where_the_bank_did(self, fact: BookingEvent) -> None:
        assert not returns_credit(fact)
        assert not refunds_money(fact)


class TestATrial:
    @pytest.mark.parametrize(
        "fact",
        [
            example(RequestDeclined),
            example(RequestExpired),
            example(PaymentExpired),
            example(BookingWithdrawn),
            cancelled(ALL_BACK, STUDENT),
            cancelled(ALL_BACK, TUTOR, is_late=True),
            cancelled(ALL_BACK, PLATFORM),
            example(FreeReplacementGranted),
        ],
        ids=lambda fact: type(fact).__name__,
    )
    def test_does_not_count_when_it_came_to_nothing(self, fact: BookingEvent) -> None:
        assert returns_trial(fact)

    @pytest.mark.parametrize(
        "fact",
        [
            example(HoldExpired),
            example(BookingConfirmed),
            example(LessonStarted),
            cancelled(NONE_BACK, STUDENT, is_late=True),
            BY_BANK,
            waived(ALL_BACK, NONE_BACK),
            replace(example(NeitherJoined), split=ALL_BACK),
            example(BookingSettled),
            RESOLVED_BY_BANK,
        ],
        ids=lambda fact: type(fact).__name__,
    )
    def test_counts_otherwise(self, fact: BookingEvent) -> None:
        assert not returns_trial(fact)
