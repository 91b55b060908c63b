"""The money of a booking, from what it asks for to where every cent ends up."""

from dataclasses import replace
from typing import Any

import pytest

from adapters.memory.gateways import REFUSED_AMOUNTS
from application.booking import AdvanceBooking, CancelBooking, NotePayment, NotePaymentFailure
from application.fields import Price
from application.payment import RequestPayment, RequestRefund, RequestRenewal
from application.processes.booking_payment import BOOKING_PAYMENT
from application.processes.refunding import TRIES_AGAIN
from domain.booking import events as booking
from domain.booking.terms import State
from domain.payment import events as payment
from domain.payment.dispute_events import PaymentDisputeClosed
from domain.payment.events import RefundReason
from domain.shared.money import Money
from streams.dispatcher import TRIES
from tests.processes.arrival import given
from tests.processes.stories import (
    STORIES,
    accepted,
    ask,
    submitted,
)
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, days, hours
from tests.support.examples import example
from tests.support.market import Market
from tests.support.people import ANNA, AS_BEN, AS_SYSTEM, BEN, IVAN

PRICE = Money(3001, "EUR")
ABOUT: dict[str, Any] = {
    "booking_id": "b1",
    "tutor_id": ANNA,
    "student_id": BEN,
    "start": THURSDAY,
    "end": THURSDAY + hours(1),
}
OF: dict[str, Any] = {
    "payment_id": "of-b1",
    "booking_id": "b1",
    "tutor_id": ANNA,
    "student_id": BEN,
}
AWAITED = booking.PaymentAwaited(**ABOUT, price=PRICE, submitted_at=MONDAY, expires_at=MONDAY)
REQUESTED = booking.BookingRequested(**ABOUT, price=PRICE, requested_at=MONDAY, expires_at=THURSDAY)
EXPIRED = booking.PaymentExpired(**ABOUT, expired_at=MONDAY)
CONFIRMED = replace(example(booking.BookingConfirmed), **ABOUT)
NOTED = replace(example(booking.PaymentAuthorisationNoted), **ABOUT)
ASKED = replace(example(payment.PaymentRequested), **OF, amount=PRICE)
AUTHORISED = replace(
    example(payment.PaymentAuthorised), **OF, reference="pi", amount=PRICE, capture_before=None
)
CAPTURED = replace(example(payment.PaymentCaptured), **OF, amount=PRICE)
DECLINED = replace(example(payment.PaymentDeclined), **OF)
NOT_CAPTURED = replace(example(payment.CaptureFailed), **OF)
ABANDONED = replace(example(payment.PaymentAbandoned), **OF)

TAKEN_AND_KEPT = (0, 3001, 0)
TAKEN_AND_GIVEN_BACK = (0, 3001, 3001)
NEVER_TAKEN = (0, 0, 0)
ENDS: dict[str, tuple[State, tuple[int, int, int]]] = {
    "held only": (State.HOLD_EXPIRED, NEVER_TAKEN),
    "nobody came": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "taught": (State.SETTLED, TAKEN_AND_KEPT),
    "taught and confirmed": (State.SETTLED, TAKEN_AND_KEPT),
    "moved": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "accepted by hand": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "not answered": (State.REQUEST_EXPIRED, NEVER_TAKEN),
    "declined": (State.DECLINED, NEVER_TAKEN),
    "card declined at once": (State.CANCELLED, NEVER_TAKEN),
    "card declined on request": (State.CANCELLED, NEVER_TAKEN),
    "withdrawn at once": (State.CANCELLED, NEVER_TAKEN),
    "paid late": (State.PAYMENT_EXPIRED, TAKEN_AND_GIVEN_BACK),
    "paid by hand in time": (State.NO_SHOW, (0, 2401, 2401)),
    "paid by hand too late": (State.PAYMENT_EXPIRED, (0, 2401, 2401)),
    "not paid by hand": (State.PAYMENT_EXPIRED, NEVER_TAKEN),
    "reserved by hand": (State.REQUEST_EXPIRED, NEVER_TAKEN),
    "renewed and accepted": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "not renewed": (State.CANCELLED, NEVER_TAKEN),
    "not captured": (State.CANCELLED, NEVER_TAKEN),
    "cancelled before the money was taken": (State.CANCELLED, NEVER_TAKEN),
    "cancelled while the money is taken": (State.CANCELLED, NEVER_TAKEN),
    "cancelled late and waived": (State.CANCELLED, TAKEN_AND_GIVEN_BACK),
    "cancelled late by the tutor": (State.CANCELLED, TAKEN_AND_GIVEN_BACK),
    "tutor did not come": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "problem not answered": (State.RESOLVED, (0, 3001, 700)),
    "contradicted and resolved": (State.RESOLVED, (0, 3001, 900)),
    "refund refused": (State.CANCELLED, (0, 2404, 0)),
    "disputed and won": (State.NO_SHOW, TAKEN_AND_GIVEN_BACK),
    "disputed and lost": (State.RESOLVED, TAKEN_AND_GIVEN_BACK),
    "disputed while money goes back": (State.CANCELLED, TAKEN_AND_GIVEN_BACK),
    "lost before anybody told": (State.CANCELLED, TAKEN_AND_GIVEN_BACK),
    "free": (State.NO_SHOW, NEVER_TAKEN),
    "free by hand": (State.NO_SHOW, NEVER_TAKEN),
}


@pytest.mark.parametrize("story", STORIES)
def test_every_cent_ends_where_it_belongs(story: str) -> None:
    market = Market.opened()
    booking_id = STORIES[story](market)
    market.advance(days=30)
    assert (market.booking(booking_id).state, market.money_of(booking_id)) == ENDS[story]


class TestAsking:
    def test_takes_the_money_at_once_or_reserves_it(self) -> None:
        for submitted_, capture in ((AWAITED, True), (REQUESTED, False)):
            todos = given(submitted_).seen_by(BOOKING_PAYMENT).then_todos("request-payment")
            request = todos["request-payment"].act
            assert isinstance(request, RequestPayment)
            assert (request.capture, request.amount.money) == (capture, PRICE)

    def test_is_once(self) -> None:
        given(AWAITED, ASKED).seen_by(BOOKING_PAYMENT).then_nothing()
        given(ASKED, AWAITED).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_is_not_for_a_booking_that_is_over(self) -> None:
        given(AWAITED, EXPIRED).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_takes_any_id_a_booking_may_have(self) -> None:
        odd = replace(AWAITED, booking_id="x:" + "y" * 70)
        given(odd).seen_by(BOOKING_PAYMENT).then_todos("request-payment")


class TestNoting:
    def test_waits_until_the_booking_is_known(self) -> None:
        given(ASKED, CAPTURED).seen_by(BOOKING_PAYMENT).then_nothing()
        given(ASKED, CAPTURED, AWAITED).seen_by(BOOKING_PAYMENT).then_todos("note-payment")

    def test_notes_a_reservation_on_a_request_alone(self) -> None:
        for submitted_, todos in ((REQUESTED, ["note-authorisation"]), (AWAITED, [])):
            given(submitted_, ASKED, AUTHORISED).seen_by(BOOKING_PAYMENT).then_todos(*todos)

    def test_needs_no_payment_for_what_is_free(self) -> None:
        free = Money(0, "EUR")
        todos = given(replace(AWAITED, price=free)).seen_by(BOOKING_PAYMENT)
        note = todos.then_todos("note-payment")["note-payment"].act
        assert isinstance(note, NotePayment)
        assert note.amount.money == free
        by_hand = given(replace(REQUESTED, price=free)).seen_by(BOOKING_PAYMENT)
        by_hand.then_todos("note-authorisation")


class TestTaking:
    def test_follows_the_yes(self) -> None:
        agreed = (REQUESTED, ASKED, AUTHORISED, NOTED, CONFIRMED)
        given(*agreed).seen_by(BOOKING_PAYMENT).then_todos("request-capture")

    def test_that_fails_calls_the_lesson_off(self) -> None:
        market = Market.opened()
        booking_id = accepted(market, "uncapturable")
        market.run_until_quiet()
        assert market.names(f"booking-{booking_id}")[-1] == "BookingCancelled"
        assert market.names(f"payment-of-{booking_id}")[-1] == "PaymentVoided"
        assert market.open_todos("booking_payment") == []

    def test_that_fails_after_the_start_lets_the_reservation_go(self) -> None:
        market = Market.opened()
        booking_id = accepted(market, "uncapturable")
        market.gateway.fail_next(1)
        market.run_until_quiet()
        ask(market, AS_SYSTEM, AdvanceBooking(booking_id=booking_id))
        market.clock.set(THURSDAY)
        ask(market, AS_SYSTEM, AdvanceBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.IN_PROGRESS
        assert market.money_of(booking_id) == NEVER_TAKEN
        assert market.open_todos("booking_payment") == []


class TestRenewing:
    LAPSING = replace(AUTHORISED, capture_before=THURSDAY - hours(1))
    KNOWN = (REQUESTED, ASKED, LAPSING, NOTED)

    def test_is_asked_for_before_the_reservation_lapses(self) -> None:
        todos = given(*self.KNOWN).seen_by(BOOKING_PAYMENT).then_todos("renew-1")
        renew = todos["renew-1"]
        assert renew.due_at == THURSDAY - hours(13)
        assert renew.act == RequestRenewal(payment_id="of-b1", renewal_id="again-1", reference="pi")

    def test_is_not_for_a_reservation_that_outlives_the_answer(self) -> None:
        for until in (THURSDAY, None):
            long = replace(AUTHORISED, capture_before=until)
            given(REQUESTED, ASKED, long, NOTED).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_is_not_for_what_is_decided(self) -> None:
        for decided, todos in ((CONFIRMED, ["request-capture"]), (EXPIRED, ["abandon-payment"])):
            seen = given(*self.KNOWN, decided).seen_by(BOOKING_PAYMENT)
            seen.then_todos(*todos)

    def test_happens_once_for_each_reservation(self) -> None:
        renewal = replace(example(payment.RenewalRequested), **OF, reference="pi")
        given(*self.KNOWN, renewal).seen_by(BOOKING_PAYMENT).then_nothing()
        anew = replace(self.LAPSING, reference="pj")
        given(*self.KNOWN, renewal, anew).seen_by(BOOKING_PAYMENT).then_todos("renew-2")

    def test_that_is_declined_leaves_the_request_alone(self) -> None:
        renewal = replace(example(payment.RenewalRequested), **OF, reference="pi")
        refused = replace(DECLINED, reference="pj")
        given(*self.KNOWN, renewal, refused).seen_by(BOOKING_PAYMENT).then_nothing()
        lapsed = replace(DECLINED, reference="pi")
        seen = given(*self.KNOWN, renewal, refused, lapsed).seen_by(BOOKING_PAYMENT)
        seen.then_todos("give-up-unpaid")

    def test_keeps_the_money_reserved_until_the_answer(self) -> None:
        market = Market.opened()
        booking_id = STORIES["renewed and accepted"](market)
        market.advance(hours=1)
        names = market.names(f"payment-of-{booking_id}")
        assert names.count("PaymentAuthorised") == 2
        assert market.money_of(booking_id) == TAKEN_AND_KEPT
        card = market.payers.card_of(BEN)
        keys = [key for deed, key in market.gateway.moved() if deed == "authorise"]
        assert keys == [f"of-{booking_id}:reserve", f"of-{booking_id}:reserve:again-1"]
        assert card is not None


class TestFailing:
    def test_gives_the_slot_back(self) -> None:
        todos = given(AWAITED, ASKED, DECLINED).seen_by(BOOKING_PAYMENT)
        assert isinstance(todos.then_todos("give-up-unpaid")["give-up-unpaid"].act, CancelBooking)

    def test_calls_off_what_was_confirmed(self) -> None:
        happened = (REQUESTED, ASKED, AUTHORISED, NOTED, CONFIRMED, NOT_CAPTURED)
        asked = replace(example(payment.CaptureRequested), **OF)
        todos = given(*happened, asked).seen_by(BOOKING_PAYMENT).then_todos("note-payment-failure")
        assert isinstance(todos["note-payment-failure"].act, NotePaymentFailure)

    def test_is_over_when_the_money_came_after_all(self) -> None:
        given(AWAITED, ASKED, DECLINED, CAPTURED, CONFIRMED).seen_by(BOOKING_PAYMENT).then_nothing()


class TestAbandoning:
    def test_waits_for_a_payment_to_abandon(self) -> None:
        given(AWAITED, EXPIRED).seen_by(BOOKING_PAYMENT).then_nothing()
        given(AWAITED, EXPIRED, ASKED).seen_by(BOOKING_PAYMENT).then_todos("abandon-payment")
        given(AWAITED, EXPIRED, ASKED, ABANDONED).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_takes_nothing_that_would_only_go_back(self) -> None:
        market = Market.opened()
        booking_id = accepted(market)
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert "CaptureRequested" not in market.names(f"payment-of-{booking_id}")

    def test_gives_late_money_back(self) -> None:
        market = Market.opened()
        booking_id = submitted(market)
        market.gateway.fail_next(1, after_moving=True)
        market.run_until_quiet()
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        market.advance(minutes=1)
        assert market.money_of(booking_id) == TAKEN_AND_GIVEN_BACK
        assert "LatePaymentReported" in market.names(f"booking-{booking_id}")


def refused(refund_id: str, **of: Any) -> list[Any]:
    """This is a refund asked for and refused by the provider on MONDAY."""
    about = {**OF, "refund_id": refund_id, "amount": Money(700, "EUR"), **of}
    asked = replace(example(payment.RefundRequested), **about, reason=RefundReason.RESOLUTION)
    return [asked, replace(example(payment.RefundFailed), **about, occurred_at=MONDAY)]


def tried_in_vain() -> list[Any]:
    """This is a refund that was asked for as often as it may be, and never given."""
    names = ["until-700", *(f"until-700-again-{n}" for n in range(1, TRIES_AGAIN + 1))]
    return [fact for name in names for fact in refused(name)]


class TestGivingBack:
    SETTLED = (AWAITED, ASKED, CAPTURED, CONFIRMED)

    def test_goes_step_by_step(self) -> None:
        market = Market.opened()
        booking_id = STORIES["cancelled late and waived"](market)
        market.run_until_quiet()
        refunds = [
            (fact.refund_id, fact.amount.minor, fact.reason)
            for fact in market.facts(f"payment-of-{booking_id}")
            if isinstance(fact, payment.RefundRequested)
        ]
        waiver = RefundReason.WAIVER
        assert refunds == [("until-1501", 1501, waiver), ("until-3001", 1500, waiver)]

    def test_is_never_of_nothing(self) -> None:
        cancelled = replace(example(booking.BookingCancelled), **ABOUT)
        nothing = replace(cancelled, split=replace(cancelled.split, refund_minor=0))
        given(*self.SETTLED, nothing).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_that_was_refused_is_asked_for_again_a_day_later(self) -> None:
        seen = given(*self.SETTLED, *refused("until-700")).seen_by(BOOKING_PAYMENT)
        again = seen.then_todos("refund-until-700-again-1")["refund-until-700-again-1"]
        assert again.due_at == MONDAY + days(1)
        assert again.act == RequestRefund(
            payment_id="of-b1",
            refund_id="until-700-again-1",
            amount=Price(minor=700, currency="EUR"),
            reason=RefundReason.RESOLUTION,
        )

    def test_that_succeeds_the_second_time_is_over(self) -> None:
        done = replace(example(payment.PaymentRefunded), **OF, refund_id="until-700-again-1")
        again = refused("until-700-again-1")[0]
        happened = (*self.SETTLED, *refused("until-700"), again, done)
        given(*happened).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_is_tried_a_few_times_and_then_left_to_people(self) -> None:
        given(*self.SETTLED, *tried_in_vain()).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_is_tried_as_often_again_once_a_bank_has_decided(self) -> None:
        won = replace(example(PaymentDisputeClosed), **OF, is_won=True)
        seen = given(*self.SETTLED, *tried_in_vain(), won).seen_by(BOOKING_PAYMENT)
        seen.then_todos(f"refund-until-700-again-{TRIES_AGAIN + 1}-after-1")

    def test_is_part_of_abandoning(self) -> None:
        happened = (*self.SETTLED, *refused("until-700"), ABANDONED)
        given(*happened).seen_by(BOOKING_PAYMENT).then_nothing()

    def test_reaches_the_student_when_the_provider_changes_its_mind(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        market = Market.opened()
        booking_id = STORIES["refund refused"](market)
        market.run_until_quiet()
        assert market.names(f"payment-of-{booking_id}")[-1] == "RefundFailed"
        monkeypatch.delitem(REFUSED_AMOUNTS, ("refund", 2404))
        market.advance(days=2)
        assert market.money_of(booking_id) == (0, 2404, 2404)


def test_a_silent_provider_leaves_nobody_waiting() -> None:
    market = Market.opened()
    market.gateway.fail_next(10_000)
    by_hand, at_once = submitted(market, IVAN), submitted(market, ANNA, start=FRIDAY)
    market.advance(days=10)
    states = [market.booking(each).state for each in (by_hand, at_once)]
    assert states == [State.REQUEST_EXPIRED, State.PAYMENT_EXPIRED]
    assert {each.attempts for each in market.todos.given_up("charging")} == {TRIES}
