"""What waits for a payout account, tried again whenever there is one."""

from dataclasses import replace
from typing import Any

from application.earning import RequestTransfer
from application.payout import ReleasePayout
from application.processes.held_earnings import HELD_EARNINGS
from application.tutor_paying import AskReadiness
from domain.earning import events as earning
from domain.payout import events as payout
from domain.shared.event import Fact
from domain.tutor.events import PayoutAccountLost, PayoutAccountReadied, ReadinessAsked
from tests.processes.arrival import Seen, given
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.examples import example
from tests.support.people import ANNA


def of_anna(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), tutor_id=ANNA, **fields)


READY, LOST = of_anna(PayoutAccountReadied), of_anna(PayoutAccountLost)
HELD = of_anna(earning.EarningHeld, booking_id="b1", held_at=MONDAY)
OTHER = of_anna(earning.EarningHeld, booking_id="b2", held_at=MONDAY)
ASKED = of_anna(earning.TransferRequested, booking_id="b1")
PAYOUT = {"payout_id": "until-5000"}
PAYOUT_HELD = of_anna(payout.PayoutHeld, **PAYOUT)


def seen(*facts: Fact) -> Seen:
    return given(*facts, key=ANNA).seen_by(HELD_EARNINGS)


def names(*facts: Fact) -> list[str]:
    return sorted(seen(*facts).todos())


class TestAHeldShare:
    def test_waits_for_an_account(self) -> None:
        assert names(HELD) == []
        (todo,) = seen(HELD, READY).todos().values()
        assert todo.act == RequestTransfer(booking_id="b1")
        assert names(HELD, READY, LOST) == []

    def test_is_tried_once_each_time_there_is_an_account(self) -> None:
        first, second = names(READY, HELD), names(READY, LOST, READY, HELD)
        assert len(first) == len(second) == 1
        assert first != second

    def test_is_tried_anew_when_it_is_held_anew(self) -> None:
        again = replace(HELD, held_at=TUESDAY)
        assert names(READY, HELD) != names(READY, HELD, ASKED, again)
        assert len(names(READY, HELD, ASKED, again)) == 1

    def test_waits_no_more_once_anything_has_happened_to_it(self) -> None:
        for fact in (ASKED, of_anna(earning.EarningFrozen, booking_id="b1")):
            assert names(READY, HELD, fact) == []

    def test_waits_by_itself(self) -> None:
        assert len(names(READY, HELD, OTHER)) == 2
        assert names(READY, HELD, OTHER, ASKED) == names(READY, OTHER)


class TestAHeldPayout:
    def test_waits_for_an_account(self) -> None:
        assert names(PAYOUT_HELD) == []
        (todo,) = seen(PAYOUT_HELD, READY).todos().values()
        assert todo.act == ReleasePayout(tutor_id=ANNA, currency="EUR", payout_id="until-5000")

    def test_waits_no_more_once_it_left_or_was_cancelled(self) -> None:
        for kind in (payout.PayoutReleased, payout.PayoutCancelled):
            assert names(PAYOUT_HELD, READY, of_anna(kind, **PAYOUT)) == []
            assert len(names(PAYOUT_HELD, READY, of_anna(kind, payout_id="another"))) == 1


class TestARefusal:
    REFUSED = of_anna(
        earning.TransferFailed,
        booking_id="b1",
        transfer_id="until-5",
        reason="account_not_payable",
    )
    LOOKED = of_anna(ReadinessAsked, cause="b1:until-5")

    def test_of_an_account_has_it_looked_at(self) -> None:
        (todo,) = seen(self.REFUSED).todos().values()
        assert todo.act == AskReadiness(tutor_id=ANNA, cause="b1:until-5")
        payout_refused = of_anna(payout.PayoutFailed, reason="account_not_payable", **PAYOUT)
        (todo,) = seen(payout_refused).todos().values()
        assert todo.act == AskReadiness(tutor_id=ANNA, cause="EUR:until-5000")

    def test_is_looked_into_once_whichever_is_heard_of_first(self) -> None:
        assert names(self.REFUSED, self.LOOKED) == names(self.LOOKED, self.REFUSED) == []
        assert names(self.LOOKED) == []

    def test_for_another_reason_is_none_of_the_accounts(self) -> None:
        assert names(replace(self.REFUSED, reason="not_taken")) == []
        assert names(of_anna(payout.PayoutFailed, reason="insufficient_funds")) == []

    def test_is_not_every_look(self) -> None:
        assert names(self.REFUSED, of_anna(ReadinessAsked, cause=None)) == names(self.REFUSED)
