"""How a privacy request arrives: from whom, once, until it is taken back."""

from dataclasses import replace

import pytest

from domain.privacy.aggregate import (
    PRIVACY,
    NothingArrivesInTheFuture,
    OnlySupportSaysWhenItArrived,
    OnlyThePersonOrSomebodyForThemAsks,
    OnlyThePersonWithdraws,
    WhatHasBegunIsNotWithdrawn,
    acknowledge,
    capacity_of,
    check_arrival,
    join,
    receive,
    takes_in,
    withdraw,
)
from domain.privacy.clocks import Establishment
from domain.privacy.state import TheRequestIsOver
from domain.privacy.terms import Capacity, Channel, Objection, Regime, RequestKind, Wish
from domain.shared.personal import Category
from tests.domain.privacy.history import (
    ACKNOWLEDGED,
    ASKED,
    BERLIN,
    COMPLETED,
    CONFIRMED,
    DENIED,
    ERASING,
    FILING,
    IN_CALIFORNIA,
    JOINED,
    PROOF,
    RECEIVED,
    SAM,
    WISH,
    WITHDRAWN,
)
from tests.support.calendar import MONDAY, TUESDAY, days, minutes
from tests.support.people import BEN, GRETA, OLGA
from tests.support.scenario import given

DUE_IN_TOKYO = MONDAY.date().replace(month=4, day=2)
LATER = replace(FILING, received_at=TUESDAY)


class TestAsking:
    def test_starts_the_clock_whoever_it_turns_out_to_be(self) -> None:
        assert receive("r", WISH, FILING, BERLIN, None) == (RECEIVED,)

    def test_with_a_recent_sign_in_shows_who_it_is(self) -> None:
        assert receive("r", WISH, FILING, BERLIN, PROOF) == (RECEIVED, CONFIRMED)

    def test_in_california_has_to_be_acknowledged_too(self) -> None:
        wish = replace(WISH, regime=Regime.CCPA)
        assert receive("r", wish, FILING, BERLIN, None) == (IN_CALIFORNIA,)

    def test_counts_the_days_of_the_establishment(self) -> None:
        there = Establishment("Asia/Tokyo", frozenset({DUE_IN_TOKYO}))
        (received,) = receive("r", WISH, FILING, there, None)
        assert received == replace(
            RECEIVED,
            zone="Asia/Tokyo",
            act_by=MONDAY.replace(month=4, day=3, hour=15, minute=0),
        )

    def test_is_for_the_person_and_who_acts_for_them(self) -> None:
        assert capacity_of(BEN, BEN, is_guardian=False, is_support=True) is Capacity.PERSON
        assert capacity_of(GRETA, BEN, is_guardian=True, is_support=True) is Capacity.GUARDIAN
        assert capacity_of(SAM, BEN, is_guardian=False, is_support=True) is Capacity.SUPPORT

    def test_is_for_nobody_else(self) -> None:
        with pytest.raises(OnlyThePersonOrSomebodyForThemAsks):
            capacity_of(OLGA, BEN, is_guardian=False, is_support=False)


class TestTheTimeOfArrival:
    def test_is_now(self) -> None:
        check_arrival(FILING, MONDAY)

    def test_may_be_earlier_for_support(self) -> None:
        check_arrival(replace(FILING, capacity=Capacity.SUPPORT), TUESDAY)

    @pytest.mark.parametrize("capacity", [Capacity.PERSON, Capacity.GUARDIAN])
    def test_is_not_earlier_for_anybody_else(self, capacity: Capacity) -> None:
        with pytest.raises(OnlySupportSaysWhenItArrived):
            check_arrival(replace(FILING, capacity=capacity), MONDAY + minutes(1))

    @pytest.mark.parametrize("capacity", Capacity)
    def test_is_never_later(self, capacity: Capacity) -> None:
        with pytest.raises(NothingArrivesInTheFuture):
            check_arrival(replace(FILING, capacity=capacity), MONDAY - minutes(1))


class TestAskingAgain:
    def test_joins_the_first(self) -> None:
        outcome = given(RECEIVED, CONFIRMED).of(PRIVACY)
        assert takes_in(outcome.state, WISH, LATER)
        outcome.when(lambda r: join(r, LATER, None, TUESDAY)).then(JOINED)

    def test_shows_who_it_is_if_nobody_knew(self) -> None:
        known = given(RECEIVED, ASKED).of(PRIVACY)
        known.when(lambda r: join(r, LATER, PROOF, TUESDAY)).then(JOINED, CONFIRMED)

    def test_does_not_show_it_twice(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: join(r, LATER, PROOF, TUESDAY)).then(JOINED)

    @pytest.mark.parametrize(
        "other",
        [
            replace(WISH, categories=(Category.MESSAGES,)),
            replace(WISH, regime=Regime.CCPA),
            Wish(BEN, RequestKind.PORTABILITY, Regime.GDPR),
            Wish(BEN, RequestKind.OBJECTION, Regime.GDPR, objects_to=(Objection.MARKETING,)),
        ],
    )
    def test_for_something_else_does_not(self, other: Wish) -> None:
        assert not takes_in(given(RECEIVED).of(PRIVACY).state, other, LATER)

    def test_by_a_letter_that_came_before_does_not(self) -> None:
        before = replace(FILING, received_at=MONDAY - days(1), channel=Channel.LETTER)
        assert not takes_in(given(RECEIVED).of(PRIVACY).state, WISH, before)

    @pytest.mark.parametrize("end", [DENIED, WITHDRAWN, COMPLETED])
    def test_after_the_end_does_not(self, end: object) -> None:
        over = PRIVACY.evolve(given(RECEIVED, CONFIRMED).of(PRIVACY).state, end)
        assert not takes_in(over, WISH, LATER)


class TestAcknowledging:
    def test_is_told_once(self) -> None:
        told = given(IN_CALIFORNIA).of(PRIVACY).when(lambda r: acknowledge(r, SAM, TUESDAY))
        told.then(ACKNOWLEDGED)
        again = given(IN_CALIFORNIA, ACKNOWLEDGED).of(PRIVACY)
        again.when(lambda r: acknowledge(r, SAM, TUESDAY)).then_nothing()

    def test_may_be_done_by_the_platform(self) -> None:
        by_itself = replace(ACKNOWLEDGED, acknowledged_by=None)
        outcome = given(IN_CALIFORNIA).of(PRIVACY)
        outcome.when(lambda r: acknowledge(r, None, TUESDAY)).then(by_itself)

    def test_is_pointless_after_the_end(self) -> None:
        over = given(RECEIVED, DENIED).of(PRIVACY)
        over.when(lambda r: acknowledge(r, SAM, TUESDAY)).then_nothing()


class TestWithdrawing:
    def test_is_the_persons(self) -> None:
        known = given(RECEIVED, CONFIRMED).of(PRIVACY)
        known.when(lambda r: withdraw(r, BEN, Capacity.PERSON, TUESDAY)).then(WITHDRAWN)

    def test_is_their_guardians(self) -> None:
        by_greta = replace(WITHDRAWN, withdrawn_by=GRETA)
        known = given(RECEIVED).of(PRIVACY)
        known.when(lambda r: withdraw(r, GRETA, Capacity.GUARDIAN, TUESDAY)).then(by_greta)

    def test_is_not_supports(self) -> None:
        known = given(RECEIVED).of(PRIVACY)
        outcome = known.when(lambda r: withdraw(r, SAM, Capacity.SUPPORT, TUESDAY))
        outcome.then_refused(OnlyThePersonWithdraws)

    def test_is_over_with_the_request(self) -> None:
        over = given(RECEIVED, DENIED).of(PRIVACY)
        over.when(lambda r: withdraw(r, BEN, Capacity.PERSON, TUESDAY)).then_refused(
            TheRequestIsOver
        )

    def test_is_too_late_when_an_erasure_has_begun(self) -> None:
        begun = given(*ERASING).of(PRIVACY)
        begun.when(lambda r: withdraw(r, BEN, Capacity.PERSON, TUESDAY)).then_refused(
            WhatHasBegunIsNotWithdrawn
        )
