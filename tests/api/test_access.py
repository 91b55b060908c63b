"""Nobody gets at anything by a route that was forgotten."""

import re

import pytest

from api.access import ROUTES, RouteHasNoLine, line_of
from api.lines import Line
from api.operation import Operation
from application.access import ACCESS, ANYBODY
from application.commands import COMMANDS
from domain.shared.actor import Role
from tests.api.world import World, one
from tests.support.people import AS_ANNA, AS_BEN, BEN, OLGA

ROUTES_OF_THE_APP = tuple(World().app.router.routes)
OPERATIONS = [route for route in ROUTES_OF_THE_APP if isinstance(route, Operation)]
AS_AUDITOR = one(Role.AUDITOR)
KEYS = {
    "GET /v1/payers/{student_id}/card/setup",
    "GET /v1/payments/{payment_id}/action",
    "GET /v1/tutors/{tutor_id}/payout-account/link",
}
"""Questions whose answers let their reader act as the person: secrets and links of the provider."""
COMMANDS_KNOWN = [command for table in COMMANDS for command, _ in table]


def names(route: Operation) -> list[str]:
    return [f"{method} {route.path}" for method in route.methods or ()]


def test_every_route_is_an_operation_with_a_line() -> None:
    assert len(OPERATIONS) == len(ROUTES_OF_THE_APP)
    for route in OPERATIONS:
        for name in names(route):
            assert ROUTES[name] is route.line


def test_every_line_has_a_route() -> None:
    assert set(ROUTES) == {name for route in OPERATIONS for name in names(route)}


def test_a_route_without_a_line_cannot_be_made() -> None:
    with pytest.raises(RouteHasNoLine):
        line_of("GET", "/v1/secrets")


@pytest.mark.parametrize("command", COMMANDS_KNOWN, ids=lambda command: command.__name__)
def test_every_command_says_who_may(command: type) -> None:
    assert command in ACCESS


@pytest.mark.parametrize(
    "route", [each for each in OPERATIONS if each.line.who is not None], ids=lambda each: each.path
)
def test_a_stranger_is_asked_to_sign_in(route: Operation, world: World) -> None:
    path = re.sub(r"{[\w:]+}", "x", route.path)
    method = next(iter(route.methods or ()))
    answer = world.client.request(method, path, headers=world.as_(None))
    assert answer.status_code == 401, answer.text
    assert answer.json()["type"] == "sign-in-first"
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert world.log.head() == 0


class TestALine:
    def test_lets_an_owner_pass(self) -> None:
        Line("", None, ("person_id",)).check_owner(AS_BEN, Owned(BEN))

    def test_lets_staff_pass(self) -> None:
        Line("", None, ("person_id",)).check_owner(one(Role.AUDITOR), Owned(BEN))

    def test_stops_everybody_else(self, world: World) -> None:
        answer = world.get(f"/v1/accounts/{OLGA}", AS_BEN)
        assert answer.status_code == 403
        assert answer.json()["type"] == "not-yours-to-see"
        assert world.reader.asked == []

    def test_asks_for_a_role(self, world: World) -> None:
        answer = world.get("/v1/audit", AS_ANNA)
        assert answer.status_code == 403
        assert answer.json()["type"] == "role-missing"


class TestAnAuditor:
    """Auditors read everything, and change nothing."""

    @pytest.mark.parametrize("name", [each for each in ROUTES if each.startswith("GET ")])
    def test_reads_whatever_is_no_key_to_a_deed(self, name: str) -> None:
        line = ROUTES[name]
        line.check_role(AS_AUDITOR)
        assert line.is_open_to(AS_AUDITOR, Owned(BEN)) is (name not in KEYS)

    def test_may_do_no_more_than_anybody(self) -> None:
        theirs = [command for command, who in ACCESS.items() if who and Role.AUDITOR in who]
        assert [each for each in theirs if ACCESS[each] != ANYBODY] == []


class TestACommandWithoutTheRole:
    def test_is_refused_and_recorded(self, world: World) -> None:
        answer = world.post(f"/v1/accounts/{OLGA}/suspend", {"reason": "fraud"})
        assert answer.status_code == 403
        assert answer.json()["type"] == "role-missing"
        assert world.log.facts[0].fact.refusal == "RoleMissing"


class Owned:
    def __init__(self, person_id: str) -> None:
        self.person_id = person_id
