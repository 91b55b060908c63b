"""Credits pay for lessons, come back, or go back in money; and the one trial of two people."""

from dataclasses import replace

import pytest

from domain.credit.aggregate import (
    CREDIT,
    NoCreditIsLeft,
    ThereIsNoSuchPackage,
)
from domain.credit.package import OnlyUnusedCreditsAreRefunded
from domain.credit.trying import ThereIsOneTrial
from domain.shared.money import Money
from tests.domain.credit.history import (
    ABOUT,
    BOUGHT,
    NOTHING,
    ORDERED,
    PAID,
    redeemed,
    refund_asked,
    returned,
    trial_returned,
    trial_taken,
)
from tests.support.calendar import TUESDAY, WEDNESDAY
from tests.support.scenario import given

USED_UP = (*PAID, *(redeemed(f"b{number}") for number in range(5)))


class TestRedeeming:
    def test_takes_a_credit_for_a_lesson_of_its_kind(self) -> None:
        credits_ = given(*PAID).of(CREDIT)
        package = credits_.state.usable("hour", 60)
        credits_.when(lambda c: c.redeem(package, "b1", TUESDAY)).then(redeemed("b1"))
        assert given(*PAID, redeemed("b1")).of(CREDIT).state.package("five").left == 4

    @pytest.mark.parametrize(("course", "minutes"), [("hour", 90), ("talk", 60)])
    def test_is_for_no_other_kind(self, course: str, minutes: int) -> None:
        with pytest.raises(NoCreditIsLeft):
            given(*PAID).of(CREDIT).state.usable(course, minutes)

    def test_ends_with_the_last(self) -> None:
        for facts in ((ORDERED,), USED_UP, (*PAID, refund_asked(5, 5))):
            with pytest.raises(NoCreditIsLeft):
                given(*facts).of(CREDIT).state.usable("hour", 60)
        assert given(*USED_UP, returned("b3")).of(CREDIT).state.usable("hour", 60).left == 1

    def test_takes_the_oldest_package_first(self) -> None:
        newer = (
            replace(ORDERED, package_id="newer", price_per_lesson=Money(1, "EUR")),
            replace(BOUGHT, package_id="newer"),
        )
        both = given(*PAID, *newer).of(CREDIT).state
        assert both.usable("hour", 60).order.package_id == "five"
        used_up = given(*USED_UP, *newer).of(CREDIT).state
        assert used_up.usable("hour", 60).order.package_id == "newer"


class TestComingBack:
    def test_makes_it_a_credit_again(self) -> None:
        given(*PAID, redeemed("b1")).of(CREDIT).when(
            lambda c: c.return_credit("b1", WEDNESDAY)
        ).then(returned("b1"))

    def test_is_once(self) -> None:
        for facts in (PAID, (*PAID, redeemed("b1"), returned("b1"))):
            given(*facts).of(CREDIT).when(lambda c: c.return_credit("b1", WEDNESDAY)).then_nothing()


class TestRefunding:
    def test_gives_back_what_each_has_cost_and_counts_up(self) -> None:
        given(*PAID).of(CREDIT).when(lambda c: c.ask_refund("five", 2, WEDNESDAY)).then(
            refund_asked(2, 2)
        )
        given(*PAID, refund_asked(2, 2)).of(CREDIT).when(
            lambda c: c.ask_refund("five", 3, WEDNESDAY)
        ).then(refund_asked(3, 5))

    @pytest.mark.parametrize("lessons", [0, 4])
    def test_is_of_unused_credits_alone(self, lessons: int) -> None:
        used = (*PAID, redeemed("b1"), redeemed("b2"))
        given(*used).of(CREDIT).when(
            lambda c: c.ask_refund("five", lessons, WEDNESDAY)
        ).then_refused(OnlyUnusedCreditsAreRefunded)

    def test_needs_a_package_that_was_paid(self) -> None:
        given(ORDERED).of(CREDIT).when(lambda c: c.ask_refund("five", 1, WEDNESDAY)).then_refused(
            OnlyUnusedCreditsAreRefunded
        )
        given(*PAID).of(CREDIT).when(lambda c: c.ask_refund("other", 1, WEDNESDAY)).then_refused(
            ThereIsNoSuchPackage
        )

    def test_leaves_the_others(self) -> None:
        other = (replace(ORDERED, package_id="other"), replace(BOUGHT, package_id="other"))
        state = given(*PAID, *other, refund_asked(5, 5)).of(CREDIT).state
        assert [package.left for package in state.packages] == [0, 5]
        assert ABOUT["package_id"] == "five"


class TestTheTrial:
    def test_is_one(self) -> None:
        given().of(CREDIT, NOTHING).when(lambda c: c.take_trial("b1", TUESDAY)).then(
            trial_taken("b1")
        )
        taken = given(trial_taken("b1")).of(CREDIT)
        taken.when(lambda c: c.take_trial("b2", TUESDAY)).then_refused(ThereIsOneTrial)
        with pytest.raises(ThereIsOneTrial):
            taken.state.check_trial()

    def test_that_does_not_count_makes_room(self) -> None:
        taken = given(trial_taken("b1")).of(CREDIT)
        taken.when(lambda c: c.return_trial("b1", WEDNESDAY, is_free=False)).then(
            trial_returned("b1")
        )
        again = given(trial_taken("b1"), trial_returned("b1")).of(CREDIT)
        again.when(lambda c: c.take_trial("b2", TUESDAY)).then(trial_taken("b2"))

    def test_is_returned_by_its_own_booking_alone(self) -> None:
        taken = given(trial_taken("b1")).of(CREDIT)
        taken.when(lambda c: c.return_trial("b2", WEDNESDAY, is_free=False)).then_nothing()
        over = given(trial_taken("b1"), trial_returned("b1")).of(CREDIT)
        over.when(lambda c: c.return_trial("b1", WEDNESDAY, is_free=False)).then_nothing()

    def test_nobody_came_to_is_followed_by_free_ones_until_one_counts(self) -> None:
        let_down = (trial_taken("b1"), trial_returned("b1", is_free=True))
        given(*let_down).of(CREDIT).when(lambda c: c.take_trial("b2", TUESDAY)).then(
            trial_taken("b2", is_free=True)
        )
        given(*let_down, trial_taken("b2", is_free=True)).of(CREDIT).when(
            lambda c: c.return_trial("b2", WEDNESDAY, is_free=False)
        ).then(trial_returned("b2", is_free=True))
