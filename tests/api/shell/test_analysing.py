"""What analysts type: files and the stream, of a real log and on real brokers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from adapters.bootstrap import Container
from adapters.postgres.projections.worker import ProjectionWorker
from application.delivery import catch_up
from streams.relay import Relay
from tests.api.shell.test_operators import BEN_REGISTERS, NOBODY, agreed, done
from tests.support.broker import Broker
from tests.support.people import BEN
from tests.support.processes import soon
from tests.support.shell import type_in

REFILL = 2


def sql(container: Container, statement: str) -> list[tuple[Any, ...]]:
    """This is what PostgreSQL answers."""
    with psycopg.connect(container.url) as connection:
        return connection.execute(statement.encode()).fetchall()


def duck(statement: str) -> list[tuple[Any, ...]]:
    """This is what DuckDB answers of files."""
    answer = duckdb.sql(statement)
    assert answer is not None
    return answer.fetchall()


@pytest.fixture
def log(container: Container) -> Container:
    """This is a log in which Ben registers and agrees to something."""
    done(container, BEN_REGISTERS, NOBODY)
    agreed(container)
    return container


class TestFiles:
    def test_of_facts_hold_what_the_log_holds(self, log: Container, tmp_path: Path) -> None:
        told = type_in("export", "events", tmp_path / "facts")
        assert told.exit_code == 0, told.output
        topics = sql(log, "SELECT topic, count(*) FROM log.facts GROUP BY topic ORDER BY topic")
        files = f"read_parquet('{tmp_path}/facts/*/*/*.parquet', union_by_name = true)"
        found = duck(f"SELECT topic, count(*) FROM {files} GROUP BY topic ORDER BY topic")
        assert found == topics
        assert f"{log.log.head():,} facts are in" in told.output
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.parquet"))
        assert BEN.encode() not in written

    def test_of_facts_go_by_time(self, log: Container, tmp_path: Path) -> None:
        tomorrow = f"{datetime.now(UTC).year + 1}-01-01"
        none = type_in("export", "events", tmp_path / "none", "--from", tomorrow)
        assert "0 facts" in none.output, none.output
        told = type_in(
            *("export", "events", tmp_path / "some", "--to", tomorrow, "--from", "2020-01-01"),
            *("--topics", "account, consent.granted.v1", "--format", "ndjson"),
        )
        assert told.exit_code == 0, told.output
        statement = "SELECT count(*) FROM log.facts WHERE starts_with(topic, 'account.')"
        ((accounts,),) = sql(log, statement)
        assert f"{accounts + 1:,} facts are in" in told.output
        assert len(list((tmp_path / "some").rglob("*.ndjson"))) == accounts + 1

    def test_cannot_be_of_what_never_happens(self, log: Container, tmp_path: Path) -> None:
        told = type_in("export", "events", tmp_path / "facts", "--topics", "bookings")
        assert (told.exit_code, log.log.head() > 0) == (1, True)
        assert "There is no topic bookings" in told.output

    def test_of_figures_hold_what_is_counted(self, log: Container, tmp_path: Path) -> None:
        (follower,) = log.followers(["platform_metrics"])
        _follow(follower, log)
        told = type_in("export", "rollups", tmp_path, "--format", "csv")
        assert told.exit_code == 0, told.output
        found = duck(f"SELECT day, metric, value FROM read_csv('{tmp_path}/rollups.csv')")
        assert found == [(datetime.now(UTC).date(), "registrations", 1)]


def _follow(follower: ProjectionWorker, container: Container) -> None:
    assert follower.open()
    catch_up(follower, container.facts)
    follower.close()


@contextmanager
def relaying(container: Container) -> Iterator[None]:
    """This publishes the log until the block ends."""
    stop = threading.Event()
    relay = Relay(
        container.log, container.publisher(), container.relay_state, container.partitions, REFILL
    )
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


class TestTheStream:
    @pytest.fixture
    def on_broker(
        self, log: Container, broker: Broker, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[Container]:
        monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", broker.address)
        settings = log.settings.model_copy(update={"kafka_bootstrap_servers": broker.address})
        with Container.from_settings(settings) as made:
            yield made

    def test_is_printed_from_any_place_and_whole_though_the_broker_was_wiped(
        self, on_broker: Container, broker: Broker
    ) -> None:
        head = on_broker.log.head()
        with relaying(on_broker):
            self._await(on_broker, head)
            assert self._positions() == list(range(1, head + 1))
            assert self._positions("--from", "3") == list(range(3, head + 1))
            assert self._positions("--from", "2020-01-01") == list(range(1, head + 1))
            assert self._positions("--from", f"{datetime.now(UTC).year + 1}-01-01") == []
            told = type_in("consume", "--topics", "consent")
            assert told.exit_code == 0, told.output
            assert "consent.granted.v1" in told.output
            assert "purpose=recording" in told.output
            assert "1 facts." in told.output
            assert BEN not in told.output

            marker = on_broker.published.look().marker
            broker.wipe()
            assert soon(lambda: on_broker.published.look().marker != marker, 30)
            self._await(on_broker, head)
            assert self._positions() == list(range(1, head + 1))

    def _positions(self, *options: str) -> list[int]:
        told = type_in("consume", "--json", *options)
        assert told.exit_code == 0, told.output
        return sorted(json.loads(line)["position"] for line in told.output.splitlines())

    def _await(self, container: Container, head: int) -> None:
        assert soon(lambda: container.published.look().position == head, 30)
