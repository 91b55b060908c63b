"""Payment disputes: what the payment knows comes to the booking, once."""

from dataclasses import replace
from typing import Any

import pytest

from application.lesson import CloseDispute, NoteDispute
from application.processes.payment_disputes import PAYMENT_DISPUTES
from application.reactions.contesting import noted
from domain.booking import events as booking
from domain.booking import outcomes
from domain.booking.terms import Dispute
from domain.payment.dispute_events import PaymentDisputeClosed, PaymentDisputed
from tests.processes.arrival import given
from tests.processes.stories import confirmed, taught
from tests.support import banks
from tests.support.examples import example
from tests.support.market import Market
from tests.support.people import AS_SYSTEM


def of(kind: Any, **fields: Any) -> Any:
    return replace(example(kind), booking_id="b1", **fields)


CONFIRMED = of(booking.BookingConfirmed)
ALERT, OTHER = (of(PaymentDisputed, dispute_id=name) for name in ("du", "other"))
WON, LOST = (of(PaymentDisputeClosed, dispute_id="du", is_won=won) for won in (True, False))
NOTED, CLOSED = of(outcomes.DisputeNoted), of(outcomes.DisputeClosed)
NOTE = NoteDispute(booking_id="b1")


def closed(*, is_won: bool) -> CloseDispute:
    return CloseDispute(booking_id="b1", is_won=is_won)


class TestAnAlert:
    def test_is_noted_on_the_booking(self) -> None:
        todos = given(CONFIRMED, ALERT).seen_by(PAYMENT_DISPUTES).then_todos("note-du")
        assert todos["note-du"].act == NOTE

    def test_is_noted_once(self) -> None:
        given(CONFIRMED, ALERT, NOTED).seen_by(PAYMENT_DISPUTES).then_nothing()
        given(CONFIRMED, ALERT, OTHER, NOTED).seen_by(PAYMENT_DISPUTES).then_nothing()

    def test_about_what_was_never_agreed_is_nothing_to_a_booking(self) -> None:
        given(ALERT).seen_by(PAYMENT_DISPUTES).then_nothing()
        given(ALERT, WON).seen_by(PAYMENT_DISPUTES).then_nothing()


class TestAClosing:
    @pytest.mark.parametrize(("fact", "is_won"), [(WON, True), (LOST, False)])
    def test_closes_it_on_the_booking(self, fact: Any, *, is_won: bool) -> None:
        for known in ((CONFIRMED, ALERT, NOTED), (CONFIRMED, ALERT)):
            todos = given(*known, fact).seen_by(PAYMENT_DISPUTES).then_todos("close-1")
            assert todos["close-1"].act == closed(is_won=is_won)
        given(CONFIRMED, ALERT, NOTED, fact, CLOSED).seen_by(PAYMENT_DISPUTES).then_nothing()

    def test_waits_for_every_dispute(self) -> None:
        both = (CONFIRMED, ALERT, OTHER, NOTED)
        given(*both, LOST).seen_by(PAYMENT_DISPUTES).then_nothing()
        other_won = replace(WON, dispute_id="other")
        todos = given(*both, LOST, other_won).seen_by(PAYMENT_DISPUTES).then_todos("close-2")
        assert todos["close-2"].act == closed(is_won=False)


class TestInAMarket:
    def test_a_lesson_does_not_settle_while_a_bank_decides(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        banks.dispute(market, booking_id)
        market.advance(days=8)
        assert "BookingSettled" not in market.names(f"booking-{booking_id}")
        banks.decide(market, booking_id, is_won=True)
        market.run_until_quiet()
        assert market.names(f"booking-{booking_id}")[-2:] == ["DisputeClosed", "BookingSettled"]

    @pytest.mark.parametrize("is_won", [True, False])
    def test_alerts_that_come_twice_or_late_change_nothing(self, *, is_won: bool) -> None:
        market = Market.opened()
        booking_id = confirmed(market)
        dispute_id = banks.dispute(market, booking_id)
        late = noted(f"of-{booking_id}", market.gateway.dispute(dispute_id))
        banks.decide(market, booking_id, is_won=is_won)
        market.run_until_quiet()
        before = market.log.head()
        for _ in range(2):
            assert market.ask(late, AS_SYSTEM).accepted
            banks.decide(market, booking_id, is_won=not is_won)
            market.run_until_quiet()
        assert market.log.head() == before
        assert market.booking(booking_id).dispute is (Dispute.WON if is_won else Dispute.LOST)
