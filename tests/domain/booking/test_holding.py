"""Holding a slot."""

from dataclasses import replace

import pytest

from domain.booking.aggregate import BOOKING, ABookingBeginsWithAHold
from domain.booking.events import HoldExpired
from domain.booking.holding import (
    ALessonEndsWithinADay,
    APriceIsNeverNegative,
    NobodyTeachesThemself,
    TheSlotIsTooFarAhead,
    TheSlotIsTooSoon,
    hold,
)
from domain.booking.state import NotAPartyToTheBooking
from domain.booking.terms import Acceptance, Party, State, Terms
from domain.shared.errors import Refused
from domain.shared.money import Money
from domain.shared.time import Interval
from tests.domain.booking.histories import ABOUT, AWAITING, HELD, LESSON, NOTICE, PRICE
from tests.support.calendar import FRIDAY, MONDAY, days, hours, minutes
from tests.support.people import ANNA, BEN, OLGA
from tests.support.scenario import given

TERMS = Terms(ANNA, BEN, "course", "mathematics", "en", LESSON, PRICE, Acceptance.INSTANT, NOTICE)


class TestHolding:
    def test_keeps_the_slot_for_ten_minutes(self) -> None:
        assert hold("b", TERMS, MONDAY) == (HELD,)

    def test_lasts_no_longer_than_until_the_lesson(self) -> None:
        soon = replace(TERMS, notice_minutes=0)
        (held,) = hold("b", soon, FRIDAY - minutes(5))
        assert held.expires_at == FRIDAY

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            (replace(TERMS, student_id=ANNA), NobodyTeachesThemself),
            (replace(TERMS, price=Money(-1, "EUR")), APriceIsNeverNegative),
            (replace(TERMS, slot=Interval(FRIDAY, FRIDAY)), ALessonEndsWithinADay),
            (replace(TERMS, slot=Interval(FRIDAY, FRIDAY + hours(25))), ALessonEndsWithinADay),
            (
                replace(TERMS, slot=Interval(MONDAY + days(732), MONDAY + days(732.1))),
                TheSlotIsTooFarAhead,
            ),
        ],
    )
    def test_is_refused_for_impossible_terms(self, terms: Terms, refusal: type[Refused]) -> None:
        with pytest.raises(refusal):
            hold("b", terms, MONDAY)

    def test_keeps_the_notice_to_the_minute(self) -> None:
        exactly = FRIDAY - minutes(NOTICE)
        assert hold("b", TERMS, exactly)
        with pytest.raises(TheSlotIsTooSoon):
            hold("b", TERMS, exactly + minutes(0.01))

    def test_needs_a_start_ahead_even_without_notice(self) -> None:
        with pytest.raises(TheSlotIsTooSoon):
            hold("b", replace(TERMS, notice_minutes=0), FRIDAY)


class TestAHold:
    def test_blocks_time(self) -> None:
        assert given(HELD).of(BOOKING).state.blocks_time

    def test_expires_at_its_instant_however_late_the_clock_is(self) -> None:
        expired = HoldExpired(**ABOUT, expired_at=MONDAY + minutes(10))
        given(HELD).of(BOOKING).when(lambda b: b.advance(MONDAY + minutes(9.9))).then_nothing()
        given(HELD).of(BOOKING).when(lambda b: b.advance(MONDAY + minutes(10))).then(expired)
        given(HELD).of(BOOKING).when(lambda b: b.advance(FRIDAY)).then(expired)
        given(HELD, expired).of(BOOKING).when(lambda b: b.advance(FRIDAY)).then_nothing()
        assert not given(HELD, expired).of(BOOKING).state.blocks_time

    def test_knows_in_whose_name_somebody_acts(self) -> None:
        booking = given(HELD).of(BOOKING).state
        assert booking.party_of(BEN) is Party.STUDENT
        assert booking.party_of(ANNA, is_staff=True) is Party.TUTOR
        assert booking.party_of(OLGA, is_staff=True) is Party.PLATFORM
        with pytest.raises(NotAPartyToTheBooking):
            booking.party_of(OLGA)

    def test_comes_before_anything_else(self) -> None:
        with pytest.raises(ABookingBeginsWithAHold):
            BOOKING.evolve(None, AWAITING)
        assert BOOKING.evolve(None, HELD).state is State.HELD
