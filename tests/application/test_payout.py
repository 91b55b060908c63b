"""Payout commands: each reaches its stream, and knows where the tutor is paid."""

from dataclasses import replace

import pytest

from application import payout
from application.payout import (
    HANDLERS,
    PayoutPart,
    RecordPayoutFailure,
    RecordPayoutPaid,
    RecordPayoutSent,
    ReleasePayout,
    RequestPayout,
)
from application.work import Command
from domain.payout.aggregate import APayoutIsWorthItsFee, ThereIsNoSuchPayout
from domain.shared.event import Fact
from domain.shared.text import digest_of
from domain.tutor.events import PayoutAccountLost, PayoutAccountReadied
from tests.application.desk import Desk
from tests.domain.earning.history import (
    back_requested,
    decided,
    frozen,
    requested,
    transferred,
)
from tests.support.calendar import FRIDAY, MONDAY, TUESDAY
from tests.support.people import ANNA, AS_SYSTEM

PARTS = (PayoutPart(booking_id="b1", minor=2700), PayoutPart(booking_id="b2", minor=2300))
READY = PayoutAccountReadied(
    tutor_id=ANNA, payout_account="acct", account_digest=digest_of("acct"), readied_at=MONDAY
)
LOST = PayoutAccountLost(tutor_id=ANNA, lost_at=TUESDAY)
SWAPPED = PayoutAccountReadied(
    tutor_id=ANNA, payout_account="other", account_digest=digest_of("other"), readied_at=TUESDAY
)
STREAM = "payout-anna-EUR"
ASK = RequestPayout(tutor_id=ANNA, currency="EUR", until_minor=5000, parts=PARTS)
RELEASE = ReleasePayout(tutor_id=ANNA, currency="EUR", payout_id="until-5000")
ANSWERED = {
    "tutor_id": ANNA,
    "currency": "EUR",
    "payout_id": "until-5000",
    "occurred_at": TUESDAY,
}
SENT = RecordPayoutSent.model_validate({**ANSWERED, "reference": "po"})
PAID = RecordPayoutPaid.model_validate({**ANSWERED, "reference": "po"})
FAILED = RecordPayoutFailure.model_validate({**ANSWERED, "reason": "account_closed"})


def desk_after(*commands: Command, known: tuple[Fact, ...] = (READY,)) -> Desk:
    desk = Desk(HANDLERS)
    desk.know("tutor-anna", *known)
    desk.know("earning-b1", decided(), requested(), transferred())
    other = (decided(2300), requested(2300, "until-2300"), transferred(2300, "until-2300"))
    desk.know("earning-b2", *(replace(fact, booking_id="b2") for fact in other))
    for command in commands:
        desk.ask(command, AS_SYSTEM, FRIDAY)
    return desk


class TestAPayout:
    def test_goes_from_the_request_to_the_bank(self) -> None:
        asked = (ASK, RELEASE, SENT, PAID)
        names = ["PayoutRequested", "PayoutReleased", "PayoutSent", "PayoutPaid"]
        assert desk_after(*asked).names(STREAM) == names
        assert desk_after(*asked, *asked).names(STREAM) == names
        assert desk_after(*asked).facts(STREAM)[1].payout_account == "acct"

    def test_may_come_back(self) -> None:
        assert desk_after(ASK, RELEASE, SENT, PAID, FAILED).names(STREAM)[-1] == "PayoutFailed"

    def test_waits_for_an_account(self) -> None:
        desk = desk_after(ASK, RELEASE, RELEASE, known=())
        assert desk.names(STREAM) == ["PayoutRequested", "PayoutHeld"]
        desk.know("tutor-anna", READY)
        desk.ask(RELEASE, AS_SYSTEM, FRIDAY)
        assert desk.names(STREAM)[-1] == "PayoutReleased"

    def test_waits_for_an_account_that_was_lost(self) -> None:
        assert desk_after(ASK, RELEASE, known=(READY, LOST)).names(STREAM)[-1] == "PayoutHeld"

    def test_is_cancelled_when_the_account_was_swapped_and_its_shares_come_back(self) -> None:
        desk = desk_after(ASK)
        desk.know("tutor-anna", SWAPPED)
        desk.ask(RELEASE, AS_SYSTEM, FRIDAY)
        assert desk.facts(STREAM)[-1].reason == "payout_account_changed"
        for stream in ("earning-b1", "earning-b2"):
            assert desk.facts(stream)[-1].reason == "payout_account_changed"
            assert desk.names(stream)[-1] == "ReversalRequested"
        desk.ask(RELEASE, AS_SYSTEM, FRIDAY)
        assert desk.names(STREAM)[-1] == "PayoutCancelled"

    def test_is_held_when_the_account_is_lost_wherever_its_shares_are(self) -> None:
        desk = desk_after(ASK)
        desk.know("tutor-anna", SWAPPED, LOST)
        desk.ask(RELEASE, AS_SYSTEM, FRIDAY)
        assert desk.names(STREAM)[-1] == "PayoutHeld"
        assert desk.names("earning-b1")[-1] == "EarningTransferred"

    def test_is_cancelled_when_a_share_was_frozen_meanwhile(self) -> None:
        desk = desk_after(ASK)
        desk.know("earning-b1", frozen(), back_requested())
        desk.ask(RELEASE, AS_SYSTEM, FRIDAY)
        assert desk.facts(STREAM)[-1].reason == "share_called_back"

    def test_that_has_left_calls_nothing_back(self) -> None:
        desk = desk_after(ASK, RELEASE)
        desk.know("tutor-anna", SWAPPED)
        assert desk.ask(RELEASE, AS_SYSTEM, FRIDAY).changes == ()


class TestCommands:
    @pytest.mark.parametrize("command", [RELEASE, SENT, PAID, FAILED])
    def test_about_no_payout_are_refused(self, command: Command) -> None:
        with pytest.raises(ThereIsNoSuchPayout):
            desk_after(command)

    def test_for_too_little_are_refused(self) -> None:
        few = (PayoutPart(booking_id="b1", minor=999),)
        with pytest.raises(APayoutIsWorthItsFee):
            desk_after(RequestPayout(tutor_id=ANNA, currency="EUR", until_minor=999, parts=few))

    def test_each_have_one_handler(self) -> None:
        commands = {
            value
            for value in vars(payout).values()
            if isinstance(value, type) and issubclass(value, Command) and value is not Command
        }
        assert {command for command, _ in HANDLERS} == commands
        assert len(HANDLERS) == len(commands)
