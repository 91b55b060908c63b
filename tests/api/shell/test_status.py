"""How everything stands at one glance, of a real database."""

import json

import pytest

from adapters.bootstrap import Container
from application.consistency import all_partitions
from domain.shared.errors import Unavailable
from tests.api.shell.test_operators import agreed, followed
from tests.support.shell import type_in


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.shell.status.BETWEEN_LOOKS_SECONDS", 0)


def publish(container: Container, position: int) -> None:
    """This notes as published what a relay would have."""
    with container.relay_state() as state:
        assert state.take_over()
        partitions = all_partitions({"consent"}, container.partitions)
        state.advance(position, dict.fromkeys(partitions, position))


def told_of(output: str, name: str) -> list[str]:
    (line,) = [line for line in output.splitlines() if line.startswith(name)]
    return line.split()


class TestStatus:
    def test_says_what_waits_to_be_published_and_for_how_long(self, container: Container) -> None:
        agreed(container)
        told = type_in("status")
        assert told.exit_code == 0, told.output
        assert (
            "The log stands at 1. Published up to 0: 1 facts wait, the oldest for " in told.output
        )
        assert told_of(told.output, "PostgreSQL") == ["PostgreSQL", "yes", "–"]
        publish(container, 1)
        told = type_in("status")
        assert "Published up to 1: 0 facts wait, the oldest for 0.0 s" in told.output

    def test_says_how_far_behind_each_follower_is_and_where(self, container: Container) -> None:
        agreed(container)
        followed(container, "audit_trail")
        each = type_in("status", "--partitions").output
        assert "No follower is behind in any partition." in each
        publish(container, 5)
        name, position, behind, partition, *_ = told_of(type_in("status").output, "audit_trail")
        assert (name, position, behind) == ("audit_trail", "1", "4")
        assert partition.startswith("consent.")
        each = type_in("status", "--partitions").output
        assert all(f"consent.{number}" in each for number in range(container.partitions))
        found = json.loads(type_in("status", "--json").output)
        assert found["stream"] == {"position": 5, "lag": 0, "waits_seconds": 0.0, "rate": 0.0}
        (view,) = [one for one in found["views"] if one["name"] == "audit_trail"]
        lags = view["partitions"]
        assert {lags[f"consent.{number}"] for number in range(container.partitions)} == {4}
        assert lags["booking.0"] == 0

    def test_ends_with_1_when_what_is_needed_is_away(
        self, container: Container, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert container.partitions
        monkeypatch.setattr("adapters.bootstrap.Health._derived", _fail)
        told = type_in("status")
        assert told.exit_code == 1
        assert told_of(told.output, "PostgreSQL")[:2] == ["PostgreSQL", "no"]


def _fail(*_: object) -> None:
    raise Unavailable("away")
