"""The whole stack, with Stripe on loopback: paid there, told here, taken back by a bank."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from adapters.clock import SystemClock
from tests.support.client import Person
from tests.support.marketplace import Marketplace, Tutor, hour
from tests.support.stack import RunningStack
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.webhooks import SECRET, Endpoint

pytestmark = pytest.mark.io


@dataclass(frozen=True, slots=True)
class Town:
    """This is a stack, the Stripe behind it, and where that sends to."""

    market: Marketplace
    fake: FakeStripe
    hook: Endpoint

    def charge(self, booking_id: str) -> str:
        """This is what Stripe calls what was charged for a booking."""
        (intent,) = [
            one
            for one in self.fake.every("payment_intent")
            if one["transfer_group"] == f"of-{booking_id}"
        ]
        return str(intent["latest_charge"])


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with (
        FakeStripe(SystemClock()) as fake,
        RunningStack.started(
            tmp_path_factory.mktemp("town"),
            stripe_api_key=fake.key,
            stripe_api_base=fake.url,
            stripe_webhook_secrets=SECRET,
        ) as stack,
    ):
        hook = fake.webhooks.endpoint(f"{stack.stack.address}/v1/webhooks/stripe")
        with hook.followed():
            yield Town(Marketplace(stack, partial(onboarded, fake)), fake, hook)


def onboarded(fake: FakeStripe) -> None:
    """This is everybody with an account at Stripe telling there who they are."""
    for account in fake.every("account"):
        fake.holder.completes_onboarding(account["id"])


@pytest.fixture(scope="module")
def anna(town: Town) -> Tutor:
    return town.market.tutor("anna")


@pytest.fixture
def ben(town: Town) -> Person:
    return town.market.student("ben")


def booking(ben: Person, anna: Tutor, days: int) -> str:
    """This is a booking that waits for its money, by its address."""
    booking_id = str(ben.do("/v1/bookings", **anna.wish(hour(days)))["booking_id"])
    path = f"/v1/bookings/{booking_id}"
    ben.do(f"{path}/submit")
    ben.until(path, lambda told: any(one["action"] for one in told["payments"]))
    return path


def pay(town: Town, ben: Person, path: str) -> None:
    """This is Ben giving a card, with what his client was told for that."""
    action: Any = ben.see(f"/v1/payments/of-{path.rpartition('/')[2]}/action")
    town.fake.payer.confirms(action["client_secret"])
    ben.until(path, lambda told: told["state"] == "confirmed")


class TestALesson:
    def test_is_confirmed_when_stripe_tells_that_it_is_paid(
        self, town: Town, ben: Person, anna: Tutor
    ) -> None:
        path = booking(ben, anna, 3)
        pay(town, ben, path)
        assert [one["state"] for one in ben.see(path)["payments"]] == ["captured"]

    def test_is_called_off_when_the_bank_gives_its_money_back(
        self, town: Town, ben: Person, anna: Tutor
    ) -> None:
        path = booking(ben, anna, 4)
        pay(town, ben, path)
        dispute = town.fake.bank.opens_dispute(town.charge(path.rpartition("/")[2]))
        ben.until(path, lambda told: told["payments"][0]["state"] == "disputed")
        town.fake.bank.decides_for_payer(dispute["id"])
        ben.until(path, lambda told: told["state"] == "cancelled")
        assert ben.see(path)["payments"][0]["state"] == "lost"
