"""Payment commands: each reaches its stream, and nothing but that."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from application import payment
from application.fields import Price
from application.payment import (
    HANDLERS,
    NoteProviderFee,
    RecordAction,
    RecordAuthorisation,
    RecordCapture,
    RecordCaptureFailure,
    RecordDecline,
    RecordRefund,
    RecordRefundFailure,
    RecordVoid,
    RecordVoidFailure,
    RequestCapture,
    RequestPayment,
    RequestRefund,
    RequestVoid,
)
from application.work import Command
from domain.payment.events import Action, RefundReason
from domain.shared.errors import NotFound
from tests.application.desk import Desk
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA, AS_SYSTEM, BEN

PRICE = Price(minor=3000, currency="EUR")
REQUEST = RequestPayment(
    payment_id="p1",
    booking_id="b1",
    student_id=BEN,
    tutor_id=ANNA,
    amount=PRICE,
    capture=False,
)
AUTHORISED = RecordAuthorisation(payment_id="p1", reference="pi", amount=PRICE, occurred_at=MONDAY)
WAITING = RecordAction(
    payment_id="p1", reference="pi", amount=PRICE, kind=Action.CONFIRM, occurred_at=MONDAY
)
FEE = NoteProviderFee.model_validate(
    {
        "payment_id": "p1",
        "reference": "pi",
        "fee": {"minor": 65, "currency": "EUR"},
        "occurred_at": TUESDAY,
    }
)
CAPTURED = RecordCapture(payment_id="p1", reference="pi", amount=PRICE, occurred_at=TUESDAY)
REFUND = RequestRefund(
    payment_id="p1", refund_id="r1", amount=PRICE, reason=RefundReason.CANCELLATION
)
NOT_CAPTURED = RecordCaptureFailure(
    payment_id="p1", reference="pi", reason="capture_refused", occurred_at=TUESDAY
)
DECLINED = RecordDecline(payment_id="p1", reason="card_declined", occurred_at=MONDAY)
VOIDED = RecordVoid(payment_id="p1", reference="pi", occurred_at=TUESDAY)
NOT_VOIDED = RecordVoidFailure(
    payment_id="p1", reference="pi", reason="not_reserved", occurred_at=TUESDAY
)
REFUNDED = RecordRefund(payment_id="p1", refund_id="r1", reference="re", occurred_at=TUESDAY)
NOT_REFUNDED = RecordRefundFailure(
    payment_id="p1", refund_id="r1", reason="refund_refused", occurred_at=TUESDAY
)


def recorded_after(*commands: Command) -> list[str]:
    desk = Desk(HANDLERS)
    for command in commands:
        desk.ask(command, AS_SYSTEM, TUESDAY)
    return desk.names("payment-p1")


class TestAPaymentsLife:
    def test_from_the_request_to_the_refund(self) -> None:
        asked = (REQUEST, AUTHORISED, RequestCapture(payment_id="p1"), CAPTURED, REFUND, REFUNDED)
        assert recorded_after(*asked) == [
            "PaymentRequested",
            "PaymentAuthorised",
            "CaptureRequested",
            "PaymentCaptured",
            "RefundRequested",
            "PaymentRefunded",
        ]
        assert recorded_after(*asked, *asked) == recorded_after(*asked)

    def test_from_the_request_to_the_void(self) -> None:
        void = RequestVoid(payment_id="p1")
        asked = (REQUEST, AUTHORISED, void)
        known = ["PaymentRequested", "PaymentAuthorised", "PaymentAbandoned", "VoidRequested"]
        assert recorded_after(*asked, VOIDED) == [*known, "PaymentVoided"]
        assert recorded_after(*asked, NOT_VOIDED) == [*known, "VoidFailed"]

    def test_that_waits_for_the_student(self) -> None:
        waiting = ["PaymentRequested", "PaymentActionRequired"]
        assert recorded_after(REQUEST, WAITING, WAITING) == waiting
        assert recorded_after(REQUEST, WAITING, AUTHORISED) == [*waiting, "PaymentAuthorised"]

    def test_that_costs_something_itself(self) -> None:
        assert recorded_after(REQUEST, CAPTURED, FEE, FEE)[-1] == "ProviderFeeNoted"

    def test_that_the_provider_ends(self) -> None:
        assert recorded_after(REQUEST, DECLINED) == ["PaymentRequested", "PaymentDeclined"]
        assert recorded_after(REQUEST, AUTHORISED, NOT_CAPTURED)[-1] == "CaptureFailed"
        assert recorded_after(REQUEST, CAPTURED, REFUND, NOT_REFUNDED)[-1] == "RefundFailed"


class TestCommands:
    @pytest.mark.parametrize(
        "command", [AUTHORISED, DECLINED, CAPTURED, REFUND, REFUNDED, VOIDED, NOT_CAPTURED]
    )
    def test_about_no_payment_are_refused(self, command: Command) -> None:
        with pytest.raises(NotFound, match="no payment p1"):
            recorded_after(command)

    def test_each_have_one_handler(self) -> None:
        commands = {
            value
            for value in vars(payment).values()
            if isinstance(value, type) and issubclass(value, Command) and value is not Command
        }
        assert {command for command, _ in HANDLERS} == commands
        assert len(HANDLERS) == len(commands)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("reference", ""),
            ("reference", "x" * 256),
            ("reference", "a\x00b"),
            ("occurred_at", datetime(9999, 12, 31, tzinfo=UTC)),
            ("occurred_at", datetime(2026, 3, 2)),  # noqa: DTZ001 - that is what is wrong with it
            ("amount", {"minor": 0, "currency": "EUR"}),
            ("amount", {"minor": 1, "currency": "euro"}),
        ],
    )
    def test_of_a_bad_shape_never_arrive(self, field: str, value: Any) -> None:
        with pytest.raises(ValidationError):
            RecordCapture.model_validate({**CAPTURED.model_dump(), field: value})
