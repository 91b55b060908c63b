"""What the provider's answers make of a share: twice, late and in any order."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.earning import answers
from domain.earning.aggregate import EARNING, Earning
from domain.earning.answers import ThereIsNoSuchReversal, ThereIsNoSuchTransfer
from domain.earning.events import FreezeReason, TransferOutcomeRepeated
from domain.shared.event import Fact
from tests.domain.earning.history import (
    ABOUT,
    LATER,
    LATER_STILL,
    back_requested,
    decided,
    euro,
    failed,
    frozen,
    lost,
    requested,
    reversed_,
    transferred,
    unfrozen,
)
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.scenario import given

ASKED = (decided(), requested())
BACK = (*ASKED, transferred(), frozen(), back_requested())
Deed = Callable[[Earning], Sequence[Fact]]


def moved(at: datetime = LATER, transfer_id: str = "until-2700") -> Deed:
    reference = f"tr-{transfer_id}"
    return lambda e: answers.record_transfer(e, transfer_id, reference, at, LATER_STILL)


def not_moved(at: datetime = LATER, transfer_id: str = "until-2700") -> Deed:
    return lambda e: answers.record_transfer_failure(e, transfer_id, "not_payable", at, LATER_STILL)


def came_back(reversal_id: str = "until-2700") -> Deed:
    return lambda e: answers.record_reversal(e, reversal_id, "trr", LATER_STILL, LATER_STILL)


def not_back(reversal_id: str = "until-2700") -> Deed:
    return lambda e: answers.record_reversal_failure(
        e, reversal_id, "insufficient_funds", LATER_STILL, LATER_STILL
    )


class TestATransfer:
    def test_is_noted_once(self) -> None:
        given(*ASKED).of(EARNING).when(moved()).then(transferred())
        given(*ASKED, transferred()).of(EARNING).when(moved()).then_nothing()

    def test_that_is_told_again_later_in_the_providers_time_says_so(self) -> None:
        again = TransferOutcomeRepeated(
            **ABOUT,
            transfer_id="until-2700",
            amount=euro(2700),
            is_done=True,
            occurred_at=LATER_STILL,
        )
        known = (*ASKED, transferred())
        given(*known).of(EARNING).when(moved(LATER_STILL)).then(again)
        between = LATER + (LATER_STILL - LATER) / 2
        given(*known, again).of(EARNING).when(not_moved(between)).then_nothing()
        given(*ASKED, failed()).of(EARNING).when(not_moved(LATER_STILL)).then(
            replace(again, is_done=False)
        )

    def test_is_noted_once_when_it_fails(self) -> None:
        given(*ASKED).of(EARNING).when(not_moved()).then(failed())
        given(*ASKED, failed()).of(EARNING).when(not_moved()).then_nothing()

    def test_is_what_the_newer_report_says(self) -> None:
        given(*ASKED, transferred()).of(EARNING).when(not_moved(TUESDAY)).then(
            failed(at=TUESDAY, undone=2700)
        )
        given(*ASKED, transferred()).of(EARNING).when(not_moved(MONDAY)).then_nothing()
        given(*ASKED, failed()).of(EARNING).when(moved(TUESDAY)).then(transferred(at=TUESDAY))
        given(*ASKED, failed(at=LATER)).of(EARNING).when(moved(MONDAY)).then_nothing()

    def test_is_made_when_both_are_said_of_one_instant(self) -> None:
        given(*ASKED, failed()).of(EARNING).when(moved()).then(transferred())
        given(*ASKED, transferred()).of(EARNING).when(not_moved()).then_nothing()

    def test_is_asked_back_at_once_when_it_was_frozen_meanwhile(self) -> None:
        given(*ASKED, frozen()).of(EARNING).when(moved()).then(transferred(), back_requested())

    def test_made_after_all_is_asked_back_when_another_was_made_for_it(self) -> None:
        again = requested(transfer_id="until-2700-again-1")
        known = (*ASKED, failed(), again, transferred(transfer_id="until-2700-again-1"))
        given(*known).of(EARNING).when(moved(TUESDAY)).then(
            transferred(at=TUESDAY),
            back_requested(of="until-2700-again-1", reason="settled"),
        )

    def test_that_failed_leaves_what_is_too_much_to_come_back(self) -> None:
        less = (
            decided(2000, TUESDAY),
            back_requested(700, "until-700"),
            reversed_(700, "until-700"),
        )
        more = (decided(2700, TUESDAY), requested(700, "until-3400"), decided(0, TUESDAY))
        known = (*ASKED, transferred(), *less, *more)
        given(*known).of(EARNING).when(not_moved(transfer_id="until-3400")).then(
            failed("until-3400", minor=700), back_requested(2000, "until-2700", reason="settled")
        )

    @pytest.mark.parametrize("deed", [moved(), not_moved()])
    def test_is_refused_when_nobody_asked_for_it(self, deed: Deed) -> None:
        given(decided()).of(EARNING).when(deed).then_refused(ThereIsNoSuchTransfer)


class TestAReversal:
    def test_is_noted_once(self) -> None:
        given(*BACK).of(EARNING).when(came_back()).then(reversed_())
        given(*BACK, reversed_()).of(EARNING).when(came_back()).then_nothing()

    def test_is_noted_once_when_it_fails(self) -> None:
        given(*BACK).of(EARNING).when(not_back()).then(lost())
        given(*BACK, lost()).of(EARNING).when(not_back()).then_nothing()

    def test_is_answered_for_good(self) -> None:
        given(*BACK, reversed_()).of(EARNING).when(not_back()).then_nothing()
        given(*BACK, lost()).of(EARNING).when(came_back()).then_nothing()

    def test_is_followed_by_the_next_when_there_is_more_to_come_back(self) -> None:
        part = (decided(2000, TUESDAY), back_requested(700, "until-700"), frozen())
        known = (*ASKED, transferred(), *part)
        given(*known).of(EARNING).when(came_back("until-700")).then(
            reversed_(700, "until-700"), back_requested(2000)
        )
        given(*known).of(EARNING).when(not_back("until-700")).then(
            lost(700, "until-700"), back_requested(2000, "until-2000")
        )

    def test_counts_also_when_the_share_is_due_again(self) -> None:
        given(*BACK, unfrozen()).of(EARNING).when(came_back()).then(reversed_())

    @pytest.mark.parametrize("deed", [came_back(), not_back()])
    def test_is_refused_when_nobody_asked_for_it(self, deed: Deed) -> None:
        given(*ASKED, transferred()).of(EARNING).when(deed).then_refused(ThereIsNoSuchReversal)


def test_a_problem_asks_back_in_its_own_name() -> None:
    problem = frozen(FreezeReason.PROBLEM)
    given(*ASKED, problem).of(EARNING).when(moved()).then(
        transferred(), back_requested(reason="problem")
    )
