"""The shape of a fact is what its body really looks like."""

import json
from typing import Any

import jsonschema
import jsonschema_rs
import msgspec
import pytest

from adapters.bodies.codec import decode
from adapters.bodies.sealing import Sealing
from adapters.memory.keys import InMemoryKeyring
from application.cataloguing.examples import example_of
from application.cataloguing.schemas import public_schema, stored_schema, values_in
from domain.catalogue import FACTS
from domain.shared.classification import classified
from domain.shared.public import public_body
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.market import Market
from tests.support.tries import some

REGISTERED = FACTS["account.registered.v1"]
HELD = FACTS["booking.held.v1"]
LIVES = {**STORIES, **TUTOR_STORIES}


class TestEveryFact:
    def test_has_shapes_that_are_json_schema_and_examples_that_fit(self) -> None:
        for known in FACTS.values():
            for schema in (stored_schema(known), public_schema(known)):
                jsonschema.Draft202012Validator.check_schema(schema)
                checking(schema).validate(example_of(schema))

    def test_can_be_read_from_its_example(self) -> None:
        for topic, known in FACTS.items():
            body = example_of(stored_schema(known))
            body.pop("$sealed", None)
            personal = {each.path: "" for each in classified(known) if each.personal}
            assert type(decode(topic, msgspec.json.encode({**body, **personal}))) is known

    def test_tells_every_value(self) -> None:
        for topic, known in FACTS.items():
            told = [path for path, _ in values_in(stored_schema(known))]
            assert told == [each.path for each in classified(known)], topic


@pytest.mark.parametrize("story", some(sorted(LIVES)))
def test_what_happens_has_the_shape_that_is_told(story: str) -> None:
    market = Market.opened()
    LIVES[story](market)
    sealing = Sealing(InMemoryKeyring())
    for each in market.log.facts:
        topic = each.fact.TOPIC
        (sealed,) = sealing.seal([(each.event_id, topic, each.fact)])
        known: Any = type(each.fact)
        checking(stored_schema(known)).validate(json.loads(sealed.body))
        shown = json.loads(msgspec.json.encode(public_body(each.fact)))
        checking(public_schema(known)).validate(shown)
        assert shown.keys() == public_schema(known)["properties"].keys()


class TestAShape:
    def test_holds_nothing_personal_outside_of_the_seals(self) -> None:
        body = {**example_of(stored_schema(REGISTERED)), "email": "anna@example.org"}
        assert not checking(stored_schema(REGISTERED)).is_valid(body)

    def test_demands_what_is_always_there(self) -> None:
        body = example_of(stored_schema(HELD))
        assert checking(stored_schema(HELD)).is_valid({**body, "added_later": 1})
        del body["price"]
        assert not checking(stored_schema(HELD)).is_valid(body)

    def test_lets_a_field_be_absent_that_came_later(self) -> None:
        body = example_of(stored_schema(HELD))
        assert checking(stored_schema(HELD)).is_valid({**body, "series_id": None})
        del body["series_id"]
        assert checking(stored_schema(HELD)).is_valid(body)

    def test_says_whose_a_personal_field_is(self) -> None:
        email = stored_schema(REGISTERED)["properties"]["email"]
        assert email["x-personal"] == {"subject": "account_id", "category": "contact"}


def checking(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """This checks bodies against a shape, forms of instants and days included."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
