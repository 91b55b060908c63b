"""Packages a tutor sells: so many lessons of a course together, each at a price of its own."""

from dataclasses import replace

import pytest

from domain.shared.money import Money
from domain.tutor.aggregate import TUTOR
from domain.tutor.events import CourseWithdrawn
from domain.tutor.offer import PackageIsNotOffered, PackageOffer
from domain.tutor.offering import (
    MOST_PACKAGES,
    APackageIsPricedLikeItsCourse,
    CardsDoNotPayThat,
    TooManyPackages,
    TrialsAreNotSoldTogether,
)
from domain.tutor.price_events import PackageOffered, PackageWithdrawn
from domain.tutor.state import CourseIsNotOffered
from tests.domain.tutor.history import BOOKABLE, OFFERED
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import ANNA
from tests.support.scenario import given

FIVE = PackageOffer(5, Money(1400, "USD"))
OFFERED_FIVE = PackageOffered(
    tutor_id=ANNA,
    course_id="talk",
    lessons=5,
    price_per_lesson=Money(1400, "USD"),
    offered_at=MONDAY,
)
WITHDRAWN_FIVE = PackageWithdrawn(tutor_id=ANNA, course_id="talk", lessons=5, withdrawn_at=TUESDAY)


class TestOffering:
    def test_sells_lessons_of_a_course_together(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(lambda t: t.offer_package("talk", FIVE, MONDAY)).then(
            OFFERED_FIVE
        )
        assert FIVE.price == Money(7000, "USD")

    def test_the_same_changes_nothing(self) -> None:
        given(*BOOKABLE, OFFERED_FIVE).of(TUTOR).when(
            lambda t: t.offer_package("talk", FIVE, TUESDAY)
        ).then_nothing()

    def test_replaces_the_price_of_that_many(self) -> None:
        cheaper = PackageOffer(5, Money(1300, "USD"))
        ten = replace(OFFERED_FIVE, lessons=10, price_per_lesson=Money(1200, "USD"))
        tutor = given(*BOOKABLE, OFFERED_FIVE, ten).of(TUTOR)
        (fact,) = tutor.when(lambda t: t.offer_package("talk", cheaper, TUESDAY)).facts
        course = given(*BOOKABLE, OFFERED_FIVE, ten, fact).of(TUTOR).state.course("talk")
        assert course.package(5) == cheaper
        assert course.package(10).price == Money(12_000, "USD")

    def test_needs_the_course(self) -> None:
        given(*BOOKABLE).of(TUTOR).when(
            lambda t: t.offer_package("gone", FIVE, MONDAY)
        ).then_refused(CourseIsNotOffered)

    def test_is_not_of_trials(self) -> None:
        trial = replace(OFFERED, is_trial=True)
        given(trial).of(TUTOR).when(lambda t: t.offer_package("talk", FIVE, MONDAY)).then_refused(
            TrialsAreNotSoldTogether
        )

    def test_is_in_the_currency_of_the_course(self) -> None:
        euros = PackageOffer(5, Money(1400, "EUR"))
        given(*BOOKABLE).of(TUTOR).when(
            lambda t: t.offer_package("talk", euros, MONDAY)
        ).then_refused(APackageIsPricedLikeItsCourse)

    @pytest.mark.parametrize(("minor", "is_paid"), [(1500, True), (1505, False)])
    def test_is_at_a_price_that_cards_can_pay(self, minor: int, *, is_paid: bool) -> None:
        dinars = replace(OFFERED, price_per_hour=Money(2000, "KWD"))
        offer = PackageOffer(5, Money(minor, "KWD"))
        outcome = given(dinars).of(TUTOR).when(lambda t: t.offer_package("talk", offer, MONDAY))
        if is_paid:
            assert outcome.facts
        else:
            outcome.then_refused(CardsDoNotPayThat)

    def test_has_a_limit(self) -> None:
        many = [replace(OFFERED_FIVE, lessons=5 + more) for more in range(MOST_PACKAGES)]
        full = given(*BOOKABLE, *many).of(TUTOR)
        two = PackageOffer(2, Money(1400, "USD"))
        full.when(lambda t: t.offer_package("talk", two, MONDAY)).then_refused(TooManyPackages)
        cheaper = PackageOffer(5, Money(1, "USD"))
        assert full.when(lambda t: t.offer_package("talk", cheaper, MONDAY)).facts


class TestWithdrawing:
    def test_sells_that_many_no_more(self) -> None:
        tutor = given(*BOOKABLE, OFFERED_FIVE).of(TUTOR)
        tutor.when(lambda t: t.withdraw_package("talk", 5, TUESDAY)).then(WITHDRAWN_FIVE)
        after = given(*BOOKABLE, OFFERED_FIVE, WITHDRAWN_FIVE).of(TUTOR)
        with pytest.raises(PackageIsNotOffered):
            after.state.course("talk").package(5)
        after.when(lambda t: t.withdraw_package("talk", 5, TUESDAY)).then_refused(
            PackageIsNotOffered
        )

    def test_the_course_withdraws_its_packages(self) -> None:
        gone = CourseWithdrawn(tutor_id=ANNA, course_id="talk", withdrawn_at=TUESDAY)
        again = given(*BOOKABLE, OFFERED_FIVE, gone, OFFERED).of(TUTOR).state
        assert again.course("talk").packages == ()
