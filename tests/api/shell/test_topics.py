"""`preceptor topics apply`, on whatever broker is set."""

import json
from pathlib import Path

import pytest

from adapters.embedded.ports import free_port
from domain.catalogue import FACTS
from domain.shared.event import context_of
from tests.support.broker import Broker
from tests.support.shell import ADDRESSES, type_in

OF_WINDOWS = 2
COUNT = len(set(map(context_of, FACTS))) + OF_WINDOWS


@pytest.fixture(autouse=True)
def _only_a_broker(broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This sets nothing but a broker's address: nothing else is asked for."""
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", broker.address)
    monkeypatch.setenv("PRECEPTOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


class TestTopics:
    def test_are_made_checked_and_put_right(self, monkeypatch: pytest.MonkeyPatch) -> None:
        applied = type_in("topics", "apply")
        assert applied.exit_code == 0, applied.output
        assert f"All {COUNT} topics are as they should be." in applied.output
        checked = type_in("topics", "apply", "--check")
        assert checked.exit_code == 0, checked.output

        monkeypatch.setenv("KAFKA_RETENTION_DAYS", "7")
        differing = type_in("topics", "apply", "--check")
        assert differing.exit_code == 1
        assert "preceptor.booking" in differing.output
        assert "retention.ms is 2592000000, not 604800000" in differing.output
        assert f"Of {COUNT} topics {COUNT} are not as they should be." in differing.output

        told = type_in("topics", "apply", "--json")
        assert told.exit_code == 0
        assert {(one["partitions"], len(one["mended"])) for one in json.loads(told.output)} == {
            (4, 1)
        }

    def test_that_cannot_be_put_right_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert type_in("topics", "apply").exit_code == 0
        monkeypatch.setenv("KAFKA_PARTITIONS", "2")
        told = type_in("topics", "apply")
        assert told.exit_code == 1
        assert "partitions are 4, not 2" in told.output
        assert "Kafka takes no partitions away" in told.output

    def test_wait_for_no_broker_that_is_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{free_port()}")
        told = type_in("topics", "apply", "--check")
        assert told.exit_code == 1
        assert "This cannot be done now: the broker takes no connections." in told.output
