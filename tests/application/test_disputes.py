"""Commands about payment disputes: each reaches its payment, and nothing but that."""

from datetime import timedelta
from typing import Any

import pytest

from application import disputes, payment
from application.disputes import (
    RecordDispute,
    RecordDisputeClosed,
    RecordEvidence,
    RecordEvidenceRefusal,
)
from application.work import Command
from domain.payment.disputing import ThereIsNoSuchDispute
from domain.shared.errors import NotFound
from tests.application.desk import Desk
from tests.application.test_payment import CAPTURED, REQUEST
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import AS_SYSTEM

ABOUT: dict[str, Any] = {"payment_id": "p1", "dispute_id": "du"}
ALERT: dict[str, Any] = {
    **ABOUT,
    "occurred_at": TUESDAY,
    "reference": "pi",
    "amount": {"minor": 3000, "currency": "EUR"},
    "fee": {"minor": 2000, "currency": "EUR"},
    "reason": "fraudulent",
    "evidence_due_by": MONDAY + timedelta(days=9),
}
DISPUTED = RecordDispute.model_validate(ALERT)
WON = RecordDisputeClosed.model_validate({**ALERT, "is_won": True})
EVIDENCE = RecordEvidence(**ABOUT, digest="a" * 64)
REFUSED = RecordEvidenceRefusal(**ABOUT, reason="dispute_closed")


def recorded_after(*commands: Command) -> list[str]:
    desk = Desk((*payment.HANDLERS, *disputes.HANDLERS))
    for command in commands:
        desk.ask(command, AS_SYSTEM, TUESDAY)
    return desk.names("payment-p1")


class TestADispute:
    def test_is_noted_answered_and_closed(self) -> None:
        asked = (REQUEST, CAPTURED, DISPUTED, EVIDENCE, WON)
        assert recorded_after(*asked, *asked)[2:] == [
            "PaymentDisputed",
            "ProviderFeeNoted",
            "EvidenceSubmitted",
            "PaymentDisputeClosed",
        ]

    def test_may_be_heard_of_when_it_is_over(self) -> None:
        assert recorded_after(REQUEST, CAPTURED, WON, DISPUTED)[2:] == [
            "PaymentDisputed",
            "PaymentDisputeClosed",
            "ProviderFeeNoted",
        ]

    def test_may_have_an_answer_that_is_not_taken(self) -> None:
        assert recorded_after(REQUEST, CAPTURED, DISPUTED, REFUSED)[-1] == "EvidenceRefused"


class TestCommands:
    @pytest.mark.parametrize("command", [DISPUTED, WON, EVIDENCE, REFUSED])
    def test_about_no_payment_are_refused(self, command: Command) -> None:
        with pytest.raises(NotFound, match="no payment p1"):
            recorded_after(command)

    @pytest.mark.parametrize("command", [EVIDENCE, REFUSED])
    def test_about_no_dispute_are_refused(self, command: Command) -> None:
        with pytest.raises(ThereIsNoSuchDispute):
            recorded_after(REQUEST, CAPTURED, command)
