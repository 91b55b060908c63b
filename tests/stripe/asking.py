"""Requests as a platform makes them, shortened."""

from typing import Any, Self

import pytest
from stripe import Charge, PaymentIntent, StripeClient, StripeError, Transfer

NEVER_REDIRECT: Any = {"enabled": True, "allow_redirects": "never"}


def pay(stripe: StripeClient, amount: int = 3000, **more: Any) -> PaymentIntent:
    """This is a payment of a card, confirmed at once."""
    asked: Any = {
        "amount": amount,
        "currency": "eur",
        "automatic_payment_methods": NEVER_REDIRECT,
        "confirm": True,
        "payment_method": "pm_card_visa",
        **more,
    }
    return stripe.v1.payment_intents.create(asked)


def reserve(stripe: StripeClient, amount: int = 3000, **more: Any) -> PaymentIntent:
    """This is a payment that is only reserved."""
    return pay(stripe, amount, capture_method="manual", **more)


def charge_of(stripe: StripeClient, intent: PaymentIntent) -> Charge:
    """This is the charge that paid it."""
    return stripe.v1.charges.retrieve(str(intent.latest_charge))


def open_recipient(stripe: StripeClient) -> str:
    """This is an account for a tutor, asked for as Accounts v2 wants it; it is not ready yet."""
    asked: Any = {
        "configuration": {
            "recipient": {
                "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
            }
        },
        "contact_email": "anna@tutors.test",
        "dashboard": "express",
        "defaults": {
            "responsibilities": {"fees_collector": "application", "losses_collector": "application"}
        },
        "display_name": "Anna",
        "identity": {"country": "de"},
    }
    return stripe.v2.core.accounts.create(asked).id


def pay_out_by_hand(stripe: StripeClient, account: str) -> None:
    """This makes Stripe wait to be asked, instead of paying out every day."""
    manual: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
    stripe.v1.balance_settings.update(manual, {"stripe_account": account})


def transfer(stripe: StripeClient, account: str, amount: int, **more: Any) -> Transfer:
    """This moves money of the platform to the account."""
    asked: Any = {"amount": amount, "currency": "eur", "destination": account, **more}
    return stripe.v1.transfers.create(asked)


class Refusal:
    """This catches a refusal of the SDK, and shows what it says.

    with Refusal(CardError) as no:
        pay(stripe, payment_method="pm_card_visa_chargeDeclined")
    assert no.code == "card_declined"
    """

    def __init__(self, kind: type[StripeError]) -> None:
        self._raises = pytest.raises(kind)

    def __enter__(self) -> Self:
        self._info = self._raises.__enter__()
        return self

    def __exit__(self, *args: object) -> bool:
        leave: Any = self._raises.__exit__
        return bool(leave(*args))

    @property
    def status(self) -> int | None:
        return self._info.value.http_status

    @property
    def code(self) -> str | None:
        return self.body.get("code")

    @property
    def body(self) -> dict[str, Any]:
        body: Any = self._info.value.json_body
        return dict(body["error"])
