"""Payment intents, as the platform asks for them."""

from tests.support.stripe.answers import Json, StripeRefused, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.cards import card_of
from tests.support.stripe.chapters import methods, paying
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import page
from tests.support.stripe.money import charging
from tests.support.stripe.world import World

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", OPEN[2])
COPIED = (
    "description",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
)


def create(world: World, asked: Asked) -> Json:
    """POST /v1/payment_intents."""
    params = asked.params
    charging(params["amount"], params["currency"].lower())
    customer = params.get("customer")
    if customer:
        world.find("customer", customer, param="customer")
    if not params.get("confirm") and params.get("off_session"):
        raise invalid(
            "You cannot set `off_session` when `confirm` is not true.", param="off_session"
        )
    method = params.get("payment_method")
    used = methods.usable(world, method, customer) if method else None
    values = {name: params.get(name) for name in COPIED}
    intent = {**values, **_begun(asked), "payment_method": used and used["id"]}
    if params.get("confirm"):
        _ready(world, intent, asked)
    intent = world.add("payment_intent", intent)
    intent["client_secret"] = f"{intent['id']}_secret_fake"
    world.tell("payment_intent.created", intent)
    return _confirmed(world, intent, asked) if params.get("confirm") else intent


def _begun(asked: Asked) -> Json:
    params = asked.params
    automatic = params.get("automatic_payment_methods")
    types = params.get("payment_method_types")
    if automatic and types:
        raise invalid(
            "You may only specify one of these parameters: automatic_payment_methods, "
            "payment_method_types."
        )
    if not types:
        automatic = {"allow_redirects": "always", "enabled": True, **(automatic or {})}
    debit = ["us_bank_account"] if params["currency"].lower() == "usd" else []
    return {
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "currency": params["currency"].lower(),
        "customer": params.get("customer"),
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "payment_method_options": params.get("payment_method_options", {}),
        "payment_method_types": types or ["card", *debit],
        "processing": None,
        "status": "requires_confirmation" if "payment_method" in params else OPEN[0],
    }


def update(world: World, asked: Asked) -> Json:
    """POST /v1/payment_intents/{intent}."""
    intent = world.find("payment_intent", asked.names["intent"], param="intent")
    params = asked.params
    if intent["status"] not in OPEN and set(params) - {"metadata", "description", "expand"}:
        raise _unexpected(intent, "updated", OPEN)
    customer = params.get("customer", intent["customer"])
    if customer != intent["customer"]:
        world.find("customer", customer, param="customer")
    amount = params.get("amount", intent["amount"])
    charging(amount, intent["currency"])
    if "payment_method" in params:
        used = methods.usable(world, params["payment_method"], customer)
        intent |= {"payment_method": used["id"], "status": "requires_confirmation"}
    intent |= {"amount": amount, "customer": customer}
    intent |= {name: params.get(name) or None for name in COPIED if name in params}
    merge_metadata(intent, asked)
    return intent


def confirm(world: World, asked: Asked) -> Json:
    """POST /v1/payment_intents/{intent}/confirm."""
    intent = world.find("payment_intent", asked.names["intent"], param="intent")
    if intent["status"] == "succeeded":
        raise _unexpected_as(
            intent,
            "You cannot confirm this PaymentIntent because it has already succeeded after being "
            "previously confirmed.",
        )
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "confirmed", OPEN)
    method = asked.params.get("payment_method")
    used = methods.usable(world, method, intent["customer"]) if method else None
    wanted = {**intent, "payment_method": used["id"] if used else intent["payment_method"]}
    wanted["setup_future_usage"] = asked.params.get(
        "setup_future_usage", intent["setup_future_usage"]
    )
    _ready(world, wanted, asked)
    intent |= wanted
    return _confirmed(world, intent, asked)


def _ready(world: World, intent: Json, asked: Asked) -> None:
    """This refuses to confirm what is not ready for it."""
    if intent["payment_method"] is None:
        raise _unexpected_as(
            intent,
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
            "either update the PaymentIntent with a payment method and then confirm it again, or "
            "confirm it again directly with a payment method or ConfirmationToken.",
        )
    card = card_of(world, intent["payment_method"])
    if card.kind not in intent["payment_method_types"] or (
        card.is_debit and intent["capture_method"] == "manual"
    ):
        raise invalid(
            f"The PaymentMethod provided ({card.kind}) is not allowed for this PaymentIntent.",
            code="payment_intent_incompatible_payment_method",
            param="payment_method",
        )
    automatic = intent["automatic_payment_methods"]
    may_redirect = automatic and automatic["allow_redirects"] == "always"
    if may_redirect and not asked.params.get("return_url"):
        raise invalid(
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. "
            "Because some of these payment methods might redirect your customer off of your page, "
            "you must provide a `return_url`. If you don't want to accept redirect-based payment "
            "methods, set `automatic_payment_methods[enabled]` to `true` and "
            "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents "
            "and Payment Intents."
        )


def _confirmed(world: World, intent: Json, asked: Asked) -> Json:
    params = asked.params
    off_session = bool(params.get("off_session")) or bool(params.get("error_on_requires_action"))
    declined = paying.pay(
        world, intent, off_session=off_session, return_url=params.get("return_url")
    )
    if declined:
        raise declined
    return intent


def capture(world: World, asked: Asked) -> Json:
    """POST /v1/payment_intents/{intent}/capture."""
    intent = world.find("payment_intent", asked.names["intent"], param="intent")
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured", ("requires_capture",))
    amount = asked.params.get("amount_to_capture", intent["amount_capturable"])
    if not 1 <= amount <= intent["amount_capturable"]:
        message = (
            f"The amount_to_capture ({amount}) must be at least 1 and no more than the amount "
            f"capturable for this PaymentIntent ({intent['amount_capturable']})."
        )
        raise invalid(message, code="amount_too_large", param="amount_to_capture")
    merge_metadata(intent, asked)
    paying.finish(world, intent, amount)
    return intent


def cancel(world: World, asked: Asked) -> Json:
    """POST /v1/payment_intents/{intent}/cancel."""
    intent = world.find("payment_intent", asked.names["intent"], param="intent")
    if intent["status"] not in CANCELABLE:
        raise _unexpected_as(
            intent,
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. "
            "Only a PaymentIntent with one of the following statuses may be canceled: "
            f"{', '.join(CANCELABLE)}.",
        )
    paying.cancel(world, intent, asked.params.get("cancellation_reason"))
    return intent


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/payment_intents/{intent}."""
    return world.find("payment_intent", asked.names["intent"], param="intent")


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/payment_intents."""
    return page(asked, world.every("payment_intent"), "customer")


def _unexpected(intent: Json, deed: str, allowed: tuple[str, ...]) -> StripeRefused:
    return _unexpected_as(
        intent,
        f"This PaymentIntent could not be {deed} because it has a status of {intent['status']}. "
        f"Only a PaymentIntent with one of the following statuses may be {deed}: "
        f"{', '.join(allowed)}.",
    )


def _unexpected_as(intent: Json, message: str) -> StripeRefused:
    told = dict(intent)
    return invalid(message, code="payment_intent_unexpected_state", payment_intent=told)
