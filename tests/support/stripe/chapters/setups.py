"""Setup intents: keeping a payment method for later, with the holder's word for it."""

from tests.support.stripe.answers import Json, StripeRefused, declined, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.cards import METHODS, SENTENCES, card_of
from tests.support.stripe.chapters import methods, paying
from tests.support.stripe.lists import page
from tests.support.stripe.world import World

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
# A card that may be kept, and fails when it is charged.
FAILS_LATER = "pm_card_chargeCustomerFail"


def create(world: World, asked: Asked) -> Json:
    """POST /v1/setup_intents."""
    params = asked.params
    customer, method = params.get("customer"), params.get("payment_method")
    if customer:
        world.find("customer", customer, param="customer")
    used = methods.usable(world, method, customer) if method else None
    values = {
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "cancellation_reason": None,
        "customer": customer,
        "description": params.get("description"),
        "last_setup_error": None,
        "latest_attempt": None,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "payment_method": used and used["id"],
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "status": "requires_confirmation" if used else "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }
    intent = world.add("setup_intent", values)
    intent["client_secret"] = f"{intent['id']}_secret_fake"
    world.tell("setup_intent.created", intent)
    return _confirmed(world, intent, asked) if params.get("confirm") else intent


def confirm(world: World, asked: Asked) -> Json:
    """POST /v1/setup_intents/{intent}/confirm."""
    intent = world.find("setup_intent", asked.names["intent"], param="intent")
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "confirmed")
    if "payment_method" in asked.params:
        used = methods.usable(world, asked.params["payment_method"], intent["customer"])
        intent["payment_method"] = used["id"]
    return _confirmed(world, intent, asked)


def _confirmed(world: World, intent: Json, asked: Asked) -> Json:
    if intent["payment_method"] is None:
        raise _unexpected(intent, "confirmed")
    refused = keep(world, intent, asked.params.get("return_url"))
    if refused:
        raise refused
    return intent


def keep(world: World, intent: Json, return_url: str | None = None) -> StripeRefused | None:
    """This tries to set the method up; a decline is returned, not raised."""
    card = card_of(world, intent["payment_method"])
    if card.declines and card != METHODS[FAILS_LATER]:
        code, banks_code = card.declines
        problem = {"code": code, "message": SENTENCES[banks_code], "type": "card_error"}
        _send_back(world, intent, problem | {"decline_code": banks_code})
        more = {"decline_code": banks_code, "setup_intent": dict(intent)}
        return declined(code, SENTENCES[banks_code], **more)
    if card.authentication != "never":
        intent["next_action"] = paying.way_to_holder(intent, return_url)
        intent["status"] = "requires_action"
        world.tell("setup_intent.requires_action", intent)
        return None
    complete(world, intent)
    return None


def complete(world: World, intent: Json) -> None:
    """This keeps the method for the customer."""
    if intent["customer"]:
        methods.save(world, world.objects[intent["payment_method"]], intent["customer"])
    world.set_up.add(intent["payment_method"])
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    world.tell("setup_intent.succeeded", intent)


def fail_proof(world: World, intent: Json) -> None:
    """This is what happens when the holder does not prove who they are."""
    code = "setup_intent_authentication_failure"
    problem = {"code": code, "message": paying.FAILED_PROOF, "type": "invalid_request_error"}
    _send_back(world, intent, problem)


def _send_back(world: World, intent: Json, problem: Json) -> None:
    intent |= {"status": "requires_payment_method", "last_setup_error": problem}
    intent |= {"payment_method": None, "next_action": None}
    world.tell("setup_intent.setup_failed", intent)


def cancel(world: World, asked: Asked) -> Json:
    """POST /v1/setup_intents/{intent}/cancel."""
    intent = world.find("setup_intent", asked.names["intent"], param="intent")
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "canceled")
    intent |= {"status": "canceled", "next_action": None}
    intent["cancellation_reason"] = asked.params.get("cancellation_reason")
    world.tell("setup_intent.canceled", intent)
    return intent


def _unexpected(intent: Json, deed: str) -> StripeRefused:
    return invalid(
        f"This SetupIntent could not be {deed} because it has a status of {intent['status']}.",
        code="setup_intent_unexpected_state",
        setup_intent=dict(intent),
    )


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/setup_intents/{intent}."""
    return world.find("setup_intent", asked.names["intent"], param="intent")


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/setup_intents."""
    return page(asked, world.every("setup_intent"), "customer", "payment_method")
