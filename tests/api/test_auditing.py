"""What auditors ask over HTTP: traces, samples, replays, checks, and who could read whom."""

from typing import Any

import pytest

from application.auditing.asking import Checked, Examined, Finding, Replayed, TableDigest
from domain.shared.actor import Actor, Role
from projections.directory.queries import Account
from tests.api.world import World, one
from tests.support.calendar import MONDAY
from tests.support.people import AS_BEN, BEN

AS_AUDITOR = Actor("audrey", frozenset({Role.AUDITOR}))
TERMS = "/v1/consents/ben/terms"
TEXT = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
ACCOUNT = dict.fromkeys(Account.__slots__) | {
    "email": "audrey@example.org",
    "display_name": "Audrey",
    "status": "active",
    "registered_at": MONDAY,
}
ROUTES = (
    "/v1/audit/trace?stream=consent-ben-terms",
    "/v1/audit/sample?topic=consent.granted.v1",
    "/v1/audit/replay/calendar",
    "/v1/audit/check",
    "/v1/audit/access/ben",
)


def agreed(world: World) -> None:
    world.post(f"{TERMS}/grant", TEXT, AS_BEN)
    world.post(f"{TERMS}/withdraw", {}, AS_BEN)


def ask(world: World, path: str) -> Any:
    answer = world.get(path, AS_AUDITOR)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestEveryQuestion:
    @pytest.mark.parametrize("path", ROUTES)
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
    def test_is_for_auditors_and_admins(self, world: World, path: str, role: Role) -> None:
        agreed(world)
        answer = world.get(path, one(role))
        is_let_in = role in (Role.AUDITOR, Role.ADMIN)
        assert (answer.status_code != 403) == is_let_in, answer.text


class TestTracing:
    def test_tells_what_happened(self, world: World) -> None:
        agreed(world)
        found = ask(world, "/v1/audit/trace?stream=consent-ben-terms")
        assert [line["topic"] for line in found["items"]] == [
            "consent.granted.v1",
            "consent.withdrawn.v1",
        ]
        line = found["items"][0]
        assert (line["position"], line["event_id"]) == (1, "consent-ben-terms@1")
        assert (line["actor"], line["about"]) == ("person:ben", [BEN])
        assert (line["cause"]["kind"], line["cause"]["name"]) == ("command", "GrantConsent")
        assert line["proof"] == "/v1/log/proof/1"
        assert found["next"] is None

    def test_gives_a_page_at_a_time(self, world: World) -> None:
        agreed(world)
        first = ask(world, "/v1/audit/trace?subject=ben&limit=1")
        second = ask(world, f"/v1/audit/trace?subject=ben&limit=1&after={first['next']}")
        assert [page["items"][0]["position"] for page in (first, second)] == [1, 2]
        last = ask(world, f"/v1/audit/trace?subject=ben&limit=1&after={second['next']}")
        assert (last["items"], last["next"]) == ([], None)

    def test_stops_at_a_position(self, world: World) -> None:
        agreed(world)
        found = ask(world, "/v1/audit/trace?subject=ben&until=1")
        assert [line["position"] for line in found["items"]] == [1]

    def test_of_nothing_is_empty(self, world: World) -> None:
        assert ask(world, "/v1/audit/trace?booking=nobody-made-it") == {"items": [], "next": None}

    @pytest.mark.parametrize(
        "query",
        ["", "stream=a&subject=b", "booking=", "stream=a&limit=0", "stream=a&after=bm90", "who=a"],
    )
    def test_of_several_threads_or_none_is_refused(self, world: World, query: str) -> None:
        assert world.get(f"/v1/audit/trace?{query}", AS_AUDITOR).status_code in (400, 422)


class TestDrawing:
    def test_gives_what_drawing_again_needs(self, world: World) -> None:
        agreed(world)
        found = ask(world, "/v1/audit/sample?topic=consent.granted.v1&n=5&seed=7")
        assert (found["size"], found["seed"], found["until"]) == (1, "7", 2)
        (drawn,) = found["drawn"]
        assert (drawn["line"]["position"], len(drawn["ticket"])) == (1, 64)

    def test_goes_no_further_than_the_log(self, world: World) -> None:
        agreed(world)
        found = ask(world, "/v1/audit/sample?topic=consent.granted.v1&until=999")
        assert found["until"] == 2

    def test_of_nothing_is_404(self, world: World) -> None:
        answer = world.get("/v1/audit/sample?topic=booking.held.v1", AS_AUDITOR)
        assert (answer.status_code, answer.json()["type"]) == (404, "no-fact-of-that-topic")

    @pytest.mark.parametrize(
        "query",
        ["", "topic=Booking", "topic=a.b.v1&n=0", "topic=a.b.v1&n=101", "topic=a.b.v1&seed="],
    )
    def test_of_what_cannot_be_is_refused(self, world: World, query: str) -> None:
        assert world.get(f"/v1/audit/sample?{query}", AS_AUDITOR).status_code == 422


class TestReplaying:
    def test_asks_what_was_asked(self, world: World) -> None:
        table = TableDigest("lessons", 7, "a" * 64)
        world.auditing.replayed = Replayed(
            "calendar", 1, 9, MONDAY, True, (table,), "b" * 64, "c" * 64, 0
        )
        found = ask(world, "/v1/audit/replay/calendar?position=9&sealed=true")
        assert (found["digest"], found["tables"][0]["rows"]) == ("b" * 64, 7)
        (which,) = world.auditing.asked
        assert (which.projection, which.position, which.is_sealed) == ("calendar", 9, True)
        assert not which.is_kept

    def test_at_a_time_is_asked_so(self, world: World) -> None:
        world.get("/v1/audit/replay/calendar?time=2026-03-02T09:00:00Z", AS_AUDITOR)
        assert world.auditing.asked[0].time == MONDAY

    def test_where_it_was_published_is_asked_so(self, world: World) -> None:
        world.get("/v1/audit/replay/calendar?published=true&position=7", AS_AUDITOR)
        (which,) = world.auditing.asked
        assert (which.is_published, which.position) == (True, 7)

    def test_while_somebody_is_at_it_is_409(self, world: World) -> None:
        answer = world.get("/v1/audit/replay/calendar", AS_AUDITOR)
        assert (answer.status_code, answer.json()["type"]) == (409, "replay-is-running")

    @pytest.mark.parametrize(
        "query",
        [
            "position=1&live=true",
            "position=1&time=2026-03-02T09:00:00Z",
            "live=true&sealed=true",
            "published=true&live=true",
            "published=true&time=2026-03-02T09:00:00Z",
            "position=-1",
            "time=2026-03-02T09:00:00",
        ],
    )
    def test_to_several_places_is_refused(self, world: World, query: str) -> None:
        answer = world.get(f"/v1/audit/replay/calendar?{query}", AS_AUDITOR)
        assert answer.status_code == 422
        assert world.auditing.asked == []


class TestChecking:
    def test_goes_on_where_the_last_page_ended(self, world: World) -> None:
        finding = Finding(3, "no fact stands at position 3")
        checks = (Checked("positions", "positions run", 1, (finding,)),)
        world.auditing.examined = Examined(0, 100, 150, False, checks)
        first = ask(world, "/v1/audit/check?limit=100")
        assert (first["begin"], first["end"], first["findings"]) == (0, 100, 1)
        assert first["checks"][0]["shown"][0]["position"] == 3
        world.auditing.examined = Examined(100, 150, 150, True, ())
        second = ask(world, f"/v1/audit/check?limit=100&after={first['next']}")
        assert (second["is_whole"], second["next"]) == (True, None)
        assert world.auditing.asked == [(0, 100), (100, 100)]


class TestWhoCouldRead:
    def test_is_told_with_who_did(self, world: World) -> None:
        world.reader.tables["directory.accounts"] = [
            ACCOUNT | {"account_id": "audrey", "roles": ["auditor"], "guardians": ["greta"]},
        ]
        found = ask(world, "/v1/audit/access/ben")
        ways = {way["route"]: way for way in found["ways"]}
        own = ways["GET /v1/accounts/{account_id}"]
        assert own["is_owners"]
        assert own["roles"] == ["admin", "auditor", "support"]
        assert found["holders"]["auditor"] == ["audrey"]
        assert found["holders"]["support"] == []
        assert (found["guardians"], found["is_known"]) == (["greta"], True)
        assert (found["reads"], found["next"]) == ([], None)

    def test_names_nobody(self, world: World) -> None:
        world.reader.tables["directory.accounts"] = [
            ACCOUNT | {"account_id": "audrey", "roles": ["auditor"], "guardians": []},
        ]
        assert "Audrey" not in str(ask(world, "/v1/audit/access/ben"))
