"""What a tutor sells together, through its commands."""

from typing import Any

import pytest
from pydantic import ValidationError

from application.fields import Price
from application.offering import HANDLERS, NoPackageCostsThatMuch, OfferPackage, WithdrawPackage
from domain.shared.errors import NotFound
from domain.tutor.offer import PackageIsNotOffered
from domain.tutor.state import OnlyTheTutorChangesTheirOffer
from tests.application.desk import Desk
from tests.domain.tutor.history import BOOKABLE
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, AS_ANNA, AS_IVAN, IVAN

WITHDRAW = WithdrawPackage(tutor_id=ANNA, course_id="talk", lessons=5)


def offering(minor: int = 1400, **more: Any) -> OfferPackage:
    price = Price(minor=minor, currency="USD")
    wish = {"tutor_id": ANNA, "course_id": "talk", "lessons": 5, "price_per_lesson": price}
    return OfferPackage(**{**wish, **more})


@pytest.fixture
def desk() -> Desk:
    desk = Desk(HANDLERS)
    desk.know(f"tutor-{ANNA}", *BOOKABLE)
    return desk


def test_a_package_is_offered_and_withdrawn(desk: Desk) -> None:
    desk.ask(offering(), AS_ANNA, MONDAY)
    assert desk.ask(offering(), AS_ANNA, MONDAY).changes == ()
    desk.ask(WITHDRAW, AS_ANNA, MONDAY)
    assert desk.names(f"tutor-{ANNA}")[-2:] == ["PackageOffered", "PackageWithdrawn"]
    with pytest.raises(PackageIsNotOffered):
        desk.ask(WITHDRAW, AS_ANNA, MONDAY)


def test_it_is_the_tutors_own(desk: Desk) -> None:
    for command in (offering(), WITHDRAW):
        with pytest.raises(OnlyTheTutorChangesTheirOffer):
            desk.ask(command, AS_IVAN, MONDAY)


def test_it_needs_a_tutor(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no tutor ivan"):
        desk.ask(offering(tutor_id=IVAN), AS_IVAN, MONDAY)


def test_it_costs_no_more_than_one_payment_can_carry(desk: Desk) -> None:
    desk.ask(offering(minor=200_000_000), AS_ANNA, MONDAY)
    with pytest.raises(NoPackageCostsThatMuch):
        desk.ask(offering(minor=200_000_001), AS_ANNA, MONDAY)


@pytest.mark.parametrize("lessons", [1, 51])
def test_it_is_of_two_to_fifty_lessons(lessons: int) -> None:
    with pytest.raises(ValidationError, match="lessons"):
        offering(lessons=lessons)
