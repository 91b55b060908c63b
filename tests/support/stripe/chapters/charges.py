"""Charges: one attempt each to take money from a payment method."""

from tests.support.stripe.answers import Json
from tests.support.stripe.asked import Asked
from tests.support.stripe.cards import SENTENCES, Card, window
from tests.support.stripe.chapters.balance import SETTLING_SECONDS, book, fee_of
from tests.support.stripe.lists import page
from tests.support.stripe.world import World


def attempt(
    world: World, intent: Json, card: Card, no: tuple[str, str] | None, *, off_session: bool
) -> Json:
    """This is the charge of an intent's amount, reserved or refused, and not yet taken."""
    code, banks_code = no or (None, None)
    until = world.now() + window(card, off_session=off_session)
    details: Json = {"brand": card.brand, "last4": card.last4}
    if not card.is_debit and intent["capture_method"] == "manual" and not code:
        details["capture_before"] = until
    values = {
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "captured": False,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": code,
        "failure_message": SENTENCES[banks_code] if banks_code else None,
        "fraud_details": {},
        "metadata": dict(intent["metadata"]),
        "outcome": _outcome(banks_code),
        "paid": not code,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "payment_method_details": {"type": card.kind, card.kind: details},
        "refunded": False,
        "source_transfer": None,
        "status": "failed" if code else "succeeded",
        "transfer_group": intent["transfer_group"],
    }
    return world.add("charge", values)


def _outcome(banks_code: str | None) -> Json:
    if banks_code is None:
        return {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    return {
        "network_status": "declined_by_network",
        "reason": banks_code,
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def take(world: World, charge: Json, amount: int, card: Card) -> None:
    """This takes the amount of what was reserved, and books it."""
    charge["captured"] = True
    charge["amount_captured"] = amount
    wait = 0 if card.is_available_at_once else SETTLING_SECONDS
    charge["balance_transaction"] = book(
        world, "charge", amount, charge, fee=fee_of(amount), available_on=world.now() + wait
    )


def incoming(world: World, transfer: Json, account: str) -> Json:
    """This is how a transfer looks from the account it goes to."""
    values = {
        "id": world.name("py"),
        "amount": transfer["amount"],
        "amount_captured": transfer["amount"],
        "amount_refunded": 0,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
        "captured": True,
        "currency": transfer["currency"],
        "disputed": False,
        "metadata": {},
        "paid": True,
        "refunded": False,
        "source_transfer": transfer["id"],
        "status": "succeeded",
    }
    return world.add("charge", values, account)


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/charges/{charge}."""
    return world.find("charge", asked.names["charge"], asked.account)


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/charges."""
    found = world.every("charge", asked.account)
    return page(asked, found, "customer", "payment_intent", "transfer_group")
