"""Asking again under the same key, when Stripe has long forgotten it: nothing moves twice."""

from collections.abc import Callable

import pytest

from adapters.memory.clock import SetClock
from application.ports_money import Evidence, PaymentAnswer
from tests.support.calendar import days
from tests.support.gateways import HALF, PRICE, paid, reserved, taken
from tests.support.stripe_gateway import SteeredStripe

pytestmark = pytest.mark.io

Deed = Callable[[SteeredStripe], Callable[[], PaymentAnswer]]


def _authorising(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    card = stripe.card
    return lambda: stripe.authorise("p1", PRICE, capture=True, group="p1", card=card)


def _capturing(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    reference = reserved(stripe)
    return lambda: stripe.capture("c1", reference, PRICE)


def _voiding(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    reference = reserved(stripe)
    return lambda: stripe.void("v1", reference)


def _refunding(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    reference = taken(stripe)
    return lambda: stripe.refund("r1", reference, HALF)


def _transferring(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    account, _ = paid(stripe, HALF)
    source = taken(stripe, "p2")
    return lambda: stripe.transfer("t2", HALF, destination=account, source=source, group="p2")


def _reversing(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    _, transfer = paid(stripe)
    return lambda: stripe.reverse("v1", transfer, HALF)


def _paying_out(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    account, _ = paid(stripe)
    return lambda: stripe.pay_out("o1", account, HALF)


def _submitting(stripe: SteeredStripe) -> Callable[[], PaymentAnswer]:
    dispute = stripe.open_dispute(taken(stripe))
    return lambda: stripe.submit_evidence("e1", dispute, Evidence(service="A lesson"))


DEEDS: tuple[Deed, ...] = (
    _authorising,
    _capturing,
    _voiding,
    _refunding,
    _transferring,
    _reversing,
    _paying_out,
    _submitting,
)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__.strip("_"))
def test_days_later_moves_nothing_twice(stripe: SteeredStripe, clock: SetClock, deed: Deed) -> None:
    ask = deed(stripe)
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
