"""What operators ask on the command line, of a real database."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from adapters.bootstrap import Container
from application.account import RegisterAccount
from application.bus import Request
from application.consent import GrantConsent
from application.delivery import catch_up
from application.ports import Place
from application.todo import Due
from application.work import Command
from domain.consent.events import Purpose
from domain.shared.actor import Actor
from tests.support.people import AS_BEN, BEN
from tests.support.shell import type_in

NOBODY = Actor("", frozenset())
BEN_REGISTERS = RegisterAccount.model_validate(
    {
        "email": "ben@example.org",
        "password": "correct horse battery",
        "display_name": "Ben",
        "time_zone": "UTC",
    }
)


def done(container: Container, command: Command, actor: Actor = AS_BEN) -> tuple[Place, ...]:
    """This asks a command from inside, and answers where its facts stand."""
    outcome = container.bus.execute(Request(command, actor, type(command).__name__, "test"))
    assert outcome.accepted, outcome
    return outcome.places


def agreed(container: Container) -> tuple[Place, ...]:
    """This lets Ben agree to something until tomorrow."""
    return done(
        container,
        GrantConsent(
            person_id=BEN,
            purpose=Purpose.RECORDING,
            text_version="2026-03",
            text_locale="en",
            text_sha256="0" * 64,
            expires_at=datetime.now(UTC) + timedelta(days=1),
        ),
    )


def followed(container: Container, name: str) -> None:
    """This brings one read model or process up to date."""
    known = {one.name: one for one in (*container.read_models, *container.automata)}
    follower = container._follower(known[name])
    assert follower.open()
    catch_up(follower, container.facts)
    follower.close()


def changed(container: Container, statement: str) -> None:
    """This changes a table behind everybody's back."""
    with psycopg.connect(container.url) as connection:
        connection.execute(statement.encode())


class TestMigrate:
    def test_says_that_nothing_is_missing(self, container: Container) -> None:
        assert container.partitions
        told = type_in("migrate")
        assert (told.exit_code, told.output) == (0, "The tables are up to date.\n")

    def test_names_what_it_applied(self, container: Container) -> None:
        changed(container, "DROP SCHEMA processes CASCADE")
        changed(container, "DELETE FROM public.migrations WHERE name = '0002_processes.sql'")
        assert type_in("migrate").output == "applied 0002_processes.sql\n"


class TestProjectionsStatus:
    def test_shows_position_lag_and_parked(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        told = type_in("projections", "status")
        assert told.exit_code == 0, told.output
        assert "The log stands at 1." in told.output
        (line,) = [line for line in told.output.splitlines() if line.startswith("audit_trail")]
        assert line.split()[:5] == ["audit_trail", "1", "1", "0", "0"]
        assert "yes" in line

    def test_shows_what_was_never_built(self, container: Container) -> None:
        assert container.partitions
        told = json.loads(type_in("projections", "status", "--json").output)
        assert told["head"] == 0
        names = {one["name"]: one for one in told["projections"]}
        assert names["tutor_search"]["version"] is None
        assert {"directory", "platform_metrics", "booking_payment", "charging"} <= names.keys()

    def test_names_parked_streams(self, container: Container) -> None:
        parked(container)
        told = type_in("projections", "status").output
        assert "consent-ben-recording" in told
        assert "ValueError at somewhere.py:1" in told
        found = json.loads(type_in("projections", "status", "--json").output)
        (view,) = [one for one in found["projections"] if one["name"] == "audit_trail"]
        assert [each["stream_id"] for each in view["parked"]] == ["consent-ben-recording"]


def parked(container: Container) -> None:
    """This parks Ben's consent in the trail, though nothing is wrong with it."""
    agreed(container)
    followed(container, "audit_trail")
    changed(container, "DELETE FROM audit_trail.entries")
    changed(
        container,
        "INSERT INTO audit_trail.parked (stream_id, position, error)"
        " VALUES ('consent-ben-recording', 1, 'ValueError at somewhere.py:1')",
    )


class TestProjectionsReplay:
    def test_applies_what_is_parked(self, container: Container) -> None:
        parked(container)
        told = type_in("projections", "replay", "audit_trail", "consent-ben-recording", "--strict")
        assert told.exit_code == 0, told.output
        assert told.output == "consent-ben-recording in audit_trail: 1 applied, 0 waiting.\n"
        assert container.reader.row("SELECT count(*) FROM audit_trail.entries") == {"count": 1}

    def test_tells_it_to_machines(self, container: Container) -> None:
        parked(container)
        told = type_in("projections", "replay", "audit_trail", "consent-ben-recording", "--json")
        assert json.loads(told.output) == {"applied": 1, "waiting": 0, "error": None}

    def test_says_that_nothing_is_parked(self, container: Container) -> None:
        followed(container, "audit_trail")
        told = type_in("projections", "replay", "audit_trail", "booking-7")
        assert told.exit_code == 1
        assert told.stderr == "Nothing of booking-7 is parked in audit_trail.\n"


class TestProjectionsRebuild:
    def test_switches_to_the_same_rows(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        told = type_in("projections", "rebuild", "audit_trail")
        assert told.exit_code == 0, told.output
        assert "audit_trail is built anew, up to position 1, and in use." in told.output
        assert "Its rows are those it had." in told.output

    def test_mends_rows_that_were_changed(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        changed(container, "DELETE FROM audit_trail.entries")
        told = type_in("projections", "rebuild", "audit_trail")
        assert told.exit_code == 0, told.output
        assert "Table entries differs: it had 0 rows, now it has 1." in told.output

    def test_keeps_the_old_rows_when_strict(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        changed(container, "DELETE FROM audit_trail.entries")
        told = type_in("projections", "rebuild", "audit_trail", "--strict")
        assert told.exit_code == 1
        assert "audit_trail stays as it was: its rebuild differs" in told.stderr
        assert container.reader.row("SELECT count(*) FROM audit_trail.entries") == {"count": 0}

    def test_builds_what_was_never_built(self, container: Container) -> None:
        agreed(container)
        told = type_in("projections", "rebuild", "consent_clock", "--json")
        assert json.loads(told.output) == {
            "name": "consent_clock",
            "position": 1,
            "was_compared": False,
            "differences": [],
        }

    def test_of_something_unknown_names_what_there_is(self, container: Container) -> None:
        assert container.partitions
        told = type_in("projections", "rebuild", "nothing")
        assert told.exit_code == 1
        assert told.stderr.startswith("There is no read model nothing; there is directory, ")


class TestTodos:
    @pytest.fixture(autouse=True)
    def _failing(self, container: Container) -> None:
        agreed(container)
        followed(container, "consent_clock")
        row: Any = container.reader.row("SELECT * FROM consent_clock.todos")
        due = Due(row["key"], row["name"], row["act"], row["body"], row["digest"], 0)
        again_at = datetime.now(UTC) + timedelta(days=36_500)
        container.todos.note_failed("consent_clock", due, "Unavailable", again_at)
        self.container = container

    def test_are_shown_with_what_fails(self) -> None:
        told = type_in("todos", "status")
        assert told.exit_code == 0, told.output
        (line,) = [one for one in told.output.splitlines() if one.startswith("consent_clock  ")][:1]
        assert line.split()[1:3] == ["1", "0"]
        assert "Failing: the world did not answer." in told.output
        assert "Unavailable" in told.output

    def test_are_shown_to_machines(self) -> None:
        found = {
            one["process"]: one for one in json.loads(type_in("todos", "status", "--json").output)
        }
        clock = found["consent_clock"]
        assert (clock["open"], clock["due"], len(clock["failing"])) == (1, 0, 1)
        assert found["booking_clock"]["open"] == 0

    def test_are_tried_again(self) -> None:
        assert (
            type_in("todos", "retry", "consent_clock").output == "1 to-dos are tried again now.\n"
        )
        found = json.loads(type_in("todos", "status", "--json").output)
        assert all(not one["failing"] for one in found)

    def test_of_another_key_are_left_alone(self) -> None:
        told = type_in("todos", "retry", "consent_clock", "somebody-else")
        assert told.output == "Nothing had failed.\n"

    def test_of_something_unknown_name_what_there_is(self) -> None:
        told = type_in("todos", "retry", "nothing")
        assert (told.exit_code, told.stderr.partition(";")[0]) == (1, "There is no process nothing")


class TestState:
    def test_is_shown_as_it_stands(self, container: Container) -> None:
        agreed(container)
        told = json.loads(type_in("state", "consent", "ben-recording").output)
        assert (told["stream_id"], told["version"]) == ("consent-ben-recording", 1)
        assert told["state"]["state"] == "granted"

    def test_is_shown_as_it_stood(self, container: Container) -> None:
        agreed(container)
        for then in (("--at-position", "0"), ("--at-time", "2000-01-01")):
            told = type_in("state", "consent", "ben-recording", *then)
            assert told.exit_code == 1
            assert told.stderr == "Nothing of consent-ben-recording was recorded by then.\n"
        then = ("--at-time", "2100-01-01T00:00:00+03:00")
        assert type_in("state", "consent", "ben-recording", *then).exit_code == 0

    def test_withholds_passwords(self, container: Container) -> None:
        stream_id = next(
            place.stream_id
            for place in done(container, BEN_REGISTERS, NOBODY)
            if place.stream_id.startswith("account-")
        )
        told = type_in("state", "account", stream_id.removeprefix("account-")).output
        assert json.loads(told)["state"]["password_hash"] == "withheld"
        assert "argon2" not in told

    def test_of_an_unknown_kind_names_what_there_is(self, container: Container) -> None:
        assert container.partitions
        told = type_in("state", "weather", "today")
        assert told.exit_code == 1
        assert told.stderr.startswith("There is no weather; there is account, availability, ")

    def test_at_no_time_says_how_to_write_one(self, container: Container) -> None:
        assert container.partitions
        told = type_in("state", "consent", "ben-recording", "--at-time", "yesterday")
        assert told.stderr.startswith("yesterday is no time; write it like ")
