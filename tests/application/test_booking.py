"""Bookings through the bus: agreed and called off, with the time they take of both."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from application import booking
from application.availability import SetBookingRules
from application.booking import (
    AcceptBooking,
    AdvanceBooking,
    Amount,
    CancelBooking,
    DeclineBooking,
    NotePayment,
    NotePaymentFailure,
    SubmitBooking,
)
from application.bus import Outcome, Request
from application.work import Command
from domain.booking.terms import State
from domain.calendar.lesson import Entry
from domain.shared.actor import Actor
from tests.support.calendar import MONDAY, THURSDAY, days, hours, minutes
from tests.support.market import Market
from tests.support.people import (
    ANNA,
    AS_ANNA,
    AS_BEN,
    AS_GRETA,
    AS_IVAN,
    AS_OLGA,
    AS_RITA,
    AS_SYSTEM,
    BEN,
    IVAN,
)

PRICE = Amount(minor=3001, currency="EUR")


@pytest.fixture
def market() -> Market:
    return Market.opened()


def submitted(market: Market, tutor: str = ANNA, start: datetime = THURSDAY) -> str:
    booking_id = market.hold(AS_BEN, tutor, start)
    assert market.ask(SubmitBooking(booking_id=booking_id), AS_BEN).accepted
    return booking_id


def confirmed(market: Market, tutor: str = ANNA, start: datetime = THURSDAY) -> str:
    booking_id = submitted(market, tutor, start)
    market.run_until_quiet()
    if tutor == IVAN:
        assert market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN).accepted
    assert market.booking(booking_id).state is State.CONFIRMED
    return booking_id


def paid(booking_id: str, amount: Amount = PRICE) -> NotePayment:
    return NotePayment(booking_id=booking_id, payment_id=f"of-{booking_id}", amount=amount)


def time_of(market: Market, booking_id: str) -> list[Entry | None]:
    both = [market.calendar(person, "2026-03") for person in (ANNA, BEN)]
    return [known.of_booking(booking_id) if known else None for known in both]


def ends(market: Market, booking_id: str) -> list[datetime | None]:
    return [entry.expires_at for entry in time_of(market, booking_id) if entry]


def at_once(market: Market, *asked: tuple[Command, Actor]) -> list[Outcome]:
    requests = [
        Request(command, actor, f"race-{number}", "race")
        for number, (command, actor) in enumerate(asked)
    ]
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(market.bus.execute, requests))


def last_append(market: Market, outcome: Outcome) -> Sequence[str]:
    return sorted({market.log.facts[place.position - 1].fact.TOPIC for place in outcome.places})


class TestAgreeingAtOnce:
    def test_goes_from_hold_to_confirmed(self, market: Market) -> None:
        booking_id = submitted(market)
        until = MONDAY + minutes(15)
        assert ends(market, booking_id) == [until, until]
        outcome = market.ask(paid(booking_id), AS_SYSTEM)
        assert outcome.answer == {"booking_id": booking_id, "state": "confirmed"}
        assert last_append(market, outcome) == ["booking.confirmed.v1", "calendar.slot_kept.v1"]
        assert ends(market, booking_id) == [None, None]

    def test_twice_is_refused_and_paying_twice_harmless(self, market: Market) -> None:
        booking_id = submitted(market)
        again = market.ask(SubmitBooking(booking_id=booking_id), AS_BEN)
        assert (again.refusal, again.kind) == ("TheHoldIsOver", "RuleBroken")
        for _ in range(2):
            assert market.ask(paid(booking_id), AS_SYSTEM).accepted
        names = market.names(f"booking-{booking_id}")
        assert names == ["BookingHeld", "PaymentAwaited", "BookingConfirmed"]

    def test_is_the_students_alone(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        assert market.ask(SubmitBooking(booking_id=booking_id), AS_OLGA).kind == "NotAllowed"
        assert market.ask(SubmitBooking(booking_id="none"), AS_BEN).kind == "NotFound"

    def test_months_later_is_a_refusal(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        market.clock.advance(days(90))
        assert market.ask(SubmitBooking(booking_id=booking_id), AS_BEN).kind == "RuleBroken"

    def test_with_late_money_gives_the_slot_back_in_the_same_append(self, market: Market) -> None:
        booking_id = submitted(market)
        market.clock.advance(minutes(15))
        outcome = market.ask(paid(booking_id), AS_SYSTEM)
        assert last_append(market, outcome) == [
            "booking.late_payment_reported.v1",
            "booking.payment_expired.v1",
            "calendar.slot_released.v1",
        ]
        assert time_of(market, booking_id) == [None, None]

    def test_with_the_wrong_money_confirms_nothing(self, market: Market) -> None:
        booking_id = submitted(market)
        assert market.ask(paid(booking_id, Amount(minor=1, currency="EUR")), AS_SYSTEM).accepted
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        assert market.names(f"booking-{booking_id}")[-1] == "PaymentMismatchReported"


class TestASlotLostByAHair:
    """Another process, its clock a moment ahead, took the time of a hold that is alive here."""

    @pytest.fixture
    def lost(self, market: Market) -> str:
        booking_id = submitted(market)
        market.clock.advance(minutes(16))
        market.hold(AS_OLGA, ANNA, THURSDAY)
        market.clock.set(MONDAY + minutes(14))
        return booking_id

    def test_counts_as_paid_too_late(self, market: Market, lost: str) -> None:
        outcome = market.ask(paid(lost), AS_SYSTEM)
        assert outcome.answer["state"] == "payment_expired"
        names = market.names(f"booking-{lost}")
        assert names[-2:] == ["PaymentExpired", "LatePaymentReported"]
        assert time_of(market, lost) == [None, None]

    def test_is_paid_back_in_full(self, market: Market, lost: str) -> None:
        market.run_until_quiet()
        assert market.money_of(lost) == (0, 3001, 3001)
        market.advance(days=1)
        assert market.booking(lost).state is State.PAYMENT_EXPIRED

    def test_cannot_be_accepted(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        market.run_until_quiet()
        rules = SetBookingRules(tutor_id=IVAN, notice_minutes=0)
        assert market.ask(rules, AS_IVAN).accepted
        market.clock.set(THURSDAY - minutes(50))
        market.hold(AS_OLGA, IVAN, THURSDAY)
        market.clock.set(THURSDAY - minutes(70))
        refused = market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN)
        assert (refused.refusal, refused.kind) == ("HoldLost", "RuleBroken")
        market.advance(hours=1)
        assert market.booking(booking_id).state is State.REQUEST_EXPIRED
        assert market.money_of(booking_id) == (0, 0, 0)


class TestAgreeingByHand:
    def test_goes_from_request_to_captured(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        market.run_until_quiet()
        assert market.money_of(booking_id) == (3001, 0, 0)
        outcome = market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN)
        assert last_append(market, outcome) == ["booking.confirmed.v1", "calendar.slot_kept.v1"]
        market.run_until_quiet()
        assert market.money_of(booking_id) == (0, 3001, 0)

    def test_waits_for_the_money(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        refused = market.ask(AcceptBooking(booking_id=booking_id), AS_IVAN)
        assert refused.refusal == "TheMoneyIsNotReservedYet"

    def test_holds_the_time_until_the_answer_is_due(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        known = market.calendar(IVAN, "2026-03")
        entry = known.of_booking(booking_id) if known else None
        assert entry is not None
        assert entry.expires_at == THURSDAY - hours(1)

    @pytest.mark.parametrize("answer", [AcceptBooking, DeclineBooking])
    def test_is_the_tutors_alone(self, market: Market, answer: type[Command]) -> None:
        booking_id = submitted(market, IVAN)
        assert market.ask(answer.model_validate({"booking_id": booking_id}), AS_ANNA).kind == (
            "NotAllowed"
        )

    def test_declined_gives_time_and_money_back(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        market.run_until_quiet()
        outcome = market.ask(DeclineBooking(booking_id=booking_id), AS_IVAN)
        assert last_append(market, outcome) == [
            "booking.request_declined.v1",
            "calendar.slot_released.v1",
        ]
        market.run_until_quiet()
        assert market.money_of(booking_id) == (0, 0, 0)

    def test_too_late_is_a_refusal(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        market.clock.set(THURSDAY - hours(1))
        for answer in (AcceptBooking(booking_id=booking_id), DeclineBooking(booking_id=booking_id)):
            assert market.ask(answer, AS_IVAN).refusal == "NoRequestIsOpen"

    def test_accepted_by_many_at_once_is_accepted_once(self, market: Market) -> None:
        booking_id = submitted(market, IVAN)
        market.run_until_quiet()
        accept = (AcceptBooking(booking_id=booking_id), AS_IVAN)
        decline = (DeclineBooking(booking_id=booking_id), AS_IVAN)
        withdraw = (CancelBooking(booking_id=booking_id), AS_BEN)
        outcomes = at_once(market, *[accept] * 8, *[decline] * 8, *[withdraw] * 2)
        names = market.names(f"booking-{booking_id}")
        answered = [name for name in names if name in {"BookingConfirmed", "RequestDeclined"}]
        assert len(answered) <= 1
        assert sum(outcome.accepted for outcome in outcomes) <= 2
        assert all(each.kind == "RuleBroken" for each in outcomes if not each.accepted)


class TestCancelling:
    def test_frees_both_calendars_in_the_same_append(self, market: Market) -> None:
        booking_id = confirmed(market)
        outcome = market.ask(CancelBooking(booking_id=booking_id), AS_BEN)
        assert last_append(market, outcome) == [
            "booking.cancelled.v1",
            "calendar.slot_released.v1",
        ]
        market.hold(AS_OLGA, ANNA, THURSDAY)

    def test_of_a_hold_is_a_withdrawal(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        market.ask(CancelBooking(booking_id=booking_id), AS_BEN)
        assert market.names(f"booking-{booking_id}")[-1] == "BookingWithdrawn"
        assert time_of(market, booking_id) == [None, None]

    def test_twice_is_refused(self, market: Market) -> None:
        booking_id = confirmed(market)
        market.ask(CancelBooking(booking_id=booking_id), AS_BEN)
        again = market.ask(CancelBooking(booking_id=booking_id), AS_ANNA)
        assert again.refusal == "OnlyWhatIsAheadIsCancelled"

    def test_is_nobody_elses_business(self, market: Market) -> None:
        booking_id = confirmed(market)
        assert market.ask(CancelBooking(booking_id=booking_id), AS_OLGA).kind == "NotAllowed"
        for stranger in (AS_GRETA, AS_RITA):
            refused = market.ask(CancelBooking(booking_id=booking_id), stranger)
            assert refused.refusal == "RoleMissing"

    def test_because_the_money_failed_frees_the_time(self, market: Market) -> None:
        booking_id = confirmed(market, IVAN)
        failed = NotePaymentFailure(booking_id=booking_id, payment_id=f"of-{booking_id}")
        for _ in range(2):
            assert market.ask(failed, AS_SYSTEM).answer["state"] == "cancelled"
        market.hold(AS_OLGA, IVAN, THURSDAY)


class TestTheClock:
    def test_gives_back_what_ran_out(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        advance = AdvanceBooking(booking_id=booking_id)
        market.ask(advance, AS_SYSTEM)
        assert market.booking(booking_id).state is State.HELD
        market.clock.set(MONDAY + minutes(10))
        outcome = market.ask(advance, AS_SYSTEM)
        assert last_append(market, outcome) == [
            "booking.hold_expired.v1",
            "calendar.slot_released.v1",
        ]
        assert not market.ask(advance, AS_SYSTEM).places

    def test_is_nobodys_to_turn(self, market: Market) -> None:
        booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
        assert market.ask(AdvanceBooking(booking_id=booking_id), AS_BEN).refusal == "RoleMissing"


def test_every_command_has_one_handler() -> None:
    commands = {
        value
        for value in vars(booking).values()
        if isinstance(value, type)
        and issubclass(value, Command)
        and value.__module__ == booking.__name__
    }
    assert {command for command, _ in booking.HANDLERS} == commands
