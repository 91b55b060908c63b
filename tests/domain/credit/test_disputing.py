"""What a student's bank takes back, credits wait for; what it keeps is gone."""

from dataclasses import replace

import pytest

from domain.credit.aggregate import CREDIT, NoCreditIsLeft
from domain.credit.events import CreditEvent
from domain.credit.package import TheBankDecidesFirst
from tests.domain.credit.history import (
    BOUGHT,
    ORDERED,
    PAID,
    decided,
    disputed,
    redeemed,
    refund_asked,
    returned,
)
from tests.support.calendar import THURSDAY, WEDNESDAY
from tests.support.scenario import given

USED = (*PAID, redeemed("b1"), redeemed("b2"))
OTHER = (replace(ORDERED, package_id="other"), replace(BOUGHT, package_id="other"))


class TestAnAlert:
    def test_names_the_lessons_that_wait_too(self) -> None:
        given(*USED).of(CREDIT).when(lambda c: c.let_wait("five", WEDNESDAY)).then(
            disputed("b1", "b2")
        )

    def test_lets_credits_wait(self) -> None:
        waiting = given(*USED, disputed("b1", "b2")).of(CREDIT)
        with pytest.raises(TheBankDecidesFirst):
            waiting.state.usable("hour", 60)
        waiting.when(lambda c: c.ask_refund("five", 1, WEDNESDAY)).then_refused(TheBankDecidesFirst)

    def test_leaves_other_packages_alone(self) -> None:
        state = given(*PAID, *OTHER, disputed()).of(CREDIT).state
        assert state.usable("hour", 60).order.package_id == "other"

    def test_changes_nothing_while_they_wait_or_once_they_are_lost(self) -> None:
        for facts in ((disputed(),), (decided(lost=5),), (decided(), disputed())):
            given(*PAID, *facts).of(CREDIT).when(
                lambda c: c.let_wait("five", WEDNESDAY)
            ).then_nothing()

    def test_lets_them_wait_again_after_one_that_was_won(self) -> None:
        won = given(*USED, disputed("b1", "b2"), decided("b1", "b2"), returned("b1")).of(CREDIT)
        won.when(lambda c: c.let_wait("five", WEDNESDAY)).then(disputed("b2"))

    def test_of_what_was_never_bought_is_nothing(self) -> None:
        ordered = given(ORDERED).of(CREDIT)
        ordered.when(lambda c: c.let_wait("five", WEDNESDAY)).then_nothing()
        ordered.when(lambda c: c.end_waiting("five", THURSDAY, is_won=False)).then_nothing()


class TestTheBanksWord:
    def test_for_us_lets_credits_go_on(self) -> None:
        won = given(*USED, disputed("b1", "b2")).of(CREDIT)
        won.when(lambda c: c.end_waiting("five", THURSDAY, is_won=True)).then(decided("b1", "b2"))
        after = given(*USED, disputed("b1", "b2"), decided("b1", "b2")).of(CREDIT)
        assert after.state.usable("hour", 60).left == 3

    def test_for_the_student_leaves_none(self) -> None:
        facts = (*USED, refund_asked(1, 1), disputed("b1", "b2"))
        lost = given(*facts).of(CREDIT)
        lost.when(lambda c: c.end_waiting("five", THURSDAY, is_won=False)).then(
            decided("b1", "b2", lost=2)
        )
        after = given(*facts, decided("b1", "b2", lost=2)).of(CREDIT)
        assert after.state.package("five").left == 0
        with pytest.raises(NoCreditIsLeft):
            after.state.usable("hour", 60)

    def test_may_come_without_an_alert(self) -> None:
        given(*USED).of(CREDIT).when(lambda c: c.end_waiting("five", THURSDAY, is_won=False)).then(
            decided("b1", "b2", lost=3)
        )

    def test_reaches_lessons_whose_credit_came_back_meanwhile(self) -> None:
        facts = (*USED, disputed("b1", "b2"), returned("b1"))
        given(*facts).of(CREDIT).when(lambda c: c.end_waiting("five", THURSDAY, is_won=False)).then(
            decided("b1", "b2", lost=4)
        )

    @pytest.mark.parametrize(
        ("known", "is_won"),
        [(decided(), True), (decided(lost=5), True), (decided(lost=5), False)],
    )
    def test_is_heard_once_and_lost_for_good(self, known: CreditEvent, *, is_won: bool) -> None:
        over = given(*PAID, known).of(CREDIT)
        over.when(lambda c: c.end_waiting("five", THURSDAY, is_won=is_won)).then_nothing()

    def test_may_be_another_the_next_time(self) -> None:
        again = given(*USED, decided("b1", "b2"), disputed("b1", "b2")).of(CREDIT)
        lost = decided("b1", "b2", lost=3)
        again.when(lambda c: c.end_waiting("five", THURSDAY, is_won=False)).then(lost)

    def test_keeps_what_would_come_back_later(self) -> None:
        lost = given(*USED, decided("b1", "b2", lost=3)).of(CREDIT)
        lost.when(lambda c: c.return_credit("b1", THURSDAY)).then_nothing()
        won = given(*USED, decided("b1", "b2")).of(CREDIT)
        assert won.when(lambda c: c.return_credit("b1", THURSDAY)).facts
