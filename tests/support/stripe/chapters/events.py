"""Events: what happened, for whoever asks afterwards."""

from tests.support.stripe.answers import Json
from tests.support.stripe.asked import Asked
from tests.support.stripe.lists import page
from tests.support.stripe.world import World


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/events/{id}."""
    return world.find("event", asked.names["id"], asked.account)


def retrieve_thin(world: World, asked: Asked) -> Json:
    """GET /v2/core/events/{id}."""
    return world.find("v2.core.event", asked.names["id"], asked.account)


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/events."""
    types = asked.params.get("types")
    found = world.every("event", asked.account)
    return page(asked, [one for one in found if not types or one["type"] in types], "type")
