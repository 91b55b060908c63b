"""What is published of the facts is what the code says, and breaks no promise made before.

`asyncapi_spec.json` is the schema of AsyncAPI 3.1 as the npm package `@asyncapi/specs` 6.11.1
carries it, unchanged: Copyright 2016-2025 AsyncAPI Initiative, Apache-2.0. This product includes
software developed at AsyncAPI Initiative (http://www.asyncapi.com/).
"""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters.bodies.upcasts import UPCASTS
from api.catalogue.published import FILES, catalogue, differing, promises_broken, published, write
from api.catalogue.told import SHAPES
from application.cataloguing.schemas import stored_schema
from application.status import CannotBeDone
from domain.catalogue import FACTS

SPECIFICATION = json.loads(Path(__file__).with_name("asyncapi_spec.json").read_text("utf-8"))
NOW = {topic: stored_schema(fact) for topic, fact in FACTS.items()}
LIFTED = {topic: following for topic, (following, _) in UPCASTS.items()}


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return catalogue(published())


def test_the_files_say_what_the_code_says(made: dict[str, str]) -> None:
    """Run `make catalogue` after changing facts, commands or who reads them."""
    assert differing(made, FILES) == []


class TestTheAsyncApiDocument:
    def test_is_one(self, made: dict[str, str]) -> None:
        document = json.loads(made["asyncapi.json"])
        assert document["asyncapi"] == "3.1.0"
        jsonschema.Draft7Validator(SPECIFICATION).validate(document)
        document["channels"]["booking"]["adress"] = "preceptor.booking"
        assert not jsonschema.Draft7Validator(SPECIFICATION).is_valid(document)

    def test_leads_to_a_shape_for_each_message(self, made: dict[str, str]) -> None:
        messages = json.loads(made["asyncapi.json"])["components"]["messages"]
        assert messages.keys() == FACTS.keys() | UPCASTS.keys() | SHAPES.keys()
        for topic in messages.keys() - SHAPES.keys():
            message = messages[topic]
            name = message["payload"]["$ref"].removeprefix("./")
            schema = json.loads(made[name])
            assert name == f"schemas/{topic}.json"
            for example in message["examples"]:
                jsonschema.Draft202012Validator(schema).validate(example["payload"])

    def test_has_every_message_on_its_channel(self, made: dict[str, str]) -> None:
        document = json.loads(made["asyncapi.json"])
        carried = {
            (channel["address"], topic)
            for channel in document["channels"].values()
            for topic in channel["messages"]
        }
        topics = FACTS.keys() | UPCASTS.keys()
        assert carried == {
            (f"preceptor.{each.partition('.')[0]}", each) for each in topics | SHAPES.keys()
        }


class TestThePages:
    def test_tell_of_every_fact(self, made: dict[str, str]) -> None:
        for topic in FACTS:
            page = made[f"{topic.partition('.')[0]}.html"]
            assert f'id="{topic}"' in page
            assert f"{topic}</a>" in made["index.html"]

    def test_tell_who_decides_who_reads_and_what_is_sealed(self, made: dict[str, str]) -> None:
        _, _, told = made["account.html"].partition('id="account.registered.v1"')
        told, _, _ = told.partition("<h2 ")
        for words in (
            "Somebody opened an account",
            "<code>RegisterAccount</code> (anybody)",
            "<code>directory</code>",
            "contact, of <code>account_id</code>",
            "&#34;$sealed&#34;",
        ):
            assert words in told


class TestAPromise:
    def test_is_kept_by_what_is_published(self) -> None:
        assert promises_broken(published(), NOW, LIFTED) == []

    def test_is_broken_by_another_shape(self) -> None:
        before = copy.deepcopy(published())
        before["booking.held.v1"]["properties"]["colour"] = {"type": "string"}
        assert promises_broken(before, NOW, LIFTED) == ["booking.held.v1: colour: is gone"]
        with pytest.raises(CannotBeDone, match="colour: is gone"):
            catalogue(before)

    def test_is_broken_by_a_version_without_its_upcast(self) -> None:
        without = {topic: to for topic, to in LIFTED.items() if "subject" not in topic}
        assert promises_broken(published(), NOW, without) == [
            "tutor.subject_offered.v1: is gone, and has no upcast to another version"
        ]

    def test_is_broken_by_an_upcast_that_leads_nowhere(self) -> None:
        astray = {**LIFTED, "tutor.subject_offered.v1": "tutor.subject_offered.v9"}
        assert promises_broken(published(), NOW, astray) == [
            "tutor.subject_offered.v1: is read as tutor.subject_offered.v9, which is gone"
        ]


def test_versions_are_counted_without_gaps() -> None:
    """A version that is skipped is one whose upcast somebody will look for."""
    topics = published().keys()
    for topic in topics:
        name, _, number = topic.rpartition(".v")
        assert {f"{name}.v{each}" for each in range(1, int(number))} <= topics


def test_a_folder_gets_what_it_lacks_and_keeps_the_rest(
    made: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert set(write(made, tmp_path)) == made.keys()
    assert write(made, tmp_path) == []
    assert differing(made, tmp_path) == ["notes.txt"]
    other: Any = {**made, "index.html": "other"}
    assert write(other, tmp_path) == ["index.html"]
