"""Finding tutors over HTTP: whose clocks a time in the words is told by, and from when on."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from application.account import RegisterAccount
from application.bus import Request
from domain.account.events import Locale
from domain.shared.actor import Actor, Role
from tests.api.test_showings import Found
from tests.api.world import World
from tests.support.calendar import MONDAY, hours
from tests.support.people import AS_BEN

EVENING = f"words={quote('on Friday after 18')}"


@pytest.fixture
def student(world: World) -> Actor:
    command = RegisterAccount(
        email="ben@example.org",
        password=SecretStr("long enough to keep"),
        display_name="Ben",
        locale=Locale.ENGLISH,
        time_zone="Asia/Tokyo",
    )
    asked = Request(command, Actor("", frozenset()), world.key(), "request")
    answer: Any = world.bus.execute(asked).answer
    return Actor(answer["account_id"], frozenset({Role.STUDENT}))


def wished(world: World, question: str, actor: Actor | None) -> dict[str, Any]:
    """This is what the read model was asked for the tutors themselves."""
    world.reader.tables = Found()
    world.reader.asked.clear()
    assert world.get(f"/v1/tutors?{question}", actor).status_code == 200
    return next(dict(one) for one in world.reader.asked if "begins" in one)


class TestATimeInTheWords:
    def test_is_by_the_clocks_of_whoever_asks(self, world: World, student: Actor) -> None:
        friday_at_six_in_tokyo = datetime.fromisoformat("2026-03-06T09:00Z")
        assert wished(world, EVENING, student)["begins"] == friday_at_six_in_tokyo
        in_berlin = wished(world, f"{EVENING}&zone=Europe/Berlin", student)["begins"]
        assert in_berlin == friday_at_six_in_tokyo + hours(8)

    @pytest.mark.parametrize("actor", [None, AS_BEN])
    def test_is_by_utc_where_we_know_no_other(self, world: World, actor: Actor | None) -> None:
        assert wished(world, EVENING, actor)["begins"].hour == 18

    def test_counts_notice_from_now_on(self, world: World) -> None:
        assert wished(world, EVENING, None)["asked_at"] == MONDAY
