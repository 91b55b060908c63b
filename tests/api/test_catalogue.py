"""The catalogue over HTTP, for everybody."""

import json
import re
from pathlib import PurePosixPath

import pytest

from api.catalogue.published import FILES
from api.catalogue.told import SHAPES
from domain.catalogue import FACTS
from tests.api.world import World


class TestTheCatalogue:
    def test_begins_with_the_index(self, world: World) -> None:
        page = world.get("/catalogue", None)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "What happens here" in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]

    def test_is_reached_from_the_status_page(self, world: World) -> None:
        assert 'href="/catalogue/index.html"' in world.get("/", None).text

    def test_is_named_by_the_reference(self, world: World) -> None:
        document = world.get("/openapi.json", None).json()
        assert "(/catalogue/index.html)" in document["info"]["description"]

    def test_gives_each_shape(self, world: World) -> None:
        for topic in FACTS:
            answer = world.get(f"/catalogue/schemas/{topic}.json", None)
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.json()["$id"] == f"urn:preceptor:fact:{topic}"

    def test_may_be_kept_and_asked_for_anew(self, world: World) -> None:
        answer = world.get("/catalogue/asyncapi.json", None)
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        again = world.get(
            "/catalogue/asyncapi.json", None, {"If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "name", ["nothing.html", "../published.py", "%2e%2e/published.py", "schemas", ""]
    )
    def test_has_nothing_else(self, world: World, name: str) -> None:
        answer = world.get(f"/catalogue/{name}", None)
        assert answer.status_code == 404


def test_every_link_leads_somewhere(world: World) -> None:
    for page in FILES.glob("*.html"):
        text = page.read_text("utf-8")
        for target in set(re.findall(r'href="([^"]+)"', text)):
            name, _, anchor = target.partition("#")
            path = FILES / PurePosixPath(name or page.name)
            assert path.exists(), (page.name, target)
            assert not anchor or f'id="{anchor}"' in path.read_text("utf-8"), (page.name, target)
    document = json.loads(world.get("/catalogue/asyncapi.json", None).content)
    assert len(document["channels"]) == len(list(FILES.glob("*.html"))) - 1 + len(SHAPES)
