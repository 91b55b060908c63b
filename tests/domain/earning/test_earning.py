"""What is due of a share, rule by rule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.earning.aggregate import (
    EARNING,
    Earning,
    OneEarningHasOneCurrency,
    Source,
    undecided,
)
from domain.earning.events import EarningOwed, FreezeReason, Ground
from domain.earning.standing import Share
from domain.shared.event import Fact
from domain.shared.money import Money
from tests.domain.earning.history import (
    ABOUT,
    HELD,
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
    share,
    transferred,
    unfrozen,
    withheld,
)
from tests.support.calendar import TUESDAY, WEDNESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

NEW = undecided("b1", ANNA, "of-b1")
DISPUTE, PROBLEM = FreezeReason.DISPUTE, FreezeReason.PROBLEM
Deed = Callable[[Earning], Sequence[Fact]]


def transferring(account: str = "acct", debt: int = 0, left: int = 3000) -> Deed:
    source = Source("pi", left)
    return lambda earning: earning.request_transfer(account, source, debt, LATER)


def deciding(known: Any) -> Deed:
    return lambda earning: earning.decide(known, LATER_STILL)


class TestDeciding:
    def test_notes_what_is_the_tutors(self) -> None:
        assert NEW.decide(share(), LATER) == (decided(),)

    def test_notes_it_once(self) -> None:
        given(decided()).of(EARNING).when(deciding(share())).then_nothing()

    @pytest.mark.parametrize("minor", [0, 9000])
    def test_lets_the_newer_one_count(self, minor: int) -> None:
        newer = share(minor, TUESDAY, Ground.RESOLVED)
        known = decided(minor, TUESDAY, Ground.RESOLVED)
        given(decided()).of(EARNING).when(deciding(newer)).then(known)
        given(known).of(EARNING).when(deciding(share())).then_nothing()

    def test_lets_the_lower_of_one_instant_count(self) -> None:
        given(decided(1500)).of(EARNING).when(deciding(share(1600))).then_nothing()
        given(decided(1500)).of(EARNING).when(deciding(share(1400))).then(decided(1400))

    def test_asks_back_what_is_too_much_in_the_same_step(self) -> None:
        newer = share(2000, TUESDAY, Ground.WAIVED)
        known = (decided(), requested(), transferred())
        given(*known).of(EARNING).when(deciding(newer)).then(
            decided(2000, TUESDAY, Ground.WAIVED),
            back_requested(700, "until-700", reason="waived"),
        )

    def test_asks_nothing_back_while_the_provider_owes_an_answer(self) -> None:
        newer = share(0, TUESDAY)
        given(decided(), requested()).of(EARNING).when(deciding(newer)).then(decided(0, TUESDAY))

    def test_is_refused_in_another_currency(self) -> None:
        other = Share(Money(2700, "USD"), Ground.SETTLED, TUESDAY)
        given(decided()).of(EARNING).when(deciding(other)).then_refused(OneEarningHasOneCurrency)


class TestFreezing:
    def freezing(self, reason: FreezeReason = DISPUTE) -> Deed:
        return lambda earning: earning.freeze(reason, TUESDAY, LATER_STILL)

    def test_may_come_before_anything_is_decided(self) -> None:
        assert self.freezing()(NEW) == (frozen(),)
        given(frozen()).of(EARNING).when(deciding(share())).then(decided())

    def test_happens_once(self) -> None:
        given(decided(), frozen()).of(EARNING).when(self.freezing()).then_nothing()

    def test_does_not_happen_again_for_what_was_cleared(self) -> None:
        known = (decided(), frozen(), unfrozen())
        given(*known).of(EARNING).when(self.freezing()).then_nothing()
        anew = frozen(at=WEDNESDAY)
        given(*known).of(EARNING).when(lambda e: e.freeze(DISPUTE, WEDNESDAY, LATER)).then(anew)

    def test_asks_back_all_that_has_moved(self) -> None:
        known = (decided(), requested(), transferred())
        given(*known).of(EARNING).when(self.freezing()).then(frozen(), back_requested())

    def test_stops_transfers(self) -> None:
        given(decided(), frozen()).of(EARNING).when(transferring()).then_nothing()

    def test_lasts_until_every_reason_is_cleared(self) -> None:
        known = (decided(), frozen(), frozen(PROBLEM), unfrozen())
        given(*known).of(EARNING).when(transferring()).then_nothing()
        given(*known, unfrozen(PROBLEM)).of(EARNING).when(transferring()).then(requested())

    def test_asks_back_once_for_several_reasons(self) -> None:
        known = (decided(), requested(), transferred(), frozen(), back_requested(), reversed_())
        given(*known).of(EARNING).when(self.freezing(PROBLEM)).then(frozen(PROBLEM))

    def test_is_cleared_once(self) -> None:
        deed: Deed = lambda earning: earning.unfreeze(DISPUTE, TUESDAY)  # noqa: E731
        given(decided(), frozen()).of(EARNING).when(deed).then(unfrozen())
        given(decided(), frozen(), unfrozen()).of(EARNING).when(deed).then_nothing()
        given(decided()).of(EARNING).when(deed).then_nothing()


class TestTransferring:
    def test_moves_what_is_missing(self) -> None:
        given(decided()).of(EARNING).when(transferring()).then(requested())

    def test_asks_nothing_before_the_provider_has_answered(self) -> None:
        given(decided(), requested()).of(EARNING).when(transferring()).then_nothing()

    def test_asks_nothing_when_nothing_is_due(self) -> None:
        known = (requested(), transferred())
        given(decided(), *known).of(EARNING).when(transferring()).then_nothing()
        given(decided(0)).of(EARNING).when(transferring()).then_nothing()
        given(frozen(), unfrozen()).of(EARNING).when(transferring()).then_nothing()

    def test_has_a_new_name_after_a_failure(self) -> None:
        again = requested(transfer_id="until-2700-again-1")
        known = (decided(), requested(), failed())
        given(*known).of(EARNING).when(transferring()).then(again)
        twice = requested(transfer_id="until-2700-again-2")
        later = (again, failed("until-2700-again-1"))
        given(*known, *later).of(EARNING).when(transferring()).then(twice)

    def test_has_a_new_name_after_it_came_back(self) -> None:
        came_back = (frozen(), back_requested(), reversed_(), unfrozen())
        known = (decided(), requested(), transferred(), *came_back)
        given(*known).of(EARNING).when(transferring()).then(requested(transfer_id="until-5400"))

    def test_comes_out_of_our_own_money_where_the_payment_has_too_little(self) -> None:
        ours = requested(source=None)
        given(decided()).of(EARNING).when(transferring(left=2699)).then(ours)
        unpaid: Deed = lambda earning: earning.request_transfer("acct", None, 0, LATER)  # noqa: E731
        given(decided()).of(EARNING).when(unpaid).then(ours)
        owed = (frozen(), back_requested(), lost(), unfrozen())
        known = (decided(), requested(), transferred(), *owed)
        given(*known).of(EARNING).when(transferring()).then(
            requested(transfer_id="until-5400", source=None)
        )

    def test_is_held_without_an_account_and_says_so_once(self) -> None:
        given(decided()).of(EARNING).when(transferring("")).then(HELD)
        given(decided(), HELD).of(EARNING).when(transferring("")).then_nothing()
        given(decided(), HELD).of(EARNING).when(transferring()).then(requested())

    def test_says_it_again_after_something_has_happened(self) -> None:
        known = (decided(), HELD, frozen(), unfrozen())
        given(*known).of(EARNING).when(transferring("")).then(HELD)

    def test_keeps_a_debt_back(self) -> None:
        given(decided()).of(EARNING).when(transferring(debt=700)).then(
            withheld(700), requested(2000, "until-2000")
        )
        given(decided()).of(EARNING).when(transferring(debt=9000)).then(withheld(2700))
        given(decided(), withheld(2700)).of(EARNING).when(transferring()).then_nothing()

    def test_keeps_a_debt_back_without_an_account_too(self) -> None:
        given(decided()).of(EARNING).when(transferring("", 700)).then(withheld(700), HELD)
        given(decided(), HELD).of(EARNING).when(transferring("", 700)).then(withheld(700), HELD)
        given(decided(), withheld(700), HELD).of(EARNING).when(transferring("")).then_nothing()


class TestAskingBack:
    def test_takes_from_the_newest_transfer_first(self) -> None:
        came_back = (decided(1000, TUESDAY), back_requested(1700, "until-1700"))
        grown = (reversed_(1700, "until-1700"), decided(2000, WEDNESDAY))
        known = (decided(), requested(), transferred(), *came_back, *grown)
        second = (requested(1000, "until-3700"), transferred(1000, "until-3700"))
        lower = share(0, WEDNESDAY, Ground.DISPUTE_LOST)
        given(*known, *second).of(EARNING).when(deciding(lower)).then(
            decided(0, WEDNESDAY, Ground.DISPUTE_LOST),
            back_requested(1000, "until-2700", "until-3700", "dispute_lost"),
        )

    def test_makes_a_debt_of_what_had_been_kept_back(self) -> None:
        owed = EarningOwed(**ABOUT, amount=euro(2700), reason="settled", owed_at=LATER_STILL)
        known = (decided(), withheld(2700))
        given(*known).of(EARNING).when(deciding(share(0, TUESDAY))).then(decided(0, TUESDAY), owed)
        given(*known, decided(0, TUESDAY), owed).of(EARNING).when(transferring()).then_nothing()

    def test_asks_for_a_debt_no_more(self) -> None:
        known = (decided(), requested(), transferred(), frozen(), back_requested(), lost())
        earning = given(*known).of(EARNING).state
        assert earning.bring_back(LATER) == ()
        assert earning.movements.moved == 0
        given(*known, unfrozen()).of(EARNING).when(transferring(debt=2700)).then(withheld(2700))


class TestCallingBack:
    KNOWN = (decided(), requested(), transferred())

    def test_takes_all_from_an_account_that_is_not_the_tutors_any_more(self) -> None:
        back = back_requested(reason="payout_account_changed")
        given(*self.KNOWN).of(EARNING).when(lambda e: e.call_back("new", LATER_STILL)).then(back)
        given(*self.KNOWN).of(EARNING).when(lambda e: e.call_back("acct", LATER)).then_nothing()

    def test_waits_for_the_provider(self) -> None:
        known = (*self.KNOWN, frozen(), back_requested())
        for asked in (known, (decided(), requested())):
            given(*asked).of(EARNING).when(lambda e: e.call_back("new", LATER)).then_nothing()

    def test_sends_it_to_the_new_account_afterwards(self) -> None:
        back = back_requested(reason="payout_account_changed")
        known = (*self.KNOWN, back, reversed_())
        given(*known).of(EARNING).when(lambda e: e.call_back("new", LATER)).then_nothing()
        (asked,) = given(*known).of(EARNING).when(transferring("new")).facts
        assert asked == replace(requested(transfer_id="until-5400"), payout_account="new")


def test_its_account_is_that_of_the_last_transfer() -> None:
    assert given(decided()).of(EARNING).state.payout_account == ""
    assert given(decided(), requested()).of(EARNING).state.payout_account == "acct"
