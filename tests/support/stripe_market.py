"""A market with Stripe on loopback behind it, which tells it over HTTP what happened.

    with stripe_market() as market:
        booking_id = confirmed(market)              # the student has not given a card yet
        market.fake.payer.confirms(market.payment(booking_id), "pm_card_visa")
        market.hook.deliver()                       # signed, to the API, which listens on a port
        market.run_until_quiet()

Everybody has one clock, the SDK too, so that signatures grow old when a test lets time pass.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from adapters.stripe.notices import StripeNotices
from api.app import create_app
from tests.api.world import World
from tests.support.listening import listening
from tests.support.market import Market
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.webhooks import SECRET, Endpoint
from tests.support.stripe_gateway import SteeredStripe

NEXT_SECRET = "whsec_next"


class StripeMarket(Market):
    """This is a market with Stripe behind it, and an API that Stripe sends to."""

    fake: FakeStripe
    hook: Endpoint
    url: str
    api: World

    def payment(self, booking_id: str) -> str:
        """This is what Stripe calls the payment of a booking."""
        found = [
            one["id"]
            for one in self.fake.every("payment_intent")
            if one["transfer_group"] == f"of-{booking_id}"
        ]
        (reference,) = found
        return str(reference)

    def charge(self, booking_id: str) -> str:
        """This is what Stripe calls what was charged for a booking."""
        return str(self.fake.seen(self.payment(booking_id))["latest_charge"])

    def hears(self, **how: Any) -> None:
        """This is Stripe telling of all that happened, and the market looking into it."""
        assert all(sent.is_taken for sent in self.hook.deliver(**how))
        self.run_until_quiet()


@contextmanager
def stripe_market() -> Iterator[StripeMarket]:
    """This is such a market, open for business."""
    market = StripeMarket.opened()
    with FakeStripe(market.clock) as fake, pytest.MonkeyPatch.context() as patch:
        clock = SimpleNamespace(time=lambda: market.clock.now().timestamp())
        patch.setattr("stripe._webhook.time", clock)
        market.fake = fake
        market.gateway = SteeredStripe(fake, market.clock)  # type: ignore[assignment]
        market.restart()
        with listening(_api(market)) as port:
            market.url = f"http://127.0.0.1:{port}/v1/webhooks/stripe"
            market.hook = fake.webhooks.endpoint(market.url)
            yield market


def _api(market: StripeMarket) -> FastAPI:
    market.api = World()
    market.api.bus, market.api.log, market.api.clock = market.bus, market.log, market.clock
    market.api.notices = StripeNotices((NEXT_SECRET, SECRET))
    return create_app(market.api)
