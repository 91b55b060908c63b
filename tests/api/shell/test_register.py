"""The register as an auditor prints it, of a real database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.bootstrap import Container
from application.account import RegisterAccount
from application.breach import RecordBreach
from application.bus import Request
from application.delivery import catch_up
from application.privacy import FilePrivacyRequest
from application.work import Command
from domain.breach.events import Cause, Harm
from domain.privacy.terms import RequestKind
from domain.shared.actor import Actor
from tests.support.office import AS_SAM
from tests.support.shell import type_in

NOBODY = Actor("", frozenset())


def done(container: Container, command: Command, actor: Actor, key: str) -> Any:
    outcome = container.bus.execute(Request(command, actor, key, "test"))
    assert outcome.accepted, outcome
    return outcome.answer


def registered(container: Container, name: str) -> str:
    register = RegisterAccount.model_validate(
        {
            "email": f"{name}@example.org",
            "password": "correct horse battery",
            "display_name": name,
            "time_zone": "UTC",
        }
    )
    return str(done(container, register, NOBODY, f"register-{name}")["account_id"])


def filed(container: Container, person_id: str, days_ago: int) -> str:
    file = FilePrivacyRequest(
        person_id=person_id,
        kind=RequestKind.ACCESS,
        received_at=datetime.now(UTC) - timedelta(days=days_ago),
    )
    return str(done(container, file, AS_SAM, f"file-{person_id}")["request_id"])


@pytest.fixture
def people(container: Container) -> tuple[str, str]:
    """This is Ben, whose request is long overdue, and Olga, who asked yesterday."""
    ben, olga = registered(container, "ben"), registered(container, "olga")
    filed(container, ben, 90)
    filed(container, olga, 1)
    aware = datetime.now(UTC) - timedelta(hours=73)
    record = RecordBreach(harms=(Harm.INTEGRITY,), cause=Cause.INSIDER, became_aware_at=aware)
    done(container, record, AS_SAM, "breach")
    known = {one.name: one for one in container.read_models}
    follower = container._follower(known["privacy_register"])
    assert follower.open()
    catch_up(follower, container.facts)
    follower.close()
    return ben, olga


class TestTheRegister:
    def test_shows_all_of_it_to_people(self, people: tuple[str, str]) -> None:
        told = type_in("audit", "privacy-register")
        assert told.exit_code == 0, told.output
        assert "Requests about people's data: 2, overdue 1." in told.output
        assert "Breaches: 1, overdue 1." in told.output
        (ben,) = [line for line in told.output.splitlines() if people[0] in line]
        (olga,) = [line for line in told.output.splitlines() if people[1] in line]
        assert ben.split()[-1] == "overdue"
        assert olga.split()[-1] == "–"

    def test_shows_what_is_overdue(self, people: tuple[str, str]) -> None:
        told = type_in("audit", "privacy-register", "--overdue").output
        assert people[0] in told
        assert people[1] not in told

    def test_shows_one_person(self, people: tuple[str, str]) -> None:
        told = type_in("audit", "privacy-register", "--person", people[1]).output
        assert people[1] in told
        assert people[0] not in told
        assert "Breaches: 0, overdue 0." in told

    def test_is_told_to_machines(self, people: tuple[str, str]) -> None:
        told = json.loads(type_in("audit", "privacy-register", "--json").output)
        assert [each["person_id"] for each in told["requests"]] == [people[1], people[0]]
        assert [each["is_overdue"] for each in told["requests"]] == [False, True]
        assert told["breaches"][0]["is_overdue"]
        assert datetime.fromisoformat(told["as_of"]).tzinfo is not None


def test_an_empty_one_says_so(container: Container) -> None:
    assert container.partitions
    known = {one.name: one for one in container.read_models}
    follower = container._follower(known["privacy_register"])
    assert follower.open()
    follower.close()
    told = type_in("audit", "privacy-register").output
    assert "Requests about people's data: 0, overdue 0." in told


def test_one_that_was_never_built_says_so(container: Container) -> None:
    assert container.partitions
    told = type_in("audit", "privacy-register")
    assert told.exit_code == 1
    assert told.stderr == ("This cannot be done now: the read model is not built yet.\n")


def test_it_pages_through_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    from api.shell.auditing import register

    monkeypatch.setattr(register, "PAGE", 2)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    pages = {None: ["a", "b"], (at, "b"): ["c", "d"], (at, "d"): []}
    found = register._all(lambda before: pages[before], lambda line: (at, line))
    assert found == ["a", "b", "c", "d"]
