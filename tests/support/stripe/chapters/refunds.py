"""Refunds: what goes back to the payer, in parts, and never more than was taken."""

from tests.support.stripe.answers import Json, StripeRefused, invalid, shown
from tests.support.stripe.asked import Asked
from tests.support.stripe.cards import card_of
from tests.support.stripe.chapters.balance import book
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import page
from tests.support.stripe.money import moving
from tests.support.stripe.world import World


def create(world: World, asked: Asked) -> Json:
    """POST /v1/refunds."""
    params = asked.params
    charge = _charge(world, params.get("payment_intent"), params.get("charge"))
    left = _left(charge)
    amount = params.get("amount", left)
    moving(amount, charge["currency"])
    if amount > left:
        message = (
            f"Refund amount ({shown(amount, charge['currency'])}) is greater than unrefunded "
            f"amount on charge ({shown(left, charge['currency'])})"
        )
        raise invalid(message, param="amount")
    return give_back(world, charge, amount, params.get("reason"), params.get("metadata", {}))


def _charge(world: World, intent: str | None, charge: str | None) -> Json:
    if (intent is None) == (charge is None):
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
    if intent:
        found = world.find("payment_intent", intent, param="payment_intent")
        if found["status"] != "succeeded":
            raise invalid(
                f"This PaymentIntent ({intent}) does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                payment_intent=dict(found),
            )
        charge = found["latest_charge"]
    return world.find("charge", str(charge), param="charge")


def _left(charge: Json) -> int:
    """This is what can still be given back.

    Raises:
        StripeRefused: nothing, because it went back already, by us or by the bank.
    """
    if charge["disputed"]:
        raise _refused(charge, "charge_disputed", "has been charged back; cannot issue a refund.")
    if charge["refunded"]:
        raise _refused(charge, "charge_already_refunded", "has already been refunded.")
    if not charge["captured"]:
        raise invalid(f"Charge {charge['id']} has not been captured.")
    return int(charge["amount"] - charge["amount_refunded"])


def _refused(charge: Json, code: str, why: str) -> StripeRefused:
    return invalid(f"Charge {charge['id']} {why}", code=code)


def give_back(world: World, charge: Json, amount: int, reason: str | None, metadata: Json) -> Json:
    """This gives back part of what was taken."""
    refund = _add(world, charge, amount, reason, metadata)
    if card_of(world, charge["payment_method"]).is_refunded_slowly:
        refund["status"] = "pending"
    refund["balance_transaction"] = book(world, "refund", -amount, refund)
    world.tell("refund.created", refund)
    world.tell("charge.refunded", charge)
    return refund


def release(world: World, charge: Json, amount: int) -> None:
    """This lets go of what was reserved; Stripe writes it as a refund that moves no money."""
    _add(world, charge, amount, None, {})
    world.tell("charge.refunded", charge)


def _add(world: World, charge: Json, amount: int, reason: str | None, metadata: Json) -> Json:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    values = {
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    return world.add("refund", values)


def succeed(world: World, refund: Json) -> None:
    """This ends a slow refund well."""
    refund["status"] = "succeeded"
    world.tell("refund.updated", refund)


def fail(world: World, refund: Json, reason: str) -> None:
    """This ends a refund badly: the bank sends the money back to the platform."""
    charge = world.objects[refund["charge"]]
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    returned = book(world, "refund_failure", refund["amount"], refund)
    refund |= {"status": "failed", "failure_reason": reason}
    refund["failure_balance_transaction"] = returned
    world.tell("refund.failed", refund)


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/refunds/{refund}."""
    return world.find("refund", asked.names["refund"])


def update(world: World, asked: Asked) -> Json:
    """POST /v1/refunds/{refund}."""
    refund = world.find("refund", asked.names["refund"])
    merge_metadata(refund, asked)
    world.tell("refund.updated", refund)
    return refund


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/refunds."""
    return page(asked, world.every("refund"), "charge", "payment_intent")
