"""Bookings paid through Stripe: the whole marketplace in memory, with Stripe on loopback."""

from collections.abc import Iterator

import pytest

from application.booking import AcceptBooking, CancelBooking
from application.payer import SaveCard
from domain.booking.terms import State
from tests.processes.stories import ask, requested, submitted
from tests.support.calendar import THURSDAY, days
from tests.support.market import Market
from tests.support.people import ANNA, AS_BEN, AS_IVAN, BEN
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe_gateway import SteeredStripe

pytestmark = pytest.mark.io

NEEDS_PROOF = "pm_card_threeDSecure2Required"


class StripeMarket:
    """This is a marketplace whose students pay through Stripe."""

    def __init__(self, fake: FakeStripe, market: Market) -> None:
        self.fake = fake
        self.market = market

    def intents(self) -> list[dict[str, object]]:
        """This is every payment at Stripe, the oldest first."""
        with self.fake.world.lock:
            return [dict(one) for one in self.fake.world.every("payment_intent")][::-1]

    def newest(self) -> str:
        """This is the payment that Stripe was asked for last."""
        return str(self.intents()[-1]["id"])


@pytest.fixture
def paid() -> Iterator[StripeMarket]:
    market = Market.opened()
    with FakeStripe(market.clock) as fake:
        market.gateway = SteeredStripe(fake, market.clock)  # type: ignore[assignment]
        market.restart()
        market.fold()
        yield StripeMarket(fake, market)


class TestABookingAtOnce:
    def test_waits_for_the_card_and_is_confirmed(self, paid: StripeMarket) -> None:
        market = paid.market
        booking_id = submitted(market, ANNA)
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.AWAITING_PAYMENT
        paid.fake.payer.confirms(paid.newest(), NEEDS_PROOF)
        paid.fake.payer.proves_who_they_are(paid.newest())
        market.advance(minutes=5)
        assert market.booking(booking_id).state is State.CONFIRMED
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        market.run_until_quiet()
        charge = paid.fake.seen(str(paid.intents()[0]["latest_charge"]))
        assert (charge["amount_captured"], charge["amount_refunded"]) == (3001, 3001)

    def test_that_nobody_pays_cannot_be_paid_late(self, paid: StripeMarket) -> None:
        market = paid.market
        booking_id = submitted(market, ANNA)
        market.advance(minutes=20)
        assert market.booking(booking_id).state is State.PAYMENT_EXPIRED
        assert [one["status"] for one in paid.intents()] == ["canceled"]

    def test_that_is_paid_too_late_goes_back(self, paid: StripeMarket) -> None:
        market = paid.market
        booking_id = submitted(market, ANNA)
        market.advance(minutes=14)
        paid.fake.payer.confirms(paid.newest())
        market.advance(hours=2)
        assert market.booking(booking_id).state is State.PAYMENT_EXPIRED
        charge = paid.fake.seen(str(paid.intents()[0]["latest_charge"]))
        assert (charge["amount_captured"], charge["amount_refunded"]) == (3001, 3001)


class TestARequest:
    def test_is_reserved_and_taken_when_it_is_accepted(self, paid: StripeMarket) -> None:
        market = paid.market
        booking_id = requested(market)
        paid.fake.payer.confirms(paid.newest())
        market.advance(minutes=5)
        ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert market.booking(booking_id).state is State.CONFIRMED
        assert [one["status"] for one in paid.intents()] == ["succeeded"]

    def test_outlives_its_reservation_with_a_kept_card(
        self, paid: StripeMarket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        market = paid.market
        ask(market, AS_BEN, SaveCard(student_id=BEN))
        market.advance(minutes=2)
        paid.fake.payer.confirms(market.payers.setup_of(BEN))
        market.advance(hours=2)
        assert market.payers.card_of(BEN) is not None
        monkeypatch.setattr("tests.support.stripe.cards.WINDOW", days(2).total_seconds())
        booking_id = requested(market)
        paid.fake.payer.confirms(paid.newest())
        market.advance(days=2, hours=12)
        statuses = [one["status"] for one in paid.intents()]
        assert statuses == ["canceled", "requires_capture"]
        assert market.clock.now() < THURSDAY
        ask(market, AS_IVAN, AcceptBooking(booking_id=booking_id))
        market.run_until_quiet()
        assert [one["amount_received"] for one in paid.intents()] == [0, 3001]
