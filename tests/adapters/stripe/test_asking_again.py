"""Asking again under the same key, when Stripe has long forgotten it: nothing moves twice."""

import pytest

from adapters.memory.clock import SetClock
from tests.adapters.stripe.deeds import DEEDS, Deed
from tests.support.calendar import days
from tests.support.stripe_gateway import SteeredStripe

pytestmark = pytest.mark.io


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_days_later_moves_nothing_twice(stripe: SteeredStripe, clock: SetClock, deed: Deed) -> None:
    ask = deed.ready(stripe)
    first, moved = ask(), stripe.moved()
    clock.advance(days(3))
    again = ask()
    assert (again.reference, again.occurred_at) == (first.reference, first.occurred_at)
    assert again.outcome in {"done", first.outcome}
    assert stripe.moved() == moved


def test_the_fake_forgets_a_key_after_a_day(stripe: SteeredStripe, clock: SetClock) -> None:
    """Without that the test above could not fail."""
    client, asked = stripe.fake.client(), {"amount": 3000, "currency": "eur"}
    made = []
    for _ in range(2):
        made.append(client.v1.payment_intents.create(asked, {"idempotency_key": "k"}).id)  # type: ignore[arg-type]
        clock.advance(days(2))
    assert made[0] != made[1]
