"""Not too many requests of anybody."""

from collections.abc import Sequence

import pytest

from adapters.memory.clock import SetClock
from adapters.memory.limits import InMemoryRateLimits
from api import limiting
from application.limits import Rate, Turn, Verdict
from domain.shared.errors import Unavailable
from tests.api.world import World
from tests.support.calendar import MONDAY
from tests.support.people import AS_BEN, AS_OLGA


class NoLimits:
    """This cannot count now."""

    def __init__(self) -> None:
        self.asked = 0

    def take(self, turns: Sequence[Turn]) -> list[Verdict]:
        self.asked += len(turns)
        raise Unavailable


class Renewed:
    """This starts counting anew for each test, behind routes that are made once."""

    def __init__(self) -> None:
        self.limits = InMemoryRateLimits(SetClock(MONDAY))

    def take(self, turns: Sequence[Turn]) -> list[Verdict]:
        return self.limits.take(turns)


RENEWED = Renewed()


@pytest.fixture(scope="module")
def limited() -> World:
    return World(limits=RENEWED)


@pytest.fixture
def world(limited: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(limiting, "SIGNED_IN", Rate(a_minute=60, burst=2))
    monkeypatch.setattr(limiting, "KNOCKING", Rate(a_minute=60, burst=1))
    monkeypatch.setattr(RENEWED, "limits", InMemoryRateLimits(SetClock(MONDAY)))
    return limited


class TestTooMany:
    def test_are_told_when_the_next_one_passes(self, world: World) -> None:
        answers = [world.get("/v1/nothing") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [404, 404, 429]
        assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
        assert answers[2].headers["Retry-After"] == "1"
        assert answers[2].headers["RateLimit-Limit"] == "2"
        assert answers[2].json()["type"] == "too-many-requests"

    def test_are_counted_for_each_person(self, world: World) -> None:
        for _ in range(3):
            world.get("/v1/nothing", AS_BEN)
        assert world.get("/v1/nothing", AS_OLGA).status_code == 404

    def test_at_the_door_are_fewer(self, world: World) -> None:
        body = {"email": "a@example.org", "password": "wrong"}
        answers = [world.post("/v1/sessions", body, None).status_code for _ in range(2)]
        assert answers == [401, 429]

    def test_never_stop_a_probe(self, world: World) -> None:
        assert {world.get("/healthz").status_code for _ in range(5)} == {200}


class TestWithoutRedis:
    def test_everybody_passes_and_is_counted(self) -> None:
        limits = NoLimits()
        world = World(limits=limits)
        assert {world.get("/v1/nothing").status_code for _ in range(5)} == {404}
        assert "preceptor_requests_uncounted_total 5.0" in world.get("/metrics").text

    def test_it_is_left_alone_for_a_moment(self) -> None:
        limits = NoLimits()
        world = World(limits=limits)
        for _ in range(5):
            world.get("/v1/nothing")
        assert limits.asked == 1
