"""Stripe's test payment methods, and what the banks behind them say."""

from dataclasses import dataclass
from typing import Literal

from tests.support.stripe.answers import Json, absent
from tests.support.stripe.world import World


@dataclass(frozen=True, slots=True)
class Card:
    """This is how a payment method behaves.

    `declines` is the code and the bank's own code; `authentication` says when the holder has to
    prove who they are: always, or until the method was set up for use without them.
    """

    last4: str
    brand: str = "visa"
    declines: tuple[str, str] | None = None
    authentication: Literal["never", "always", "until_set_up"] = "never"
    is_refunded_slowly: bool = False
    dispute: str = ""
    is_available_at_once: bool = False
    is_debit: bool = False

    @property
    def kind(self) -> str:
        """This is the type of the payment method."""
        return "us_bank_account" if self.is_debit else "card"


def _declining(last4: str, code: str, banks_code: str = "") -> Card:
    return Card(last4, declines=(code, banks_code or code))


METHODS = {
    "pm_card_visa": Card("4242"),
    "pm_card_mastercard": Card("4444", "mastercard"),
    "pm_card_amex": Card("8431", "amex"),
    "pm_card_visa_chargeDeclined": _declining("0002", "card_declined", "generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": _declining(
        "9995", "card_declined", "insufficient_funds"
    ),
    "pm_card_visa_chargeDeclinedLostCard": _declining("9987", "card_declined", "lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": _declining("9979", "card_declined", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": _declining("0069", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declining("0127", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declining("0119", "processing_error"),
    "pm_card_chargeCustomerFail": _declining("0341", "card_declined", "generic_decline"),
    "pm_card_threeDSecure2Required": Card("3220", authentication="always"),
    "pm_card_authenticationRequired": Card("3184", authentication="always"),
    "pm_card_authenticationRequiredOnSetup": Card("3155", authentication="until_set_up"),
    "pm_card_bypassPending": Card("0077", is_available_at_once=True),
    "pm_card_createDispute": Card("0259", dispute="fraudulent"),
    "pm_card_createDisputeProductNotReceived": Card("2685", dispute="product_not_received"),
    "pm_card_pendingRefund": Card("7726", is_refunded_slowly=True),
    "pm_usBankAccount": Card("6789", "", is_debit=True),
}

SENTENCES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit."
    ),
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
}

# How long a bank keeps a reservation; Visa keeps what was asked for without the holder for less.
DAY = 24 * 3600
WINDOW = 7 * DAY
VISA_WITHOUT_THE_HOLDER = 4 * DAY + 18 * 3600


def window(card: Card, *, off_session: bool) -> int:
    """This is for how many seconds a reservation holds."""
    return VISA_WITHOUT_THE_HOLDER if off_session and card.brand == "visa" else WINDOW


def method_named(world: World, name: str) -> Json:
    """This is the payment method; a test's method becomes one of its own each time it is used."""
    card = METHODS.get(name)
    if card is None:
        return world.find("payment_method", name, param="payment_method")
    return _made(world, name, card)


def card_of(world: World, method: str) -> Card:
    """This is how the payment method behaves."""
    found = world.objects.get(method)
    if found is None:
        raise absent("PaymentMethod", method, "payment_method")
    return METHODS[world.cards[method]]


def _made(world: World, name: str, card: Card) -> Json:
    values: Json = {
        "allow_redisplay": "unspecified",
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "customer": None,
        "metadata": {},
        "type": card.kind,
    }
    if card.is_debit:
        values["us_bank_account"] = {"last4": card.last4, "bank_name": "STRIPE TEST BANK"}
    else:
        values["card"] = {
            "brand": card.brand,
            "country": "US",
            "exp_month": 12,
            "exp_year": 2034,
            "fingerprint": f"fake{card.last4}",
            "funding": "credit",
            "last4": card.last4,
        }
    made = world.add("payment_method", values)
    world.cards[made["id"]] = name
    return made
