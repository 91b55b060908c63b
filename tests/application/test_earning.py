"""Commands about a share: each reaches its stream, and what is owed changes with it."""

from dataclasses import replace
from datetime import datetime

import pytest

from application import earning
from application.booking import Amount
from application.earning import (
    HANDLERS,
    DecideEarning,
    FreezeEarning,
    RecordReversal,
    RecordReversalFailure,
    RecordTransfer,
    RecordTransferFailure,
    RequestTransfer,
    UnfreezeEarning,
)
from application.work import Command
from domain.earning.events import FreezeReason, Ground
from domain.payment.events import PaymentRefunded
from domain.shared.errors import NotFound
from domain.shared.event import Fact
from domain.shared.money import Money
from domain.shared.text import digest_of
from domain.tutor.events import PayoutAccountLost, PayoutAccountReadied
from tests.application.desk import Desk
from tests.domain.payment.history import AUTHORISED, CAPTURED, REQUESTED, refund_requested
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY
from tests.support.examples import example
from tests.support.people import ANNA, AS_SYSTEM

READY = PayoutAccountReadied(
    tutor_id=ANNA, payout_account="acct", account_digest=digest_of("acct"), readied_at=MONDAY
)
LOST = PayoutAccountLost(tutor_id=ANNA, lost_at=TUESDAY)
DISPUTE = FreezeReason.DISPUTE
ASK = RequestTransfer(booking_id="b1")
DONE = RecordTransfer(
    booking_id="b1", transfer_id="until-2700", reference="tr", occurred_at=WEDNESDAY
)
NOT_DONE = RecordTransferFailure(
    booking_id="b1", transfer_id="until-2700", reason="not_payable", occurred_at=WEDNESDAY
)
FREEZE = FreezeEarning(booking_id="b1", tutor_id=ANNA, payment_id="p1", reason=DISPUTE, at=THURSDAY)
UNFREEZE = UnfreezeEarning(booking_id="b1", reason=DISPUTE, at=FRIDAY)
BACK = RecordReversal(
    booking_id="b1", reversal_id="until-2700", reference="trr", occurred_at=FRIDAY
)
NOT_BACK = RecordReversalFailure(
    booking_id="b1", reversal_id="until-2700", reason="insufficient_funds", occurred_at=FRIDAY
)
TRANSFERRED = ["EarningDecided", "TransferRequested", "EarningTransferred"]


def refunded(minor: int) -> PaymentRefunded:
    """This is a refund that was made."""
    made, amount = example(PaymentRefunded), Money(minor, "EUR")
    return replace(made, payment_id="p1", refund_id="r1", amount=amount, occurred_at=THURSDAY)


def deciding(booking_id: str = "b1", minor: int = 2700, at: datetime = MONDAY) -> DecideEarning:
    return DecideEarning(
        booking_id=booking_id,
        tutor_id=ANNA,
        payment_id="p1",
        net=Amount(minor=minor, currency="EUR"),
        ground=Ground.SETTLED,
        decided_at=at,
    )


def desk_after(*commands: Command, known: tuple[Fact, ...] = (READY,)) -> Desk:
    """This is a desk where Anna can be paid and Ben has paid, after those commands."""
    desk = Desk(HANDLERS)
    desk.know("tutor-anna", *known)
    desk.know("payment-p1", REQUESTED, AUTHORISED, CAPTURED)
    for command in commands:
        desk.ask(command, AS_SYSTEM, FRIDAY)
    return desk


class TestAShare:
    def test_goes_to_the_account_the_tutor_has_out_of_the_payment(self) -> None:
        asked = desk_after(deciding(), ASK).facts("earning-b1")[-1]
        assert (asked.payout_account, asked.source) == ("acct", "pi")

    def test_is_paid_by_the_platform_when_nothing_was_taken(self) -> None:
        desk = Desk(HANDLERS)
        desk.know("tutor-anna", READY)
        for command in (deciding(), ASK):
            desk.ask(command, AS_SYSTEM, FRIDAY)
        assert desk.facts("earning-b1")[-1].source is None

    def test_is_paid_by_the_platform_when_too_little_of_the_payment_is_left(self) -> None:
        for back, source in ((300, "pi"), (301, None)):
            desk = desk_after()
            desk.know("payment-p1", refund_requested("r1", back), refunded(back))
            for command in (deciding(), ASK):
                desk.ask(command, AS_SYSTEM, FRIDAY)
            assert desk.facts("earning-b1")[-1].source == source

    def test_is_held_without_an_account(self) -> None:
        for known in ((), (READY, LOST)):
            names = desk_after(deciding(), ASK, ASK, known=known).names("earning-b1")
            assert names == ["EarningDecided", "EarningHeld"]

    def test_moves_once_however_often_it_is_asked(self) -> None:
        asked = (deciding(), ASK, ASK, DONE, DONE, ASK)
        assert desk_after(*asked).names("earning-b1") == TRANSFERRED

    def test_is_asked_for_again_under_a_new_name(self) -> None:
        desk = desk_after(deciding(), ASK, NOT_DONE, ASK)
        assert desk.names("earning-b1")[-2:] == ["TransferFailed", "TransferRequested"]
        assert desk.facts("earning-b1")[-1].transfer_id == "until-2700-again-1"

    def test_comes_back_when_it_is_frozen_and_goes_again(self) -> None:
        names = desk_after(deciding(), ASK, DONE, FREEZE, BACK, UNFREEZE, ASK).names("earning-b1")
        assert names == [
            *TRANSFERRED,
            "EarningFrozen",
            "ReversalRequested",
            "EarningReversed",
            "EarningUnfrozen",
            "TransferRequested",
        ]


class TestADebt:
    def test_is_incurred_in_the_step_that_notes_what_did_not_come_back(self) -> None:
        desk = desk_after(deciding(), ASK, DONE, FREEZE)
        decision = desk.ask(NOT_BACK, AS_SYSTEM, FRIDAY)
        assert [change.stream_id for change in decision.changes] == ["earning-b1", "debt-anna-EUR"]
        assert desk.ask(NOT_BACK, AS_SYSTEM, FRIDAY).changes == ()

    def test_is_kept_back_from_the_next_share_in_one_step(self) -> None:
        desk = desk_after(deciding(), ASK, DONE, FREEZE, NOT_BACK, deciding("b2", 4000))
        decision = desk.ask(RequestTransfer(booking_id="b2"), AS_SYSTEM, FRIDAY)
        assert [change.stream_id for change in decision.changes] == ["earning-b2", "debt-anna-EUR"]
        withheld, asked = desk.facts("earning-b2")[1:]
        assert (withheld.amount.minor, asked.amount.minor) == (2700, 1300)
        assert desk.names("debt-anna-EUR") == ["DebtIncurred", "DebtRecovered"]

    def test_is_open_again_when_what_paid_it_is_not_due_any_more(self) -> None:
        paid = (deciding("b2", 2700), RequestTransfer(booking_id="b2"))
        desk = desk_after(deciding(), ASK, DONE, FREEZE, NOT_BACK, *paid)
        assert desk.names("earning-b2") == ["EarningDecided", "EarningWithheld"]
        desk.ask(deciding("b2", 0, TUESDAY), AS_SYSTEM, FRIDAY)
        assert desk.names("debt-anna-EUR") == ["DebtIncurred", "DebtRecovered", "DebtIncurred"]

    def test_of_nobody_is_looked_at_only_when_money_of_it_moves(self) -> None:
        assert desk_after(deciding(), FREEZE).names("debt-anna-EUR") == []


class TestCommands:
    @pytest.mark.parametrize("command", [UNFREEZE, ASK, DONE, NOT_DONE, BACK, NOT_BACK])
    def test_about_no_share_are_refused(self, command: Command) -> None:
        with pytest.raises(NotFound, match="no earning b1"):
            desk_after(command)

    def test_each_have_one_handler(self) -> None:
        commands = {
            value
            for value in vars(earning).values()
            if isinstance(value, type) and issubclass(value, Command) and value is not Command
        }
        assert {command for command, _ in HANDLERS} == commands
        assert len(HANDLERS) == len(commands)

    def test_may_freeze_before_anything_is_decided(self) -> None:
        desk = desk_after(FREEZE)
        assert desk.ask(ASK, AS_SYSTEM, FRIDAY).changes == ()
        assert desk.names("earning-b1") == ["EarningFrozen"]
