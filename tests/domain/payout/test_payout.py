"""Paying a tutor out, rule by rule."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from domain.payout.aggregate import (
    PAYOUT,
    About,
    APayoutIsWorthItsFee,
    Payouts,
    ThereIsNoSuchPayout,
    payouts_of,
)
from domain.payout.events import (
    CancelReason,
    HoldReason,
    Part,
    PayoutCancelled,
    PayoutFailed,
    PayoutHeld,
    PayoutPaid,
    PayoutReleased,
    PayoutRequested,
    PayoutSent,
)
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.support.calendar import MONDAY, TUESDAY, WEDNESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

NEW = Payouts(ANNA, "EUR")
Deed = Callable[[Payouts], Sequence[Fact]]


def about(payout_id: str = "until-5000", minor: int = 5000) -> About:
    return About(tutor_id=ANNA, payout_id=payout_id, amount=Money(minor, "EUR"))


def parts(minor: int = 5000) -> tuple[Part, ...]:
    """This is that much, of which one booking lacks something."""
    return (Part("b1", -100), Part("b2", minor + 100))


def requested(payout_id: str = "until-5000", minor: int = 5000) -> PayoutRequested:
    return PayoutRequested(**about(payout_id, minor), parts=parts(minor), requested_at=MONDAY)


def released(payout_id: str = "until-5000", minor: int = 5000) -> PayoutReleased:
    known = about(payout_id, minor)
    return PayoutReleased(**known, payout_account="acct", released_at=MONDAY)


def failed(at: datetime = TUESDAY, undone: int = 0) -> PayoutFailed:
    amount = Money(undone, "EUR")
    return PayoutFailed(
        **about(), parts=parts(), reason="account_closed", undone=amount, occurred_at=at
    )


HELD = PayoutHeld(**about(), reason=HoldReason.NO_PAYOUT_ACCOUNT, held_at=MONDAY)
SWAPPED = CancelReason.PAYOUT_ACCOUNT_CHANGED
CANCELLED = PayoutCancelled(**about(), parts=parts(), reason=SWAPPED, cancelled_at=MONDAY)
SENT = PayoutSent(**about(), reference="po", occurred_at=MONDAY)
PAID = PayoutPaid(**about(), reference="po", occurred_at=TUESDAY)


def asking(until_minor: int, minor: int | None = None) -> Deed:
    """This asks for so much, all of the sum unless it is said how much."""
    of = parts(until_minor if minor is None else minor)
    return lambda payouts: payouts.request(until_minor, of, MONDAY)


def releasing(account: str = "acct", obstacle: CancelReason | None = None) -> Deed:
    return lambda payouts: payouts.release("until-5000", account, obstacle, MONDAY)


def failing(at: datetime = TUESDAY) -> Deed:
    return lambda payouts: payouts.record_failure("until-5000", "account_closed", at)


def paying(payouts: Payouts) -> Sequence[Fact]:
    return payouts.record_paid("until-5000", "po", TUESDAY)


def sending(payouts: Payouts) -> Sequence[Fact]:
    return payouts.record_sent("until-5000", "po", MONDAY)


class TestAskingForAPayout:
    def test_asks_for_its_parts(self) -> None:
        assert asking(5000)(NEW) == (requested(),)
        given(requested(), released(), PAID).of(PAYOUT).when(asking(7500, 2500)).then(
            requested("until-7500", 2500)
        )

    def test_asks_nothing_when_the_sum_is_reached(self) -> None:
        known = (requested(), released(), PAID)
        given(*known).of(PAYOUT).when(asking(5000)).then_nothing()
        assert NEW.request(0, (Part("b1", -5), Part("b2", 5)), MONDAY) == ()

    @pytest.mark.parametrize(("until_minor", "minor"), [(7000, 2500), (7500, 7500), (4000, 5000)])
    def test_asks_nothing_for_parts_that_do_not_reach_the_sum(
        self, until_minor: int, minor: int
    ) -> None:
        known = (requested(), released(), PAID)
        given(*known).of(PAYOUT).when(asking(until_minor, minor)).then_nothing()

    @pytest.mark.parametrize("before", [(), (HELD,), (released(),), (released(), SENT)])
    def test_waits_for_the_one_before(self, before: tuple[Fact, ...]) -> None:
        given(requested(), *before).of(PAYOUT).when(asking(9000, 4000)).then_nothing()

    def test_is_refused_below_the_minimum(self) -> None:
        with pytest.raises(APayoutIsWorthItsFee):
            asking(999)(NEW)
        assert asking(1000)(NEW) == (requested("until-1000", 1000),)

    @pytest.mark.parametrize("ending", [(CANCELLED,), (released(), failed())])
    def test_has_a_new_name_after_one_that_was_not_made(self, ending: tuple[Fact, ...]) -> None:
        again = requested("until-5000-again-1")
        given(requested(), *ending).of(PAYOUT).when(asking(5000)).then(again)
        given(requested(), *ending).of(PAYOUT).when(asking(6000)).then(
            requested("until-6000", 6000)
        )


class TestReleasing:
    def test_lets_it_leave_for_the_account_the_tutor_has(self) -> None:
        given(requested()).of(PAYOUT).when(releasing()).then(released())
        given(requested(), released()).of(PAYOUT).when(releasing()).then_nothing()

    def test_holds_it_without_an_account_and_says_so_once(self) -> None:
        given(requested()).of(PAYOUT).when(releasing("")).then(HELD)
        given(requested(), HELD).of(PAYOUT).when(releasing("")).then_nothing()
        given(requested(), HELD).of(PAYOUT).when(releasing()).then(released())

    def test_cancels_it_when_something_stands_in_the_way(self) -> None:
        for known in ((requested(),), (requested(), HELD)):
            given(*known).of(PAYOUT).when(releasing(obstacle=SWAPPED)).then(CANCELLED)
            given(*known, CANCELLED).of(PAYOUT).when(releasing()).then_nothing()
        given(requested(), released()).of(PAYOUT).when(releasing(obstacle=SWAPPED)).then_nothing()


class TestAnAnswer:
    def test_is_noted_once(self) -> None:
        given(requested(), released()).of(PAYOUT).when(sending).then(SENT)
        given(requested(), released(), SENT).of(PAYOUT).when(sending).then_nothing()
        given(requested(), released()).of(PAYOUT).when(paying).then(PAID)
        given(requested(), released(), SENT).of(PAYOUT).when(paying).then(PAID)
        given(requested(), released(), PAID).of(PAYOUT).when(paying).then_nothing()

    def test_may_be_that_it_failed(self) -> None:
        given(requested(), released(), SENT).of(PAYOUT).when(failing()).then(failed())
        given(requested(), released(), failed()).of(PAYOUT).when(failing()).then_nothing()

    def test_may_take_back_that_it_was_paid(self) -> None:
        known = (requested(), released(), SENT, PAID)
        for at in (TUESDAY, WEDNESDAY):
            given(*known).of(PAYOUT).when(failing(at)).then(failed(at, undone=5000))
        given(*known).of(PAYOUT).when(failing(MONDAY)).then_nothing()

    def test_of_success_comes_too_late_after_a_failure(self) -> None:
        given(requested(), released(), failed()).of(PAYOUT).when(paying).then_nothing()
        given(requested(), released(), failed()).of(PAYOUT).when(sending).then_nothing()

    def test_is_not_taken_for_what_was_never_released(self) -> None:
        for known in ((requested(),), (requested(), HELD), (requested(), CANCELLED)):
            for deed in (sending, paying, failing()):
                given(*known).of(PAYOUT).when(deed).then_nothing()

    @pytest.mark.parametrize("deed", [releasing(), sending, paying, failing()])
    def test_is_refused_when_nobody_asked(self, deed: Deed) -> None:
        given(requested("until-1")).of(PAYOUT).when(deed).then_refused(ThereIsNoSuchPayout)


def test_its_account_is_that_of_the_last_to_leave() -> None:
    assert given(requested()).of(PAYOUT).state.payout_account == ""
    assert given(requested(), released()).of(PAYOUT).state.payout_account == "acct"
    assert payouts_of(ANNA, "EUR") != payouts_of(ANNA, "USD")
