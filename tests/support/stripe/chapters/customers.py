"""Customers: who pays, so that a payment method can be kept for them."""

from tests.support.stripe.answers import Json
from tests.support.stripe.asked import Asked
from tests.support.stripe.lists import page
from tests.support.stripe.world import World

TOLD = ("description", "email", "name", "phone")


def create(world: World, asked: Asked) -> Json:
    """POST /v1/customers."""
    values = {name: asked.params.get(name) for name in TOLD}
    values |= {"metadata": asked.params.get("metadata", {}), "default_source": None}
    values |= {"balance": 0, "currency": None, "delinquent": False, "shipping": None}
    values |= {"invoice_settings": {"default_payment_method": None}}
    made = world.add("customer", values)
    world.tell("customer.created", made)
    return made


def update(world: World, asked: Asked) -> Json:
    """POST /v1/customers/{customer}."""
    customer = world.find("customer", asked.names["customer"])
    customer |= {name: asked.params.get(name) or None for name in TOLD if name in asked.params}
    merge_metadata(customer, asked)
    world.tell("customer.updated", customer)
    return customer


def merge_metadata(one: Json, asked: Asked) -> None:
    """This adds what was given; an empty text takes a name away, an empty whole all of them."""
    given = asked.params.get("metadata", {})
    merged = one["metadata"] | given if given else {} if given == "" else one["metadata"]
    one["metadata"] = {name: text for name, text in merged.items() if text != ""}


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/customers/{customer}."""
    return world.find("customer", asked.names["customer"])


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/customers."""
    return page(asked, world.every("customer"), "email")
