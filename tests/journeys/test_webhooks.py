"""From Stripe to a confirmed lesson and back, over HTTP, however Stripe sends its news."""

from collections.abc import Iterator
from random import Random

import pytest

from adapters.stripe.notices import StripeNotices
from application.booking import AcceptBooking, CancelBooking
from application.lesson import JoinLesson
from application.payees import Payees, Readiness
from application.tutor_paying import OpenPayoutAccount
from domain.booking.terms import State
from domain.notice.events import NoticeReceived
from domain.payment.dispute_events import EvidenceSubmitted
from domain.shared.actor import Actor, Role
from tests.processes.stories import ask, confirmed, requested
from tests.support.calendar import minutes
from tests.support.notices import closed
from tests.support.people import AS_ANNA, AS_BEN, AS_IVAN, OLGA
from tests.support.stripe.webhooks import SECRET
from tests.support.stripe_market import NEXT_SECRET, StripeMarket, stripe_market

pytestmark = pytest.mark.io


@pytest.fixture
def market() -> Iterator[StripeMarket]:
    with stripe_market() as market:
        yield market


def names(market: StripeMarket, booking_id: str) -> list[str]:
    return market.names(f"payment-of-{booking_id}")


def received(market: StripeMarket) -> int:
    return sum(isinstance(one.fact, NoticeReceived) for one in market.log.facts)


def paid(market: StripeMarket) -> str:
    """This is a lesson with Anna, paid for and confirmed."""
    booking_id = confirmed(market)
    market.fake.payer.confirms(market.payment(booking_id))
    market.hears()
    return booking_id


class TestPaying:
    def test_confirms_the_lesson_as_soon_as_stripe_tells(self, market: StripeMarket) -> None:
        booking_id = confirmed(market)
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        assert names(market, booking_id)[-1] == "PaymentActionRequired"
        market.fake.payer.confirms(market.payment(booking_id))
        market.hears()
        assert market.booking(booking_id).state is State.CONFIRMED
        assert closed(market)

    def test_waits_for_the_student_to_prove_who_they_are(self, market: StripeMarket) -> None:
        booking_id = confirmed(market)
        intent = market.payment(booking_id)
        market.fake.payer.confirms(intent, "pm_card_threeDSecure2Required")
        market.hears()
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        market.fake.payer.proves_who_they_are(intent)
        market.hears()
        assert market.booking(booking_id).state is State.CONFIRMED

    def test_may_take_another_card_after_one_was_declined(self, market: StripeMarket) -> None:
        booking_id = confirmed(market)
        intent = market.payment(booking_id)
        market.fake.payer.confirms(intent, "pm_card_visa_chargeDeclined")
        market.clock.advance(minutes(1))
        market.hears()
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        market.fake.payer.confirms(intent)
        market.hears()
        assert market.booking(booking_id).state is State.CONFIRMED

    def test_reserves_first_what_a_tutor_answers_by_hand(self, market: StripeMarket) -> None:
        booking_id = requested(market)
        market.fake.payer.confirms(market.payment(booking_id))
        market.hears()
        assert names(market, booking_id)[-1] == "PaymentAuthorised"
        ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
        market.run_until_quiet()
        market.hears()
        assert names(market, booking_id).count("PaymentCaptured") == 1
        assert market.booking(booking_id).state is State.CONFIRMED

    def test_too_late_is_given_back(self, market: StripeMarket) -> None:
        booking_id = confirmed(market)
        intent = market.payment(booking_id)
        market.fake.payer.confirms(intent)
        late = market.hook.take()
        market.jump(minutes=20)
        for event in late:
            assert market.hook.send(event).is_taken
        market.advance(minutes=10)
        market.hears()
        assert market.booking(booking_id).state is State.PAYMENT_EXPIRED
        assert market.fake.seen(market.charge(booking_id))["refunded"]


def taught(market: StripeMarket) -> str:
    """This is a lesson that was paid and given, half an hour ago."""
    booking_id = paid(market)
    market.advance(days=3)
    for actor in (AS_ANNA, AS_BEN):
        ask(market, actor, JoinLesson(booking_id=booking_id))
    market.advance(hours=1, minutes=30)
    return booking_id


class TestADispute:
    @pytest.mark.parametrize("seed", [None, 1, 2, 3])
    def test_that_is_lost_gives_the_lesson_back_however_it_is_told(
        self, market: StripeMarket, seed: int | None
    ) -> None:
        booking_id = taught(market)
        market.hook.drop()
        dispute = market.fake.bank.opens_dispute(market.charge(booking_id))
        market.fake.bank.decides_for_payer(dispute["id"])
        order = None if seed is None else Random(seed)  # noqa: S311 - a repeatable disorder
        market.hears(copies=1 if seed is None else 2, order=order)
        assert market.booking(booking_id).state is State.RESOLVED
        told = names(market, booking_id)
        assert [told.count(name) for name in ("PaymentDisputed", "PaymentDisputeClosed")] == [1, 1]
        market.advance(days=8)
        assert "RefundRequested" not in names(market, booking_id)
        assert closed(market)

    def test_that_is_won_lets_the_lesson_settle(self, market: StripeMarket) -> None:
        booking_id = taught(market)
        dispute = market.fake.bank.opens_dispute(market.charge(booking_id))
        late = market.hook.take("charge.dispute.created")
        market.hears()
        market.advance(days=5)
        assert market.booking(booking_id).state is State.COMPLETED
        market.fake.bank.decides_for_platform(dispute["id"])
        market.hears()
        assert market.booking(booking_id).state is State.SETTLED
        for event in late:
            assert market.hook.send(event).is_taken
        market.run_until_quiet()
        assert market.booking(booking_id).dispute.value == "won"

    def test_is_answered_with_what_speaks_for_the_lesson(self, market: StripeMarket) -> None:
        booking_id = taught(market)
        dispute = market.fake.bank.opens_dispute(market.charge(booking_id))["id"]
        market.hears()
        market.advance(hours=2)
        seen = market.fake.seen(dispute)
        assert seen["status"] == "under_review"
        assert "the student joined the lesson" in seen["evidence"]["access_activity_log"]
        facts = market.facts(f"payment-of-{booking_id}")
        assert any(isinstance(fact, EvidenceSubmitted) for fact in facts)

    def test_keeps_a_refund_waiting(self, market: StripeMarket) -> None:
        booking_id = paid(market)
        dispute = market.fake.bank.opens_dispute(market.charge(booking_id))["id"]
        market.hears()
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        market.advance(hours=1)
        assert "RefundRequested" not in names(market, booking_id)
        market.fake.bank.decides_for_platform(dispute)
        market.hears()
        assert names(market, booking_id)[-1] == "PaymentRefunded"
        assert market.fake.seen(market.charge(booking_id))["refunded"]


class TestARefund:
    def test_that_the_bank_sends_back_is_asked_for_again(self, market: StripeMarket) -> None:
        booking_id = paid(market)
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        market.run_until_quiet()
        (refund,) = market.fake.every("refund")
        market.advance(days=2)
        market.fake.bank.fails_refund(refund["id"])
        market.hears()
        assert names(market, booking_id)[-1] == "RefundFailed"
        market.advance(days=2)
        assert names(market, booking_id)[-1] == "PaymentRefunded"


class TestAnAccount:
    def test_that_becomes_ready_is_looked_at_when_stripe_tells_thinly(
        self, market: StripeMarket
    ) -> None:
        thin = market.fake.webhooks.endpoint(market.url, is_thin=True)
        as_olga = Actor(OLGA, frozenset({Role.TUTOR}))
        ask(market, as_olga, OpenPayoutAccount(tutor_id=OLGA, country="DE"))
        market.run_until_quiet()
        payees = Payees(market.log)
        assert payees.account(OLGA).state is Readiness.OPENED
        account = payees.of_tutor(OLGA)
        market.fake.holder.completes_onboarding(account)
        assert all(sent.is_taken for sent in thin.deliver())
        market.run_until_quiet()
        assert payees.account(OLGA).state is Readiness.READY
        notices = [one for one in market.log.facts if one.stream_id.startswith("notice-")]
        assert account not in repr(notices)
        assert closed(market)


class TestWhatStripeSends:
    @pytest.fixture
    def booking_id(self, market: StripeMarket) -> str:
        """This is a lesson paid for, of which nobody has told us."""
        booking_id = confirmed(market)
        market.fake.payer.confirms(market.payment(booking_id))
        return booking_id

    def test_may_be_thin(self, market: StripeMarket) -> None:
        thin = market.fake.webhooks.endpoint(market.url, is_thin=True)
        booking_id = confirmed(market)
        market.fake.payer.confirms(market.payment(booking_id))
        assert all(sent.is_taken for sent in thin.deliver())
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.CONFIRMED

    def test_is_not_believed_when_it_was_tampered_with(
        self, market: StripeMarket, booking_id: str
    ) -> None:
        for event in market.hook.waiting:
            assert market.hook.send(event, is_tampered=True).status == 401
            assert market.hook.send(event, is_signed=False).status == 400
            assert market.hook.send(event, age=minutes(6)).status == 401
        market.run_until_quiet()
        assert received(market) == 0
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT

    def test_is_signed_with_either_secret_while_one_replaces_the_other(
        self, market: StripeMarket, booking_id: str
    ) -> None:
        market.hook.roll(NEXT_SECRET)
        event = market.hook.waiting[0]
        assert market.hook.send(event).status == 200
        market.hook.secrets.remove(SECRET)
        assert market.hook.send(event).status == 200
        market.api.notices = StripeNotices((SECRET,))
        assert market.hook.send(event).status == 401
        assert received(market) == 1
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT

    def test_is_not_expected_without_a_secret(self, market: StripeMarket, booking_id: str) -> None:
        market.api.notices = None
        assert {sent.status for sent in market.hook.deliver()} == {404}
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT

    def test_may_never_arrive(self, market: StripeMarket, booking_id: str) -> None:
        market.hook.drop()
        market.advance(minutes=10)
        assert market.booking(booking_id).state is State.CONFIRMED

    def test_may_arrive_before_we_know_what_we_asked_for(self, market: StripeMarket) -> None:
        market.fake.faults.next("POST /v1/payment_intents", "dropped", times=9, after=True)
        booking_id = confirmed(market)
        assert names(market, booking_id) == ["PaymentRequested"]
        market.fake.payer.confirms(market.payment(booking_id))
        market.hears()
        assert market.booking(booking_id).state is State.CONFIRMED
        market.advance(minutes=5)
        assert names(market, booking_id).count("PaymentCaptured") == 1
