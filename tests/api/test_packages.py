"""Packages over HTTP: who may take one, when, how often; and what is recorded of it."""

import asyncio
import io
import json
from contextlib import suppress
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi import FastAPI

from adapters.memory.clock import SetClock
from adapters.memory.limits import InMemoryRateLimits
from api.packages.access import access_package
from api.packages.gathering import Gathering
from api.packages.handing import HandingOver
from api.visit import Visit
from application.packages import Offered, offered
from application.packing.uses import uses
from domain.privacy.handover import OFFERED
from domain.privacy.terms import RequestKind
from domain.shared.actor import Actor
from domain.shared.errors import Unavailable
from domain.shared.personal import people_in
from tests.api.test_answers import ACCOUNT
from tests.api.test_privacy import AS_AUDITOR, REQUESTS, filed
from tests.api.world import Shelf, World
from tests.support.calendar import MONDAY, days
from tests.support.office import AS_ADA, AS_SAM, settle
from tests.support.people import AS_ANNA, AS_BEN, AS_GRETA, AS_OLGA, BEN

MORE: dict[str, Any] = {"password_set_at": MONDAY}


class Trail(Shelf):
    """This knows which facts are about whom, as the read model would."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def rows(self, statement: Any, values: Any = None) -> list[dict[str, Any]]:
        if "audit_trail.entries" not in statement:
            more = MORE if "password_set_at" in statement else {}
            return [{**row, **more} for row in super().rows(statement, values)]
        return [
            {"position": one.position}
            for one in self._world.log.facts
            if values["after"] < one.position <= values["until"]
            and values["person"] in people_in(one.fact)
        ]


@pytest.fixture
def opened(world: World) -> World:
    """This is a world in which Ben, his guardian Greta and Olga are known."""
    settle(world.log)
    world.reader = Trail(world)
    world.reader.tables["directory.accounts"] = [ACCOUNT]
    return world


def approved(world: World, kind: str = "access") -> str:
    """This is where Ben's package is, once Sam said yes."""
    path = f"{REQUESTS}/{filed(world, kind=kind)}"
    assert world.post(f"{path}/approve", {}, AS_SAM).status_code == 200
    return f"{path}/{'package' if kind == 'access' else 'portability'}"


def names(world: World) -> list[str]:
    return [type(one.fact).__name__ for one in world.log.facts]


class TestTaking:
    @pytest.mark.parametrize(
        ("kind", "first"), [("access", "index.html"), ("portability", "readme.txt")]
    )
    def test_gives_a_zip_that_nobody_keeps(self, opened: World, kind: str, first: str) -> None:
        answer = opened.get(approved(opened, kind))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-disposition"].startswith(f'attachment; filename="{kind}-')
        assert "content-length" not in answer.headers
        archive = ZipFile(io.BytesIO(answer.content))
        assert archive.namelist()[0] == first
        assert archive.namelist()[-2:] == ["manifest.json", "manifest.jws"]

    def test_is_recorded_and_ends_the_request(self, opened: World) -> None:
        path = approved(opened)
        opened.get(path)
        assert names(opened)[-3:] == [
            "PackageHandedOver",
            "PrivacyRequestCompleted",
            "PrivacyRequestClosed",
        ]
        assert opened.log.facts[-3].fact.handed_to == BEN
        assert opened.log.facts[-3].actor == "process:handing_over"
        opened.clock.set(MONDAY + days(1))
        assert opened.get(path).status_code == 200
        assert names(opened)[-1] == "PackageHandedOver"

    def test_is_for_a_guardian_who_is_a_label_in_it(self, opened: World) -> None:
        answer = opened.get(approved(opened), AS_GRETA)
        archive = ZipFile(io.BytesIO(answer.content))
        assert b"greta" not in b"".join(map(archive.read, archive.namelist())).lower()
        assert opened.log.facts[-3].fact.handed_to == AS_GRETA.id

    def test_speaks_the_persons_language(self, opened: World) -> None:
        archive = ZipFile(io.BytesIO(opened.get(approved(opened)).content))
        assert json.loads(archive.read("manifest.json"))["language"] == "ru"
        assert "Что мы о вас храним" in archive.read("index.html").decode()

    @pytest.mark.parametrize("locale", ["en", "ru"])
    def test_says_what_is_done_with_data_as_the_record_does(
        self, opened: World, locale: str
    ) -> None:
        opened.reader.tables["directory.accounts"] = [{**ACCOUNT, "locale": locale}]
        archive = ZipFile(io.BytesIO(opened.get(approved(opened)).content))
        page = unescape(archive.read("index.html").decode())
        told = json.loads(archive.read("processing.json"))["uses"]
        assert [one["purpose"] for one in told] == [use.purpose for use in uses()]
        for one in told:
            row = "".join(f"<td>{cell}</td>" for cell in one["in_words"].values())
            assert f"<tr>{row}</tr>" in page
            assert (one["purpose"] in row) == (locale == "en")

    def test_shows_words_and_runs_none_of_them(self, opened: World) -> None:
        said = {**ACCOUNT, "display_name": "<script>alert('Бен')</script>", "locale": "en"}
        opened.reader.tables["directory.accounts"] = [said]
        page = ZipFile(io.BytesIO(opened.get(approved(opened)).content)).read("index.html")
        assert b"<script" not in page
        assert "&lt;script&gt;alert(&#39;Бен&#39;)".encode() in page
        assert b"src=" not in page
        assert b"default-src 'none'" in page

    def test_holds_what_happened_up_to_its_beginning(self, opened: World) -> None:
        path = approved(opened)
        size = opened.log.head()
        archive = ZipFile(io.BytesIO(opened.get(path).content))
        assert json.loads(archive.read("manifest.json"))["log"]["size"] == size
        lines = [json.loads(line) for line in archive.read("events.ndjson").splitlines()]
        about_ben = [one.position for one in opened.log.facts[:size] if BEN in people_in(one.fact)]
        assert [line["position"] for line in lines] == about_ben

    def test_of_the_headers_alone_takes_nothing(self, opened: World) -> None:
        path = approved(opened)
        before = opened.log.head()
        answer = opened.client.head(path, headers=opened.as_(AS_BEN))
        assert (answer.status_code, answer.content) == (200, b"")
        assert opened.log.head() == before


class TestARefusal:
    @pytest.mark.parametrize("actor", [AS_OLGA, AS_ANNA, AS_SAM, AS_ADA, AS_AUDITOR])
    def test_is_all_that_others_hear(self, opened: World, actor: Actor) -> None:
        answer = opened.get(approved(opened), actor)
        assert (answer.status_code, answer.json()["type"]) == (404, "no-such-request-of-yours")
        assert opened.get(f"{REQUESTS}/nothing/package", AS_BEN).status_code == 404

    def test_says_what_is_in_the_way(self, opened: World) -> None:
        request = f"{REQUESTS}/{filed(opened)}"
        self.hears(opened, f"{request}/package", "the-package-is-not-approved")
        self.hears(opened, f"{request}/portability", "the-request-asks-for-something-else")
        opened.post(f"{request}/deny", {"reason": "excessive"}, AS_SAM)
        self.hears(opened, f"{request}/package", "the-request-came-to-nothing")
        erasure = f"{REQUESTS}/{filed(opened, kind='erasure')}"
        self.hears(opened, f"{erasure}/package", "the-request-asks-for-something-else")

    def test_comes_thirty_days_after_the_end(self, opened: World) -> None:
        path = approved(opened)
        opened.get(path)
        opened.clock.set(MONDAY + OFFERED)
        self.hears(opened, path, "the-package-is-no-longer-offered")

    def test_comes_while_a_read_model_is_behind(self, opened: World) -> None:
        path = approved(opened)
        opened.waiting.behind = 3
        answer = opened.get(path)
        assert (answer.status_code, answer.json()["type"]) == (503, "not-visible-yet")
        assert "PackageHandedOver" not in names(opened)

    def test_comes_to_who_asks_too_often(self, app: FastAPI) -> None:  # noqa: ARG002
        world = World(limits=InMemoryRateLimits(SetClock(MONDAY)))
        settle(world.log)
        world.reader = Trail(world)
        path = approved(world)
        statuses = [world.get(path).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]

    @staticmethod
    def hears(world: World, path: str, refusal: str) -> None:
        answer = world.get(path, AS_BEN)
        assert (answer.status_code, answer.json()["type"]) == (409, refusal)


class TestSending:
    """These speak to the answer itself, as a server does."""

    @pytest.fixture
    def offer(self, opened: World) -> Offered:
        request_id = approved(opened).split("/")[-2]
        return offered(opened.log, request_id, RequestKind.ACCESS, AS_BEN, MONDAY)

    def sent(self, world: World, offer: Offered, *, leaves_after: int = 1_000) -> list[Any]:
        """This is what the server was told to send, to somebody who goes away after some of it."""
        gathering = Gathering.begun(world, offer)
        answer = HandingOver(access_package(gathering), offer, Visit("r", AS_BEN), world)
        messages: list[Any] = []

        async def receive() -> Any:
            if len(messages) <= leaves_after:
                await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)

        with suppress(Unavailable):
            asyncio.run(answer({"type": "http", "app": world.app}, receive, send))
        return messages

    def test_ends_when_it_is_recorded(self, opened: World, offer: Offered) -> None:
        *_, last = self.sent(opened, offer)
        assert last == {"type": "http.response.body", "body": b"", "more_body": False}
        assert "PackageHandedOver" in names(opened)

    def test_has_no_end_where_it_cannot_be_recorded(
        self, opened: World, offer: Offered, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unavailable(_request: Any) -> None:
            raise Unavailable

        monkeypatch.setattr(opened.bus, "execute", unavailable)
        assert all(message.get("more_body", True) for message in self.sent(opened, offer))

    def test_stops_for_who_goes_away(self, opened: World, offer: Offered) -> None:
        messages = self.sent(opened, offer, leaves_after=0)
        assert [message["type"] for message in messages] == ["http.response.start"]
        assert "PackageHandedOver" not in names(opened)
