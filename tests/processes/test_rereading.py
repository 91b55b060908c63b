"""Rereading: what the provider does not tell is found out, and noted like any news."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from application.payment import (
    NoteProviderFee,
    RecordAction,
    RecordAuthorisation,
    RecordCapture,
    RecordDecline,
    RecordVoid,
)
from application.ports_money import ProviderPayment
from application.reactions.rereading import (
    LAPSED_AFTER,
    READ_AFTER,
    REREADING,
    ReadPayment,
    Sought,
    noted,
    perform,
)
from application.work import Command
from domain.payment import events as payment
from domain.payment.events import Action
from domain.shared.errors import Unavailable
from domain.shared.money import Money
from tests.processes.arrival import given
from tests.processes.stories import STORIES, confirmed
from tests.support.calendar import MONDAY, days
from tests.support.examples import example
from tests.support.market import Market
from tests.support.outside import outside

PRICE = Money(3001, "EUR")
NOTHING = Money(0, "EUR")
EVERY_LOOK = [f"read-{number}" for number in range(1, len(READ_AFTER) + 1)]


def of(kind: Any, **fields: Any) -> Any:
    """This is a fact of one payment."""
    return replace(example(kind), payment_id="p1", **fields)


ASKED = of(payment.PaymentRequested)
WAITING = of(payment.PaymentActionRequired, reference="pi", amount=PRICE, occurred_at=MONDAY)
AUTHORISED = of(payment.PaymentAuthorised, reference="pi", amount=PRICE, capture_before=None)
RESERVED = replace(AUTHORISED, capture_before=MONDAY + days(7))
CAPTURED = of(payment.PaymentCaptured, reference="pi", amount=PRICE)
VOID = of(payment.VoidRequested, reference="pi", amount=PRICE)
NOT_VOIDED = of(payment.VoidFailed, reference="pi", amount=PRICE)
FEE = of(payment.ProviderFeeNoted, reference="pi")


class TestAPaymentThatWaits:
    def test_is_looked_at_ever_more_rarely(self) -> None:
        todos = given(ASKED, WAITING).seen_by(REREADING).then_todos(*EVERY_LOOK)
        assert [todos[name].due_at for name in EVERY_LOOK] == [MONDAY + one for one in READ_AFTER]

    def test_is_left_alone_once_that_is_over(self) -> None:
        for end in (AUTHORISED, of(payment.PaymentDeclined, reference="pi"), VOID):
            given(ASKED, WAITING, end).seen_by(REREADING).then_nothing()

    @pytest.mark.parametrize("story", ["paid by hand in time", "reserved by hand"])
    def test_is_noticed_though_nobody_told(self, story: str) -> None:
        market = Market.opened()
        booking_id = STORIES[story](market)
        market.advance(hours=1)
        assert "PaymentActionRequired" in market.names(f"payment-of-{booking_id}")
        assert market.money_of(booking_id) != (0, 0, 0)


class TestAPaymentThatWasNotVoided:
    def test_is_looked_at_at_once(self) -> None:
        seen = given(ASKED, WAITING, VOID, NOT_VOIDED).seen_by(REREADING)
        seen.then_todos("read-not-voided-pi")

    def test_is_left_alone_where_it_is_known_why(self) -> None:
        given(ASKED, VOID, CAPTURED, NOT_VOIDED, FEE).seen_by(REREADING).then_nothing()
        given(ASKED, VOID, NOT_VOIDED, CAPTURED, FEE).seen_by(REREADING).then_nothing()

    def test_goes_back_when_it_was_paid_meanwhile(self) -> None:
        market = Market.opened()
        booking_id = STORIES["paid by hand too late"](market)
        market.advance(hours=1)
        names = market.names(f"payment-of-{booking_id}")
        assert names.index("VoidFailed") < names.index("PaymentCaptured")
        assert market.money_of(booking_id) == (0, 2401, 2401)


class TestAReservation:
    def test_is_looked_at_when_it_should_have_lapsed(self) -> None:
        todos = given(ASKED, RESERVED).seen_by(REREADING).then_todos("read-lapsed-pi")
        assert todos["read-lapsed-pi"].due_at == MONDAY + days(7) + LAPSED_AFTER

    def test_is_left_alone_once_it_is_over(self) -> None:
        for end in (
            of(payment.PaymentDeclined, reference="pi"),
            of(payment.PaymentVoided, reference="pi"),
        ):
            given(ASKED, RESERVED, end).seen_by(REREADING).then_nothing()
        given(ASKED, RESERVED, CAPTURED, FEE).seen_by(REREADING).then_nothing()

    def test_that_was_to_be_voided_is_known_to_be_so(self) -> None:
        for known, is_to_end in (((ASKED, RESERVED), False), ((ASKED, RESERVED, VOID), True)):
            act = given(*known).seen_by(REREADING).todos()["read-lapsed-pi"].act
            assert isinstance(act, ReadPayment)
            assert act.is_to_end is is_to_end

    def test_of_another_payment_stays_in_sight(self) -> None:
        other = replace(RESERVED, reference="pj")
        ended = of(payment.PaymentVoided, reference="pi")
        given(ASKED, RESERVED, other, ended).seen_by(REREADING).then_todos("read-lapsed-pj")

    def test_that_lapsed_ends_the_request(self) -> None:
        market = Market.opened()
        booking_id = STORIES["not renewed"](market)
        declined = [
            fact.reason
            for fact in market.facts(f"payment-of-{booking_id}")
            if isinstance(fact, payment.PaymentDeclined)
        ]
        assert declined == ["reservation_lapsed"]


class TestTheProvidersFee:
    def test_is_looked_up_once_for_what_was_taken(self) -> None:
        given(ASKED, CAPTURED).seen_by(REREADING).then_todos("read-fee-pi")
        given(ASKED, CAPTURED, FEE).seen_by(REREADING).then_nothing()
        undone = of(payment.PaymentDeclined, reference="pi")
        given(ASKED, CAPTURED, undone).seen_by(REREADING).then_nothing()

    def test_is_noted(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        facts = market.facts(f"payment-of-{booking_id}")
        fees = [one.fee for one in facts if isinstance(one, payment.ProviderFeeNoted)]
        assert fees == [Money(45, "EUR")]

    def test_is_waited_for(self) -> None:
        gateway = InMemoryPaymentGateway(SetClock(MONDAY))
        world = outside(gateway)
        reference = gateway.authorise("k", PRICE, capture=False, group="p1").reference
        call = ReadPayment(sought=Sought.FEE, payment_id="p1", reference=reference)
        with pytest.raises(Unavailable):
            perform(call, world)
        gateway.capture("c", reference, PRICE)
        assert isinstance(perform(call, world), NoteProviderFee)


class TestWhatWasRead:
    @pytest.mark.parametrize(
        ("status", "is_to_end", "command"),
        [
            ("action", False, RecordAction),
            ("failed", False, RecordAction),
            ("reserved", False, RecordAuthorisation),
            ("reserved", True, RecordAuthorisation),
            ("taken", False, RecordCapture),
            ("taken", True, RecordCapture),
            ("voided", False, RecordDecline),
            ("voided", True, RecordVoid),
        ],
    )
    def test_becomes_the_command_that_notes_it(
        self, status: Any, *, is_to_end: bool, command: type[Command]
    ) -> None:
        assert isinstance(noted(look(is_to_end=is_to_end), found(status)), command)

    def test_says_what_is_waited_for_now(self) -> None:
        same, other = (noted(look(), found(status)) for status in ("action", "failed"))
        assert isinstance(same, RecordAction)
        assert isinstance(other, RecordAction)
        assert (same.kind, other.kind) == (Action.CONFIRM, Action.METHOD)

    def test_is_read_again_while_the_end_is_not_there(self) -> None:
        with pytest.raises(Unavailable):
            noted(look(is_to_end=True), found("action"))


def look(*, is_to_end: bool = False) -> ReadPayment:
    return ReadPayment(
        sought=Sought.PAYMENT,
        payment_id="p1",
        reference="pi",
        kind=Action.CONFIRM,
        is_to_end=is_to_end,
    )


def found(status: Any) -> ProviderPayment:
    taken = PRICE if status == "taken" else NOTHING
    until = MONDAY + days(7) if status == "reserved" else None
    return ProviderPayment("pi", status, PRICE, taken, NOTHING, MONDAY, until)
