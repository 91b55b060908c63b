"""What everybody who runs a projection promises: the one in memory and the one in PostgreSQL."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, Protocol

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from adapters.memory.projection import InMemoryProjection
from adapters.postgres.projections.worker import ProjectionWorker, connector
from application.consistency import Partition, Portion
from application.delivery import catch_up
from domain.consent.events import Purpose
from domain.shared.event import Fact, Recorded
from projections.rows import Row
from projections.runtime import Projection
from tests.support.consent_register.projector import TROUBLE, UNWRITABLE, Register, projection
from tests.support.consents import denied, granted, withdrawn
from tests.support.journal import PARTITIONS, Journal, journal
from tests.support.people import BEN, OLGA
from tests.support.views import Stream, history, stream


class Bench(Protocol):
    """This is a projection at work, and the log it reads."""

    def record(self, *streams: Stream) -> None:
        """This records facts without showing them."""

    def start(self, made: Projection) -> Any:
        """This is a sink for the projection, begun where it left off."""

    def facts(self) -> list[Recorded[Any]]:
        """This is everything recorded."""

    def contents(self) -> dict[str, list[Row]]:
        """This is all rows, ordered by key."""

    def parked(self) -> list[tuple[str, int, bool]]:
        """This is what waits: stream, position, and whether it is the one that failed."""

    def replay(self, stream_id: str) -> int:
        """This applies again what waits of the stream, and answers how much that was."""


class InMemoryBench:
    """This works on dicts."""

    def __init__(self) -> None:
        self._streams: list[Stream] = []
        self._sink: InMemoryProjection | None = None

    def record(self, *streams: Stream) -> None:
        self._streams.extend(streams)

    def start(self, made: Projection) -> InMemoryProjection:
        if self._sink is None:
            self._sink = InMemoryProjection(made, PARTITIONS)
        return self._sink

    def facts(self) -> list[Recorded[Any]]:
        return history(*self._streams)

    def head(self) -> int:
        return len(self.facts())

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        _portion: Portion | None = None,
    ) -> list[Recorded[Any]]:
        assert contexts
        return self.facts()[after : after + limit]

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        return [self.facts()[position - 1] for position in positions]

    def contents(self) -> dict[str, list[Row]]:
        assert self._sink is not None
        return self._sink.contents()

    def parked(self) -> list[tuple[str, int, bool]]:
        assert self._sink is not None
        return [
            (one.stream_id, one.position, one.error is not None)
            for waiting in self._sink.parked.values()
            for one in waiting
        ]

    def replay(self, stream_id: str) -> int:
        assert self._sink is not None
        return self._sink.replay(self, stream_id)


class PostgresBench:
    """This works on PostgreSQL."""

    def __init__(self, made: Journal) -> None:
        self._journal = made
        self._projection: Projection | None = None
        self._sinks: list[ProjectionWorker] = []

    def record(self, *streams: Stream) -> None:
        for one in streams:
            self._journal.record(one.stream_id, *one.facts)

    def start(self, made: Projection) -> ProjectionWorker:
        self.stop()
        self._projection = made
        sink = self._journal.road.follower(made)
        assert sink.open()
        self._sinks.append(sink)
        return sink

    def stop(self) -> None:
        for sink in self._sinks:
            sink.close()

    def facts(self) -> list[Recorded[Any]]:
        return self._journal.road.facts.read(0, 1_000)

    def contents(self) -> dict[str, list[Row]]:
        assert self._projection is not None
        with closing(connector(self._journal.road.database_url)()) as connection:
            return {
                table.name: [
                    dict(zip(table.all_columns, row, strict=True))
                    for row in connection.execute(
                        SQL("SELECT {} FROM {} ORDER BY {}").format(
                            SQL(", ").join(map(Identifier, table.all_columns)),
                            Identifier(self._projection.name, table.name),
                            SQL(", ").join(map(Identifier, table.key)),
                        )
                    )
                ]
                for table in self._projection.tables
            }

    def parked(self) -> list[tuple[str, int, bool]]:
        with closing(connector(self._journal.road.database_url)()) as connection:
            return connection.execute(
                "SELECT stream_id, position, error IS NOT NULL FROM consent_register.parked"
                " ORDER BY stream_id, position"
            ).fetchall()

    def replay(self, stream_id: str) -> int:
        assert self._projection is not None
        return self._journal.road.replay(self._projection, stream_id).applied


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "memory":
        yield InMemoryBench()
        return
    with journal(request.getfixturevalue("database_url")) as made:
        postgres = PostgresBench(made)
        yield postgres
        postgres.stop()


def ben(*facts: Fact) -> Stream:
    return stream(f"consent-{BEN}", *facts)


def states(bench: Bench) -> dict[str, str]:
    return {row["person_id"]: row["state"] for row in bench.contents()["consents"]}


class TestApplying:
    def test_writes_rows(self, bench: Bench) -> None:
        bench.record(ben(granted(), withdrawn()), stream("consent-o", denied(OLGA)))
        bench.start(projection()).apply(bench.facts(), {})
        assert bench.contents() == {
            "consents": [
                {
                    "person_id": BEN,
                    "purpose": "recording",
                    "state": "withdrawn",
                    "locale": "ru",
                    "answers": 2,
                },
                {
                    "person_id": OLGA,
                    "purpose": "recording",
                    "state": "denied",
                    "locale": "en",
                    "answers": 1,
                },
            ],
            "purposes": [{"purpose": "recording", "granted": 1}],
            "answers": [
                {"position": 1, "topic": "consent.granted.v1", "given_by": BEN},
                {"position": 2, "topic": "consent.withdrawn.v1", "given_by": BEN},
                {"position": 3, "topic": "consent.denied.v1", "given_by": OLGA},
            ],
        }

    def test_skips_what_it_has(self, bench: Bench) -> None:
        bench.record(ben(granted(), granted(purpose=Purpose.TERMS)))
        sink = bench.start(projection())
        sink.apply(bench.facts(), {})
        before = bench.contents()
        sink.apply(bench.facts(), {})
        assert bench.contents() == before

    def test_goes_on_where_it_left_off(self, bench: Bench) -> None:
        bench.record(ben(granted()))
        bench.start(projection()).apply(bench.facts(), {})
        bench.record(ben(withdrawn()))
        bench.start(projection()).apply(bench.facts(), {})
        assert [row["answers"] for row in bench.contents()["consents"]] == [2]

    def test_remembers_the_place_of_idle_partitions(self, bench: Bench) -> None:
        sink = bench.start(projection())
        sink.apply([], sink.checkpoints.all_at(7))
        again = bench.start(projection())
        assert again.checkpoints.positions == {
            Partition("consent", number): 7 for number in range(PARTITIONS)
        }

    def test_many_rows_at_once_is_the_same_as_one_by_one(self, bench: Bench) -> None:
        people = [f"person-{number}" for number in range(120)]
        bench.record(*(stream(f"consent-{one}", granted(one), withdrawn(one)) for one in people))
        sink = bench.start(projection())
        for recorded in bench.facts():
            sink.apply([recorded], {})
        expected = InMemoryProjection(projection(), PARTITIONS)
        expected.apply(bench.facts(), {})
        assert bench.contents()["purposes"] == expected.contents()["purposes"]
        assert states(bench) == dict.fromkeys(people, "withdrawn")

    def test_catches_up_from_the_log(self, bench: Bench) -> None:
        bench.record(*(stream(f"consent-{one}", granted(str(one))) for one in range(30)))
        sink = bench.start(projection())
        journal_of: Any = bench if isinstance(bench, InMemoryBench) else _log_of(bench)
        assert catch_up(sink, journal_of) == 30
        assert sink.checkpoints.low == 30
        assert len(states(bench)) == 30


class TestParking:
    def test_holds_up_one_stream_only(self, bench: Bench) -> None:
        bench.record(
            stream("consent-t", granted(TROUBLE)),
            ben(granted()),
            stream("consent-t", withdrawn(TROUBLE)),
        )
        bench.start(projection()).apply(bench.facts(), {})
        assert bench.parked() == [("consent-t", 1, True), ("consent-t", 3, False)]
        assert states(bench) == {BEN: "granted"}
        assert [row["position"] for row in bench.contents()["answers"]] == [2]

    def test_outlives_a_restart(self, bench: Bench) -> None:
        bench.record(stream("consent-t", granted(TROUBLE)))
        bench.start(projection()).apply(bench.facts(), {})
        bench.record(stream("consent-t", withdrawn(TROUBLE)))
        bench.start(projection()).apply(bench.facts(), {})
        assert bench.parked() == [("consent-t", 1, True), ("consent-t", 2, False)]

    def test_ends_by_replay_once_mended(self, bench: Bench) -> None:
        register = Register()
        bench.record(stream("consent-t", granted(TROUBLE), withdrawn(TROUBLE)), ben(granted()))
        sink = bench.start(projection(register))
        sink.apply(bench.facts(), {})
        assert bench.replay("consent-t") == 0
        register.is_mended = True
        assert bench.replay("consent-t") == 2
        assert bench.parked() == []
        assert states(bench) == {BEN: "granted", TROUBLE: "withdrawn"}

    def test_lets_the_running_worker_go_on_after_a_replay(self, bench: Bench) -> None:
        register = Register()
        bench.record(stream("consent-t", granted(TROUBLE)))
        sink = bench.start(projection(register))
        sink.apply(bench.facts(), {})
        register.is_mended = True
        bench.replay("consent-t")
        bench.record(stream("consent-t", withdrawn(TROUBLE)))
        sink.apply(bench.facts(), {})
        assert bench.parked() == []
        assert [row["answers"] for row in bench.contents()["consents"]] == [2]


@pytest.mark.io
class TestPostgresAlone:
    def test_parks_a_row_it_will_not_take(self, database_url: str) -> None:
        with journal(database_url) as made:
            bench = PostgresBench(made)
            people = ["1", "2", UNWRITABLE, "4", "5"]
            bench.record(*(stream(f"consent-{one}", granted(one)) for one in people))
            bench.start(projection()).apply(bench.facts(), {})
            assert bench.parked() == [(f"consent-{UNWRITABLE}", 3, True)]
            assert sorted(states(bench)) == ["1", "2", "4", "5"]
            bench.stop()

    def test_is_run_by_one_process_at_a_time(self, database_url: str) -> None:
        with journal(database_url) as made:
            one, other = (made.road.follower(projection()) for _ in range(2))
            assert one.open()
            assert not other.open()
            one.close()
            assert other.open()
            other.close()

    def test_is_built_again_when_its_code_is_newer(self, database_url: str) -> None:
        with journal(database_url) as made:
            bench = PostgresBench(made)
            bench.record(ben(granted()))
            bench.start(projection(version=1)).apply(bench.facts(), {})
            sink = bench.start(projection(version=2))
            assert sink.checkpoints.low == 1
            assert states(bench) == {BEN: "granted"}
            bench.stop()
            assert made.road.status([projection(version=2)])[0].is_current

    def test_parks_what_it_cannot_read(self, database_url: str) -> None:
        with journal(database_url) as made:
            bench = PostgresBench(made)
            bench.record(ben(granted()), stream("consent-o", granted(OLGA)))
            with psycopg.connect(database_url) as connection:
                connection.execute("ALTER TABLE log.facts DISABLE TRIGGER ALL")
                connection.execute(
                    "UPDATE log.facts SET topic = 'consent.twisted.v9' WHERE notification_id = 1"
                )
            bench.start(projection()).apply(bench.facts(), {})
            assert bench.parked() == [(f"consent-{BEN}", 1, True)]
            assert states(bench) == {OLGA: "granted"}
            bench.stop()


def _log_of(bench: Any) -> Any:
    return bench._journal.road.facts
