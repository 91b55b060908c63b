"""Global Privacy Control: heard from any request, recorded once, and never in the way."""

from typing import Any

import pytest

from application.tokens import Access
from domain.shared.errors import Unavailable
from tests.api.world import World
from tests.support.people import AS_BEN, AS_OLGA

SIGNAL = {"Sec-GPC": "1"}
SAID = "/v1/accounts/ben"
PURPOSES = ("analytics", "recommendation_profiling")


@pytest.fixture
def world() -> World:
    """This is a world whose routes nobody asked before: they remember sessions."""
    return World()


def objections(world: World) -> list[tuple[str, str]]:
    return [
        (each.fact.person_id, each.fact.purpose.value)
        for each in world.log.facts
        if each.fact.TOPIC == "consent.objected.v1"
    ]


def registers(world: World) -> int:
    """This is how often the register was asked."""
    return sum("topic" in asked for asked in world.reader.asked)


class TestTheSignal:
    def test_is_recorded_for_whoever_sends_it(self, world: World) -> None:
        world.get(SAID, AS_BEN, {**SIGNAL, "X-Request-ID": "0af7651916cd43dd"})
        assert objections(world) == [("ben", purpose) for purpose in PURPOSES]
        known = world.log.facts[0]
        assert (known.actor, known.correlation_id) == (
            "person:ben",
            "0af7651916cd43dd",
        )

    def test_counts_before_the_request_itself_is_worked_on(self, world: World) -> None:
        answer = {"text_version": "1", "text_locale": "en", "text_sha256": "a" * 64}
        world.post("/v1/consents/ben/analytics/grant", answer, AS_BEN, SIGNAL)
        topics = [each.fact.TOPIC for each in world.log.facts]
        assert topics == ["consent.objected.v1"] * 2 + ["consent.granted.v1"]

    def test_is_looked_up_once_a_session(self, world: World) -> None:
        for _ in range(5):
            world.get(SAID, AS_BEN, SIGNAL)
        assert len(objections(world)) == 2
        assert registers(world) == 1
        assert len(world.log._ledger) == 1

    def test_is_recorded_once_a_person_whatever_the_session(self, world: World) -> None:
        world.get(SAID, AS_BEN, SIGNAL)
        access = Access("ben", "another-session", AS_BEN.roles)
        token = world.access_tokens.issue(access, world.clock.now())
        world.get(SAID, None, {**SIGNAL, "Authorization": f"Bearer {token}"})
        assert len(objections(world)) == 2

    def test_costs_no_command_where_the_register_knows_it(self, world: World) -> None:
        rows = [{"purpose": purpose} for purpose in PURPOSES]
        world.reader.tables["consent_register.intervals"] = rows
        world.get(SAID, AS_BEN, SIGNAL)
        assert world.log._ledger == {}

    def test_is_each_persons_own(self, world: World) -> None:
        world.get(SAID, AS_BEN, SIGNAL)
        world.get(SAID, AS_OLGA, SIGNAL)
        assert [person for person, _ in objections(world)] == ["ben", "ben", "olga", "olga"]

    @pytest.mark.parametrize("value", ["0", "", "true", "11", "1, 1"])
    def test_is_a_one_and_nothing_else(self, world: World, value: str) -> None:
        world.get(SAID, AS_BEN, {"Sec-GPC": value})
        assert world.log.head() == 0

    def test_of_a_stranger_has_nobody_to_be_recorded_for(self, world: World) -> None:
        world.get("/v1/tutors/facets", None, SIGNAL)
        assert world.log.head() == 0


class TestWithoutTheRegister:
    def test_the_request_passes_and_the_next_one_is_heard(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def silent(*_asked: Any) -> Any:
            raise Unavailable

        with monkeypatch.context() as patched:
            patched.setattr(world.reader, "rows", silent)
            assert world.get("/healthz", AS_BEN, SIGNAL).status_code == 200
        assert objections(world) == []
        world.get("/healthz", AS_BEN, SIGNAL)
        assert len(objections(world)) == 2


class TestOurWord:
    def test_stands_where_it_is_looked_for(self, world: World) -> None:
        answer = world.get("/.well-known/gpc.json", None)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-25"}
