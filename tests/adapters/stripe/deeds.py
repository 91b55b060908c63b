"""What can be asked of Stripe that moves something: got ready, then asked as often as one likes."""

from collections.abc import Callable
from dataclasses import dataclass

from application.ports_money import Evidence, PaymentAnswer
from tests.support.gateways import HALF, PRICE, paid, reserved, taken
from tests.support.stripe_gateway import SteeredStripe

Ask = Callable[[], PaymentAnswer]


@dataclass(frozen=True, slots=True)
class Deed:
    """This is one of them.

    Attributes:
        ready: does what comes before, and is the question.
        path: where the question goes.
    """

    ready: Callable[[SteeredStripe], Ask]
    path: str

    def __str__(self) -> str:
        return self.ready.__name__.strip("_")


def _authorising(stripe: SteeredStripe) -> Ask:
    card = stripe.card
    return lambda: stripe.authorise("p1", PRICE, capture=True, group="p1", card=card)


def _capturing(stripe: SteeredStripe) -> Ask:
    reference = reserved(stripe)
    return lambda: stripe.capture("c1", reference, PRICE)


def _voiding(stripe: SteeredStripe) -> Ask:
    reference = reserved(stripe)
    return lambda: stripe.void("v1", reference)


def _refunding(stripe: SteeredStripe) -> Ask:
    reference = taken(stripe)
    return lambda: stripe.refund("r1", reference, HALF)


def _transferring(stripe: SteeredStripe) -> Ask:
    account, _ = paid(stripe, HALF)
    source = taken(stripe, "p2")
    return lambda: stripe.transfer("t2", HALF, destination=account, source=source, group="p2")


def _reversing(stripe: SteeredStripe) -> Ask:
    _, transfer = paid(stripe)
    return lambda: stripe.reverse("v1", transfer, HALF)


def _paying_out(stripe: SteeredStripe) -> Ask:
    account, _ = paid(stripe)
    return lambda: stripe.pay_out("o1", account, HALF)


def _submitting(stripe: SteeredStripe) -> Ask:
    dispute = stripe.open_dispute(taken(stripe))
    return lambda: stripe.submit_evidence("e1", dispute, Evidence(service="A lesson"))


DEEDS = (
    Deed(_authorising, "POST /v1/payment_intents"),
    Deed(_capturing, "POST /v1/payment_intents/*/capture"),
    Deed(_voiding, "POST /v1/payment_intents/*/cancel"),
    Deed(_refunding, "POST /v1/refunds"),
    Deed(_transferring, "POST /v1/transfers"),
    Deed(_reversing, "POST /v1/transfers/*/reversals"),
    Deed(_paying_out, "POST /v1/payouts"),
    Deed(_submitting, "POST /v1/disputes/*"),
)
