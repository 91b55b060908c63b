"""The fee of a booking and its payment: one, by what the tutor had taught by then."""

import pytest

from application.booking import AcceptBooking, Amount, NotePayment, SubmitBooking
from application.bus import Bus
from application.commands import COMMANDS
from application.fees import NoteHoursTaught
from application.ports import Ports
from domain.booking.events import BookingConfirmed
from domain.payment.events import PaymentCaptured, PaymentRequested
from domain.shared.actor import Actor
from domain.tutor.fees import FeeLadder, Step
from tests.processes.stories import STORIES
from tests.support.calendar import THURSDAY, days
from tests.support.market import Market, PlainSecrets
from tests.support.people import ANNA, AS_ANNA, AS_BEN, AS_IVAN, AS_SYSTEM, IVAN

LADDER = FeeLadder((Step(0, 2500), Step(1, 2000), Step(2, 1500)))


@pytest.fixture
def market() -> Market:
    """This is a market with a ladder that is climbed quickly."""
    market = Market.opened()
    secrets = PlainSecrets()
    market.bus = Bus(market.log, Ports(secrets, secrets, LADDER), market.clock, COMMANDS)
    market.restart()
    return market


def fees_of(market: Market, booking_id: str) -> list[int]:
    """This is the fee of the booking and of its payment."""
    facts = [*market.facts(f"booking-{booking_id}"), *market.facts(f"payment-of-{booking_id}")]
    return [
        fact.fee_basis_points
        for fact in facts
        if isinstance(fact, BookingConfirmed | PaymentRequested)
    ]


def booked(market: Market, tutor: str = ANNA) -> str:
    booking_id = market.hold(AS_BEN, tutor, THURSDAY + days(7))
    assert market.ask(SubmitBooking(booking_id=booking_id), AS_BEN).accepted
    market.run_until_quiet()
    return booking_id


def noted(market: Market, tutor: str, hours: int, actor: Actor = AS_SYSTEM) -> bool:
    return market.ask(NoteHoursTaught(tutor_id=tutor, hours=hours), actor).accepted


def test_a_lesson_taught_brings_the_tutor_to_the_next_step(market: Market) -> None:
    first = STORIES["taught and confirmed"](market)
    assert fees_of(market, first) == [2500, 2500]
    market.run_until_quiet()
    assert market.names(f"tutor-{ANNA}")[-1] == "FeeChanged"
    assert fees_of(market, booked(market)) == [2000, 2000]


def test_the_fee_of_a_payment_is_of_its_amount(market: Market) -> None:
    noted(market, ANNA, 2)
    booking_id = booked(market)
    (captured,) = [
        fact
        for fact in market.facts(f"payment-of-{booking_id}")
        if isinstance(fact, PaymentCaptured)
    ]
    assert (captured.amount.minor, captured.fee.minor) == (3001, 450)


def test_what_is_confirmed_keeps_its_fee(market: Market) -> None:
    booking_id = booked(market)
    noted(market, ANNA, 2)
    assert market.booking(booking_id).agreed.conditions.fee_basis_points == 2500


def test_a_request_keeps_the_fee_its_money_was_reserved_with(market: Market) -> None:
    """The tutor was shown their share when they were asked; it is what they get."""
    booking_id = booked(market, IVAN)
    noted(market, IVAN, 1)
    assert market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN).accepted
    assert fees_of(market, booking_id) == [2500, 2500]


def test_what_has_no_payment_has_the_fee_of_the_day(market: Market) -> None:
    noted(market, ANNA, 1)
    booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
    assert market.ask(SubmitBooking(booking_id=booking_id), AS_BEN).accepted
    paid = NotePayment(
        booking_id=booking_id, payment_id="free", amount=Amount(minor=3001, currency="EUR")
    )
    assert market.ask(paid, AS_SYSTEM).accepted
    assert market.booking(booking_id).agreed.conditions.fee_basis_points == 2000


def test_hours_are_noted_by_the_business_alone(market: Market) -> None:
    assert not noted(market, ANNA, 50, AS_ANNA)
    assert noted(market, ANNA, 50)
