"""Rescheduling through the bus: one atomic move for booking and both calendars, whatever races."""

import pytest

from application.booking import (
    AgreeToReschedule,
    ProposeReschedule,
    RescheduleBooking,
    TurnDownReschedule,
)
from application.holding import HoldSlot
from tests.application.test_booking import at_once, confirmed, ends, last_append, time_of
from tests.support.calendar import FRIDAY, THURSDAY, minutes
from tests.support.market import Market
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA


@pytest.fixture
def market() -> Market:
    return Market.opened()


class TestMoving:
    def test_is_one_step_for_both_calendars(self, market: Market) -> None:
        booking_id = confirmed(market)
        to = THURSDAY + minutes(30)
        outcome = market.ask(RescheduleBooking(booking_id=booking_id, start=to), AS_BEN)
        assert last_append(market, outcome) == [
            "booking.rescheduled.v1",
            "calendar.slot_held.v1",
            "calendar.slot_released.v1",
        ]
        assert [entry and entry.start for entry in time_of(market, booking_id)] == [to, to]
        assert ends(market, booking_id) == [None, None]

    def test_onto_somebody_changes_nothing(self, market: Market) -> None:
        booking_id = confirmed(market)
        market.hold(AS_OLGA, ANNA, FRIDAY)
        move = RescheduleBooking(booking_id=booking_id, start=FRIDAY + minutes(30))
        assert market.ask(move, AS_BEN).refusal == "SlotTaken"
        assert market.booking(booking_id).slot.start == THURSDAY
        assert [entry and entry.start for entry in time_of(market, booking_id)] == [THURSDAY] * 2

    def test_by_agreement_takes_the_time_when_it_is_agreed(self, market: Market) -> None:
        booking_id = confirmed(market)
        propose = ProposeReschedule(booking_id=booking_id, start=FRIDAY)
        assert market.ask(propose, AS_ANNA).accepted
        assert market.ask(AgreeToReschedule(booking_id=booking_id), AS_ANNA).kind == "NotAllowed"
        assert market.ask(AgreeToReschedule(booking_id=booking_id), AS_BEN).accepted
        assert [entry and entry.start for entry in time_of(market, booking_id)] == [FRIDAY] * 2

    def test_agreed_too_late_for_the_slot_is_refused(self, market: Market) -> None:
        booking_id = confirmed(market)
        market.ask(ProposeReschedule(booking_id=booking_id, start=FRIDAY), AS_ANNA)
        market.hold(AS_OLGA, ANNA, FRIDAY)
        assert market.ask(AgreeToReschedule(booking_id=booking_id), AS_BEN).refusal == "SlotTaken"
        assert market.ask(TurnDownReschedule(booking_id=booking_id), AS_BEN).accepted

    def test_races_with_those_who_want_the_slot(self, market: Market) -> None:
        booking_id = confirmed(market)
        hold = HoldSlot(tutor_id=ANNA, course_id=f"{ANNA}-hour", start=FRIDAY)
        move = RescheduleBooking(booking_id=booking_id, start=FRIDAY)
        rivals = [(hold, AS_OLGA)] * 6 + [(move, AS_BEN)] * 3 + [(move, AS_ANNA)] * 3
        outcomes = at_once(market, *rivals)
        assert sum(outcome.accepted for outcome in outcomes) == 1
        taken = [each.slot.start for each in market.bookings().values() if each.blocks_time]
        assert taken.count(FRIDAY) == 1

    def test_frees_the_old_slot_for_one_of_many(self, market: Market) -> None:
        booking_id = confirmed(market)
        hold = HoldSlot(tutor_id=ANNA, course_id=f"{ANNA}-hour", start=THURSDAY)
        move = RescheduleBooking(booking_id=booking_id, start=FRIDAY)
        outcomes = at_once(market, (move, AS_BEN), *[(hold, AS_OLGA)] * 5)
        assert outcomes[0].accepted
        starts = [each.slot.start for each in market.bookings().values() if each.blocks_time]
        assert starts.count(THURSDAY) <= 1
