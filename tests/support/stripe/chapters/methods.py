"""Payment methods: whose they are, and who may use them."""

from tests.support.stripe.answers import Json, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.cards import method_named
from tests.support.stripe.lists import page
from tests.support.stripe.world import World


def usable(world: World, name: str, customer: str | None) -> Json:
    """This is the payment method, when it may be used for the customer.

    Raises:
        StripeRefused: there is no such method, it is another's, or it is spent.
    """
    method = method_named(world, name)
    owner = method["customer"]
    if owner and owner != customer:
        message = (
            "The payment method you provided is attached to a customer so for security purposes "
            "you must provide the customer in the request."
            if customer is None
            else f"The provided PaymentMethod does not belong to the Customer {customer}."
        )
        raise invalid(message, param="payment_method")
    if owner is None and method["id"] in world.spent:
        message = (
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
            "attachment or was detached from a Customer, and may not be used again. To use a "
            "PaymentMethod multiple times, you must attach it to a Customer first."
        )
        raise invalid(message)
    return method


def save(world: World, method: Json, customer: str) -> None:
    """This attaches the method to the customer."""
    if method["customer"] != customer:
        method["customer"] = customer
        world.tell("payment_method.attached", method)


def attach(world: World, asked: Asked) -> Json:
    """POST /v1/payment_methods/{payment_method}/attach."""
    customer = world.find("customer", asked.params["customer"], param="customer")
    method = usable(world, asked.names["payment_method"], customer["id"])
    save(world, method, customer["id"])
    return method


def detach(world: World, asked: Asked) -> Json:
    """POST /v1/payment_methods/{payment_method}/detach."""
    method = world.find("payment_method", asked.names["payment_method"])
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    method["customer"] = None
    world.spent.add(method["id"])
    world.tell("payment_method.detached", method)
    return method


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/payment_methods/{payment_method}."""
    return world.find("payment_method", asked.names["payment_method"], param="payment_method")


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/payment_methods."""
    return page(asked, world.every("payment_method"), "customer", "type")
