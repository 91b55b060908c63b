"""Transferring: every movement of a share is made once, and its answer is recorded."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.event_log import InMemoryEventLog
from adapters.memory.gateways import InMemoryPaymentGateway
from application.earning import (
    RecordReversal,
    RecordReversalFailure,
    RecordTransfer,
    RecordTransferFailure,
)
from application.fields import Price
from application.reactions.transferring import TRANSFERRING, MoveShare, Way, perform
from application.todo import World
from domain.earning import events as earning
from domain.shared.money import Money
from tests.processes.arrival import given
from tests.processes.tutor_stories import disputed, earned
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.market import Market
from tests.support.office import record
from tests.support.opening import account_of
from tests.support.outside import outside
from tests.support.people import ANNA

NET = Money(2700, "EUR")
OF: dict[str, Any] = {"booking_id": "b1", "tutor_id": ANNA, "payment_id": "of-b1"}


def of(kind: Any, **fields: Any) -> Any:
    """This is a fact of one share."""
    return replace(example(kind), **OF, **fields)


ASKED = of(
    earning.TransferRequested,
    transfer_id="t1",
    amount=NET,
    source="pi",
    payout_account=account_of(ANNA),
)
MOVED = of(earning.EarningTransferred, transfer_id="t1")
FAILED = of(earning.TransferFailed, transfer_id="t1")
BACK = of(earning.ReversalRequested, reversal_id="t1", amount=NET, reference="tr")


class TestAsking:
    def test_leaves_a_call_until_it_is_answered(self) -> None:
        given(ASKED).seen_by(TRANSFERRING).then_todos("transfer-t1")
        for answer in (MOVED, FAILED):
            given(ASKED, answer).seen_by(TRANSFERRING).then_nothing()

    def test_takes_back_what_was_transferred(self) -> None:
        known = (ASKED, MOVED, BACK)
        given(*known).seen_by(TRANSFERRING).then_todos("reverse-t1")
        for kind in (earning.EarningReversed, earning.ReversalFailed):
            given(*known, of(kind, reversal_id="t1")).seen_by(TRANSFERRING).then_nothing()

    def test_uses_one_key_for_every_attempt_and_another_for_each_movement(self) -> None:
        again = replace(ASKED, transfer_id="t2")
        calls = [
            todo.act
            for facts in ((ASKED,), (ASKED, MOVED, BACK), (ASKED, FAILED, again))
            for todo in given(*facts).seen_by(TRANSFERRING).todos().values()
        ]
        keys = [call.key for call in calls if isinstance(call, MoveShare)]
        assert keys == ["b1:transfer:t1", "b1:reverse:t1", "b1:transfer:t2"]

    def test_says_nowhere_where_the_tutor_is_paid(self) -> None:
        seen = given(ASKED).seen_by(TRANSFERRING)
        assert account_of(ANNA) not in repr(seen)
        assert account_of(ANNA) not in repr(seen.todos())

    def test_comes_out_of_no_payment_when_there_is_none(self) -> None:
        (todo,) = given(replace(ASKED, source=None)).seen_by(TRANSFERRING).todos().values()
        assert isinstance(todo.act, MoveShare)
        assert todo.act.reference == ""


class TestAnAnswer:
    def world(self) -> World:
        """This is a provider that has taken 30.00 EUR, and a log in which Anna is paid."""
        log = InMemoryEventLog()
        record(log, "earning-b1", ASKED)
        gateway = InMemoryPaymentGateway(SetClock(MONDAY))
        gateway.admit(account_of(ANNA))
        gateway.authorise("p", Money(3000, "EUR"), capture=True, group="of-b1")
        return outside(gateway, log)

    def call(self, way: Way, reference: str, amount: Money = NET) -> MoveShare:
        return MoveShare(
            way=way,
            booking_id="b1",
            payment_id="of-b1",
            name="t1",
            amount=Price(minor=amount.minor, currency=amount.currency),
            reference=reference,
        )

    def test_becomes_the_command_that_records_it(self) -> None:
        world = self.world()
        asked = self.call(Way.TO_THE_TUTOR, "memory_authorise_1")
        moved = perform(asked, world)
        assert isinstance(moved, RecordTransfer)
        assert perform(asked, world) == moved
        back = perform(self.call(Way.BACK, moved.reference), world)
        assert isinstance(back, RecordReversal)
        assert (back.reversal_id, back.occurred_at) == ("t1", MONDAY)

    def test_of_no_is_recorded_as_well(self) -> None:
        world = self.world()
        too_much = self.call(Way.TO_THE_TUTOR, "memory_authorise_1", Money(3001, "EUR"))
        failed = perform(too_much, world)
        assert isinstance(failed, RecordTransferFailure)
        assert failed.reason == "not_taken"
        back = perform(self.call(Way.BACK, "none"), world)
        assert isinstance(back, RecordReversalFailure)
        assert back.reason == "not_transferred"


@pytest.mark.parametrize("after_moving", [False, True])
def test_money_moves_once_however_often_the_answer_is_lost(*, after_moving: bool) -> None:
    market = Market.opened()
    booking_id = earned(market)
    market.gateway.fail_next(5, after_moving=after_moving)
    disputed(market, booking_id)
    market.advance(minutes=5)
    moved = [key for deed, key in market.gateway.moved() if deed in ("transfer", "reverse")]
    assert moved == [f"{booking_id}:reverse:until-2401", f"{booking_id}:transfer:until-2401"]
