"""How a payment intent comes to its end: by its payment method, its bank, and its holder.

    requires_payment_method → requires_confirmation → requires_action → processing
        → requires_capture → succeeded | canceled

Both the platform, over the API, and the payer, in a browser, move it here.
"""

from tests.support.stripe.answers import Json, StripeRefused, declined
from tests.support.stripe.cards import SENTENCES, Card, card_of
from tests.support.stripe.chapters import charges, disputes, methods
from tests.support.stripe.chapters.refunds import release
from tests.support.stripe.world import World

NEEDS_HOLDER = ("authentication_required", "authentication_required")
FAILED_PROOF = (
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or "
    "a new PaymentMethod to attempt to fulfill this PaymentIntent again."
)


def pay(
    world: World, intent: Json, *, off_session: bool = False, return_url: str | None = None
) -> StripeRefused | None:
    """This confirms the intent with its payment method; a decline is returned, not raised."""
    card = card_of(world, intent["payment_method"])
    if _needs_holder(world, intent, card):
        if off_session:
            return _decline(world, intent, card, NEEDS_HOLDER, off_session=True)
        _ask_holder(world, intent, return_url)
        return None
    return charge(world, intent, off_session=off_session)


def charge(world: World, intent: Json, *, off_session: bool = False) -> StripeRefused | None:
    """This asks the bank, and reserves or takes what it grants."""
    card = card_of(world, intent["payment_method"])
    intent["next_action"] = None
    if card.declines:
        return _decline(world, intent, card, card.declines, off_session=off_session)
    made = charges.attempt(world, intent, card, None, off_session=off_session)
    intent |= {"latest_charge": made["id"], "last_payment_error": None}
    if card.is_debit:
        made |= {"status": "pending", "paid": False}
        intent["status"] = "processing"
        world.tell("payment_intent.processing", intent)
        return None
    _keep_method(world, intent)
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        world.tell("charge.succeeded", made)
        world.tell("payment_intent.amount_capturable_updated", intent)
    else:
        finish(world, intent, intent["amount"])
    return None


def finish(world: World, intent: Json, amount: int) -> None:
    """This takes the amount, and releases what is left of what was reserved."""
    made = world.objects[intent["latest_charge"]]
    card = card_of(world, intent["payment_method"])
    was_reserved = intent["status"] == "requires_capture"
    made |= {"status": "succeeded", "paid": True}
    charges.take(world, made, amount, card)
    rest = made["amount"] - amount
    if rest:
        release(world, made, rest)
    intent |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    world.tell("charge.captured" if was_reserved else "charge.succeeded", made)
    world.tell("payment_intent.succeeded", intent)
    if card.dispute:
        disputes.open_dispute(world, made, card.dispute)


def cancel(world: World, intent: Json, reason: str | None) -> None:
    """This ends the intent, and releases what was reserved."""
    made = world.objects.get(intent["latest_charge"] or "")
    if intent["status"] == "requires_capture" and made:
        release(world, made, made["amount"])
        if reason == "automatic":
            world.tell("charge.expired", made)
    intent |= {"status": "canceled", "canceled_at": world.now(), "cancellation_reason": reason}
    intent |= {"amount_capturable": 0, "next_action": None}
    world.tell("payment_intent.canceled", intent)


def fail_proof(world: World, intent: Json) -> None:
    """This is what happens when the holder does not prove who they are."""
    problem = {
        "code": "payment_intent_authentication_failure",
        "message": FAILED_PROOF,
        "type": "invalid_request_error",
    }
    _send_back(world, intent, problem)


def fail_debit(world: World, intent: Json, code: str) -> None:
    """This is what happens when a bank says no to what was processing."""
    made = world.objects[intent["latest_charge"]]
    made |= {"status": "failed", "failure_code": code, "failure_message": code}
    world.tell("charge.failed", made)
    problem = {"code": code, "message": code, "type": "card_error", "charge": made["id"]}
    _send_back(world, intent, problem)


def expire(world: World) -> None:
    """This cancels what was reserved and not taken in time."""
    for intent in world.every("payment_intent"):
        if intent["status"] == "requires_capture":
            made = world.objects[intent["latest_charge"]]
            until = made["payment_method_details"]["card"]["capture_before"]
            if world.now() >= until:
                cancel(world, intent, "automatic")


def _needs_holder(world: World, intent: Json, card: Card) -> bool:
    is_set_up = intent["payment_method"] in world.set_up
    return card.authentication == "always" or (
        card.authentication == "until_set_up" and not is_set_up
    )


def _ask_holder(world: World, intent: Json, return_url: str | None) -> None:
    intent["next_action"] = way_to_holder(intent, return_url)
    intent["status"] = "requires_action"
    world.tell("payment_intent.requires_action", intent)


def way_to_holder(intent: Json, return_url: str | None) -> Json:
    """This is what the client does next: go to the bank's page and back, or ask Stripe's script."""
    if return_url:
        url = f"https://hooks.stripe.com/3d_secure_2/hosted/{intent['id']}"
        way: Json = {"redirect_to_url": {"return_url": return_url, "url": url}}
    else:
        way = {"use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    return {"type": next(iter(way)), **way}


def _decline(
    world: World, intent: Json, card: Card, no: tuple[str, str], *, off_session: bool
) -> StripeRefused:
    made = charges.attempt(world, intent, card, no, off_session=off_session)
    world.tell("charge.failed", made)
    intent["latest_charge"] = made["id"]
    code, banks_code = no
    problem = {
        "charge": made["id"],
        "code": code,
        "decline_code": banks_code,
        "message": SENTENCES[banks_code],
        "payment_method": world.objects[intent["payment_method"]],
        "type": "card_error",
    }
    _send_back(world, intent, problem)
    more = {name: problem[name] for name in ("charge", "decline_code", "payment_method")}
    return declined(code, SENTENCES[banks_code], **more, payment_intent=dict(intent))


def _send_back(world: World, intent: Json, problem: Json) -> None:
    """This asks for another payment method."""
    intent |= {"status": "requires_payment_method", "last_payment_error": problem}
    intent |= {"payment_method": None, "next_action": None}
    world.tell("payment_intent.payment_failed", intent)


def _keep_method(world: World, intent: Json) -> None:
    """This keeps the method for later where that was asked for; else it is spent."""
    method = world.objects[intent["payment_method"]]
    if intent["customer"] and intent["setup_future_usage"]:
        methods.save(world, method, intent["customer"])
        world.set_up.add(method["id"])
    elif method["customer"] is None:
        world.spent.add(method["id"])
