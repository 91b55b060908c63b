"""Contesting: what speaks for a lesson is handed in once, in time, and only where it is right."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.gateways import InMemoryPaymentGateway
from application.booking import CancelBooking
from application.disputes import (
    RecordDispute,
    RecordDisputeClosed,
    RecordEvidence,
    RecordEvidenceRefusal,
)
from application.evidence.pack import digest_of
from application.ports_money import Evidence
from application.reactions.contesting import (
    CONTESTING,
    READ_AFTER,
    ReadDispute,
    SubmitEvidence,
    perform,
)
from application.todo import World
from domain.booking import events as booking
from domain.payment.dispute_events import (
    EvidenceRefused,
    EvidenceSubmitted,
    PaymentDisputeClosed,
    PaymentDisputed,
)
from domain.shared.money import Money
from tests.processes.arrival import Seen, given
from tests.processes.stories import STORIES, ask, confirmed, taught
from tests.support import banks
from tests.support.calendar import MONDAY, THURSDAY, days, hours
from tests.support.examples import example
from tests.support.market import Market
from tests.support.outside import outside
from tests.support.people import AS_ANNA

OPENED, DUE_BY = MONDAY + days(10), MONDAY + days(19)


def of(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), booking_id="b1", **fields)


def paid(kind: Any, **fields: Any) -> Any:
    return of(kind, payment_id="of-b1", dispute_id="du", **fields)


CONFIRMED = of(booking.BookingConfirmed, confirmed_at=MONDAY)
COMPLETED = of(booking.LessonCompleted, completed_at=THURSDAY)
DISPUTED = paid(PaymentDisputed, evidence_due_by=DUE_BY, occurred_at=OPENED)
READS = tuple(f"read-du-{number}" for number in range(1, len(READ_AFTER) + 1))


def seen(*facts: Any) -> Seen:
    return given(*facts, key="b1").seen_by(CONTESTING)


def due_at(*facts: Any) -> datetime | None:
    return seen(*facts).then_todos("submit-du", *READS)["submit-du"].due_at


class TestEvidence:
    def test_is_handed_in_an_hour_later_when_the_lesson_is_over(self) -> None:
        assert due_at(CONFIRMED, COMPLETED, DISPUTED) == OPENED + hours(1)

    def test_waits_for_a_lesson_that_is_not_over(self) -> None:
        assert due_at(CONFIRMED, DISPUTED) == DUE_BY - days(1)
        later = replace(COMPLETED, completed_at=OPENED + days(2))
        assert due_at(CONFIRMED, DISPUTED, later) == OPENED + days(
            2,
        ) + hours(1)
        much_later = replace(COMPLETED, completed_at=DUE_BY + days(9))
        assert due_at(CONFIRMED, DISPUTED, much_later) == DUE_BY - days(1)

    def test_waits_however_long_where_the_bank_sets_no_time(self) -> None:
        disputed = replace(DISPUTED, evidence_due_by=None)
        seen(CONFIRMED, disputed).then_todos(*READS)
        assert due_at(CONFIRMED, disputed, COMPLETED) == OPENED + hours(1)

    @pytest.mark.parametrize("answered", [EvidenceSubmitted, EvidenceRefused])
    def test_is_handed_in_once(self, answered: Any) -> None:
        seen(CONFIRMED, COMPLETED, DISPUTED, paid(answered)).then_todos(*READS)

    def test_is_of_no_use_once_the_bank_has_decided(self) -> None:
        seen(CONFIRMED, COMPLETED, DISPUTED, paid(PaymentDisputeClosed)).then_nothing()

    def test_speaks_for_a_lesson_that_was_agreed(self) -> None:
        seen(DISPUTED).then_todos(*READS)

    def test_holds_still_once_it_is_due(self) -> None:
        late = of(booking.BookingRescheduled, rescheduled_at=OPENED + hours(2))
        acts = [
            seen(CONFIRMED, COMPLETED, DISPUTED, *more).todos()["submit-du"].act
            for more in ((), (late,))
        ]
        assert [act.evidence.access_log for act in acts if isinstance(act, SubmitEvidence)] == [
            "2026-03-05 09:00:00 UTC: the lesson ended."
        ] * 2


class TestInAMarket:
    def disputed(self, market: Market, story: str) -> str:
        booking_id = STORIES[story](market)
        market.run_until_quiet()
        banks.dispute(market, booking_id)
        market.advance(hours=2)
        return booking_id

    def test_it_is_with_the_provider_and_its_digest_on_record(self) -> None:
        market = Market.opened()
        booking_id = self.disputed(market, "taught")
        (told,) = market.gateway._books.evidence.values()
        assert "the student joined the lesson" in told
        (fact,) = [
            one
            for one in market.facts(f"payment-of-{booking_id}")
            if isinstance(one, EvidenceSubmitted)
        ]
        assert len(fact.digest) == 64
        assert "joined" not in repr(market.facts(f"payment-of-{booking_id}"))

    @pytest.mark.parametrize("story", ["tutor did not come", "refund refused"])
    def test_what_is_the_students_is_not_contested(self, story: str) -> None:
        market = Market.opened()
        booking_id = self.disputed(market, story)
        assert market.gateway._books.evidence == {}
        assert "EvidenceSubmitted" not in market.names(f"payment-of-{booking_id}")

    def test_a_lesson_called_off_meanwhile_is_not_contested(self) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        banks.dispute(market, booking_id)
        ask(market, AS_ANNA, CancelBooking(booking_id=booking_id))
        market.advance(days=9)
        assert market.gateway._books.evidence == {}

    def test_a_decision_nobody_told_of_is_found(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        banks.dispute(market, booking_id)
        banks.decide(market, booking_id, is_won=False, is_told=False)
        market.advance(days=6)
        assert "PaymentDisputeClosed" not in market.names(f"payment-of-{booking_id}")
        market.advance(days=2)
        assert "PaymentDisputeClosed" in market.names(f"payment-of-{booking_id}")
        assert market.booking(booking_id).dispute.value == "lost"


class TestAnAnswer:
    @pytest.fixture
    def gateway(self) -> InMemoryPaymentGateway:
        return InMemoryPaymentGateway(SetClock(MONDAY))

    @pytest.fixture
    def world(self, gateway: InMemoryPaymentGateway) -> World:
        return outside(gateway)

    def opened(self, gateway: InMemoryPaymentGateway) -> str:
        key = "of-b1:reserve"
        paid_ = gateway.authorise(key, Money(3000, "EUR"), capture=True, group="of-b1")
        return gateway.open_dispute(paid_.reference)

    def test_becomes_the_command_that_records_it(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        call = SubmitEvidence(
            payment_id="of-b1", dispute_id=self.opened(gateway), evidence=Evidence(other="a")
        )
        recorded = perform(call, world)
        assert isinstance(recorded, RecordEvidence)
        assert recorded.digest == digest_of(Evidence(other="a"))
        assert perform(call, world) == recorded

    def test_of_no_is_recorded_as_well(self, gateway: InMemoryPaymentGateway, world: World) -> None:
        dispute_id = self.opened(gateway)
        gateway.close_dispute(dispute_id, is_won=True)
        call = SubmitEvidence(payment_id="of-b1", dispute_id=dispute_id, evidence=Evidence())
        refused = perform(call, world)
        assert isinstance(refused, RecordEvidenceRefusal)
        assert refused.reason == "dispute_closed"

    def test_of_a_look_is_how_it_stands(
        self, gateway: InMemoryPaymentGateway, world: World
    ) -> None:
        dispute_id = self.opened(gateway)
        call = ReadDispute(payment_id="of-b1", dispute_id=dispute_id)
        alert = perform(call, world)
        assert isinstance(alert, RecordDispute)
        assert (alert.amount.minor, alert.fee.minor, alert.reason) == (3000, 2000, "fraudulent")
        gateway.close_dispute(dispute_id, is_won=False)
        closed = perform(call, world)
        assert isinstance(closed, RecordDisputeClosed)
        assert not closed.is_won
