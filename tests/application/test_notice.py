"""Notices: taken down, and closed in the append that records what they led to."""

from datetime import timedelta
from typing import Any

import pytest

from application import disputes, notice, payment, payout
from application.notice import ConcludeNotice, DismissNotice, ReceiveNotice
from application.payout import RecordPayoutPaid
from application.work import Command
from domain.notice.events import Matter
from domain.shared.errors import Unavailable
from tests.application.desk import Desk
from tests.application.test_disputes import DISPUTED, WON
from tests.application.test_payment import CAPTURED, REQUEST
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA, AS_SYSTEM

TOLD = ReceiveNotice(
    event_id="evt_1",
    kind="payment_intent.succeeded",
    matter=Matter.PAYMENT,
    about="pi",
    created_at=MONDAY,
)


def desk_after(*commands: Command) -> Desk:
    desk = Desk((*notice.HANDLERS, *payment.HANDLERS, *disputes.HANDLERS, *payout.HANDLERS))
    for command in commands:
        desk.ask(command, AS_SYSTEM, TUESDAY)
    return desk


def concluded(record: Any = None) -> ConcludeNotice:
    return ConcludeNotice(event_id="evt_1", record=record)


class TestANotice:
    def test_is_taken_down_once(self) -> None:
        assert desk_after(TOLD, TOLD).names("notice-evt_1") == ["NoticeReceived"]

    def test_is_closed_with_what_it_led_to(self) -> None:
        desk = desk_after(TOLD, REQUEST, concluded(CAPTURED))
        assert desk.names("payment-p1") == ["PaymentRequested", "PaymentCaptured"]
        (closed,) = desk.facts("notice-evt_1")[1:]
        assert (type(closed).__name__, closed.recorded) == ("NoticeHandled", "RecordCapture")

    def test_is_closed_where_there_is_nothing_new(self) -> None:
        desk = desk_after(TOLD, REQUEST, CAPTURED, concluded(CAPTURED))
        assert desk.names("payment-p1") == ["PaymentRequested", "PaymentCaptured"]
        assert desk.names("notice-evt_1") == ["NoticeReceived", "NoticeHandled"]

    def test_that_is_closed_leads_to_nothing_more(self) -> None:
        desk = desk_after(TOLD, REQUEST, concluded(), concluded(CAPTURED))
        assert desk.names("payment-p1") == ["PaymentRequested"]
        assert desk.names("notice-evt_1") == ["NoticeReceived", "NoticeHandled"]

    def test_records_a_closing_as_a_closing(self) -> None:
        desk = desk_after(TOLD, REQUEST, CAPTURED, concluded(WON))
        assert "PaymentDisputeClosed" in desk.names("payment-p1")

    def test_about_what_is_not_recorded_yet_is_tried_again_later(self) -> None:
        for record in (
            CAPTURED,
            DISPUTED,
            RecordPayoutPaid(
                tutor_id=ANNA,
                currency="EUR",
                payout_id="until-1000",
                reference="po",
                occurred_at=MONDAY,
            ),
        ):
            with pytest.raises(Unavailable):
                desk_after(TOLD, concluded(record))

    def test_that_breaks_a_rule_of_ours_is_dismissed_with_the_rule(self) -> None:
        foreign = CAPTURED.model_validate(
            {**CAPTURED.model_dump(), "amount": {"minor": 3000, "currency": "USD"}}
        )
        desk = desk_after(TOLD, REQUEST, concluded(foreign))
        (closed,) = desk.facts("notice-evt_1")[1:]
        assert closed.reason == "OnePaymentHasOneCurrency"
        assert desk.names("payment-p1") == ["PaymentRequested"]

    def test_may_be_dismissed(self) -> None:
        desk = desk_after(TOLD, DismissNotice(event_id="evt_1", reason="not_ours"))
        assert desk.names("notice-evt_1") == ["NoticeReceived", "NoticeDismissed"]


def test_every_command_that_can_be_recorded_has_a_handler() -> None:
    assert set(notice.Recorded.__args__) <= set(notice.RECORDING)


def test_a_time_of_the_provider_is_one_we_can_keep() -> None:
    with pytest.raises(ValueError, match="created_at"):
        ReceiveNotice.model_validate(
            {**TOLD.model_dump(), "created_at": MONDAY + timedelta(days=365_000)}
        )
