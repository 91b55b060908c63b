"""Packages, bought and given back: in time, in the right amount, and for what each has cost."""

from typing import Any

import pytest

from application.booking import Amount, SubmitBooking
from application.credit import (
    BuyPackage,
    ExpireOrder,
    NotePackagePayment,
    RefundCredits,
    WithdrawOrder,
)
from application.fields import Price
from application.offering import OfferPackage, WithdrawPackage
from application.tutor import ChangeRate, LosePayoutAccount
from domain.credit.events import PackageOrdered
from domain.credit.terms import State
from domain.shared.actor import Actor, Role
from domain.shared.money import Money
from tests.support.calendar import FRIDAY, THURSDAY
from tests.support.market import Market
from tests.support.packages import bought, covered, credits_in, left, ordered
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_OLGA, AS_SYSTEM, BEN, RITA

AS_SUPPORT = Actor(RITA, frozenset({Role.SUPPORT}))
FIVE: dict[str, Any] = {"tutor_id": ANNA, "course_id": f"{ANNA}-hour", "lessons": 5}
EACH, ALL = Price(minor=2500, currency="EUR"), Price(minor=12_500, currency="EUR")
BUY = BuyPackage(**FIVE, price=ALL)
OFFER = OfferPackage(**FIVE, price_per_lesson=EACH)
CREDITS = f"credit-{BEN}-{ANNA}"


@pytest.fixture
def market() -> Market:
    return Market.opened()


def of(package_id: str) -> dict[str, Any]:
    return {"student_id": BEN, "tutor_id": ANNA, "package_id": package_id}


def giving_back(package_id: str, lessons: int) -> RefundCredits:
    return RefundCredits(**of(package_id), lessons=lessons)


def state_of(market: Market, package_id: str) -> State:
    return credits_in(market).package(package_id).state


class TestBuying:
    def test_takes_one_payment_and_gives_credits(self, market: Market) -> None:
        package_id = bought(market)
        assert left(market, package_id) == 5
        assert market.money_of(package_id) == (0, 12_500, 0)
        assert market.names(CREDITS) == ["PackageOrdered", "CreditsBought"]

    def test_names_the_payment(self, market: Market) -> None:
        market.ask(OFFER, AS_ANNA)
        answer = market.ask(BUY, AS_BEN).answer
        assert answer["payment_id"] == f"of-{answer['package_id']}"

    def test_fixes_price_and_fee_whatever_the_tutor_asks_later(self, market: Market) -> None:
        package_id = bought(market)
        dearer = Price(minor=9900, currency="EUR")
        for command in (
            ChangeRate(tutor_id=ANNA, course_id=f"{ANNA}-hour", price_per_hour=dearer),
            OfferPackage(**FIVE, price_per_lesson=dearer),
            WithdrawPackage(**FIVE),
        ):
            assert market.ask(command, AS_ANNA).accepted
        booking = market.booking(covered(market))
        assert booking.price == Money(2500, "EUR")
        order = market.facts(CREDITS)[0]
        assert isinstance(order, PackageOrdered)
        assert (order.package_id, order.fee_basis_points) == (package_id, 1999)

    def test_is_at_the_price_that_was_seen(self, market: Market) -> None:
        market.ask(OFFER, AS_ANNA)
        cheaper = BuyPackage(**FIVE, price=Price(minor=12_499, currency="EUR"))
        assert market.ask(cheaper, AS_BEN).refusal == "ThePackageHasAnotherPrice"

    def test_is_of_what_is_on_offer(self, market: Market) -> None:
        assert market.ask(BUY, AS_BEN).refusal == "PackageIsNotOffered"
        market.ask(OFFER, AS_ANNA)
        market.ask(LosePayoutAccount(tutor_id=ANNA), AS_SYSTEM)
        assert market.ask(BUY, AS_BEN).refusal == "TutorIsNotBookable"

    def test_is_for_students_and_never_of_oneself(self, market: Market) -> None:
        market.ask(OFFER, AS_ANNA)
        assert market.ask(BUY, AS_ANNA).refusal == "RoleMissing"
        both = Actor(ANNA, frozenset({Role.STUDENT, Role.TUTOR}))
        assert market.ask(BUY, both).refusal == "NobodyBuysOfThemself"

    def test_waits_for_the_order_before(self, market: Market) -> None:
        ordered(market)
        assert market.ask(BUY, AS_BEN).refusal == "OneOrderWaitsAtATime"
        assert market.ask(BUY, AS_OLGA).accepted


class TestAnOrder:
    def test_is_given_up_when_the_card_is_declined(self, market: Market) -> None:
        package_id = bought(market, lessons=2, each=1201)
        assert state_of(market, package_id) is State.WITHDRAWN
        assert market.money_of(package_id) == (0, 0, 0)
        assert market.open_todos("package_payment") == []

    def test_is_bought_when_the_student_finishes_in_time(self, market: Market) -> None:
        package_id = bought(market, lessons=7, each=343)
        assert state_of(market, package_id) is State.ORDERED
        market.finish_payment(package_id)
        market.advance(minutes=2)
        assert (left(market, package_id), market.money_of(package_id)) == (7, (0, 2401, 0))

    def test_ends_when_the_student_does_not(self, market: Market) -> None:
        package_id = bought(market, lessons=7, each=343)
        market.advance(days=1)
        assert state_of(market, package_id) is State.EXPIRED
        assert market.money_of(package_id) == (0, 0, 0)
        assert market.open_todos("package_payment") == []

    def test_is_never_revived_by_money_that_comes_late(self, market: Market) -> None:
        package_id = ordered(market)
        market.gateway.fail_next(12)
        market.advance(minutes=30)
        assert state_of(market, package_id) is State.EXPIRED
        assert (left(market, package_id), market.money_of(package_id)) == (0, (0, 12_500, 12_500))

    def test_may_be_withdrawn_and_then_its_money_goes_back(self, market: Market) -> None:
        package_id = ordered(market)
        market.gateway.fail_next(1, after_moving=True)
        market.run_until_quiet()
        assert market.ask(WithdrawOrder(**of(package_id)), AS_BEN).accepted
        market.advance(minutes=1)
        assert market.money_of(package_id) == (0, 12_500, 12_500)
        assert market.names(CREDITS)[-1] == "LateOrderPaymentReported"

    def test_is_withdrawn_by_its_student(self, market: Market) -> None:
        package_id = ordered(market)
        refused = market.ask(WithdrawOrder(**of(package_id)), AS_OLGA)
        assert (refused.refusal, refused.kind) == ("OnlyTheStudentDisposesOfCredits", "NotAllowed")

    def test_ends_at_its_time_and_once(self, market: Market) -> None:
        package_id = ordered(market)
        for _ in range(2):
            assert market.ask(ExpireOrder(**of(package_id)), AS_SYSTEM).accepted
        assert state_of(market, package_id) is State.ORDERED

    def test_that_is_not_there_is_not_paid(self, market: Market) -> None:
        noted = NotePackagePayment(
            **of("gone"), payment_id="p", amount=Amount(minor=1, currency="EUR")
        )
        assert market.ask(noted, AS_SYSTEM).refusal == "ThereIsNoSuchPackage"


class TestRefunding:
    def test_gives_unused_credits_back_step_by_step(self, market: Market) -> None:
        package_id = bought(market)
        covered(market)
        for lessons, back in ((1, 2500), (3, 10_000)):
            assert market.ask(giving_back(package_id, lessons), AS_BEN).accepted
            market.run_until_quiet()
            assert market.money_of(package_id) == (0, 12_500, back)
        refused = market.ask(giving_back(package_id, 1), AS_BEN)
        assert (refused.refusal, refused.kind) == ("OnlyUnusedCreditsAreRefunded", "RuleBroken")
        assert market.open_todos("package_payment") == []

    def test_is_the_students_or_supports(self, market: Market) -> None:
        package_id = bought(market)
        back = giving_back(package_id, 1)
        assert market.ask(back, AS_OLGA).refusal == "OnlyTheStudentDisposesOfCredits"
        assert market.ask(back, AS_ANNA).refusal == "RoleMissing"
        assert market.ask(back, AS_SUPPORT).accepted

    def test_leaves_nothing_to_redeem(self, market: Market) -> None:
        package_id = bought(market)
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        market.ask(giving_back(package_id, 5), AS_BEN)
        submit = SubmitBooking(booking_id=booking_id, with_credit=True)
        assert market.ask(submit, AS_BEN).refusal == "NoCreditIsLeft"

    def test_of_a_tutor_who_teaches_no_more_is_whole(self, market: Market) -> None:
        package_id = bought(market)
        covered(market, start=FRIDAY)
        market.ask(LosePayoutAccount(tutor_id=ANNA), AS_SYSTEM)
        assert market.ask(giving_back(package_id, 4), AS_BEN).accepted

    def test_that_the_provider_refuses_is_asked_for_again(self, market: Market) -> None:
        package_id = bought(market, lessons=2, each=2404)
        market.ask(giving_back(package_id, 1), AS_BEN)
        market.advance(days=3)
        names = market.names(f"payment-of-{package_id}")
        assert names[-4:] == ["RefundRequested", "RefundFailed"] * 2
