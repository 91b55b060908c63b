"""Given facts, then rows: projections without a database.

given(granted, withdrawn).seen_by(PROJECTION).then_rows(CONSENTS, {"person_id": BEN, …})
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.memory.projection import InMemoryProjection
from domain.shared.event import Fact, Recorded, context_of
from domain.shared.personal import subjects_of
from projections.rows import Row, Table
from projections.runtime import Projection
from tests.support.calendar import MONDAY, minutes


@dataclass(frozen=True, slots=True)
class Stream:
    """This is the facts of one stream, in order."""

    stream_id: str
    facts: tuple[Fact, ...]


def stream(stream_id: str, *facts: Fact) -> Stream:
    """This is a stream of that id with those facts."""
    return Stream(stream_id, facts)


def history(*given: Fact | Stream) -> list[Recorded[Any]]:
    """This records facts one after the other, as the log would, a minute apart from MONDAY on.

    Facts given without a stream share one with all those of their context.
    """
    recorded: list[Recorded[Any]] = []
    versions: dict[str, int] = {}
    for stream_id, fact in _with_streams(given):
        versions[stream_id] = versions.get(stream_id, 0) + 1
        recorded.append(_record(fact, stream_id, versions[stream_id], len(recorded) + 1))
    return recorded


def _with_streams(given: Iterable[Fact | Stream]) -> Iterable[tuple[str, Fact]]:
    for one in given:
        if isinstance(one, Stream):
            yield from ((one.stream_id, fact) for fact in one.facts)
        else:
            yield f"{context_of(one.TOPIC)}-1", one


def _record(fact: Fact, stream_id: str, version: int, position: int) -> Recorded[Any]:
    return Recorded(
        position=position,
        stream_id=stream_id,
        version=version,
        fact=fact,
        recorded_at=MONDAY + minutes(position),
        actor="system",
        ground="system:Test",
        correlation_id="correlation",
        causation_id="causation",
        subjects=subjects_of(fact),
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """This is what happened, before anybody looks."""

    facts: Sequence[Recorded[Any]]

    def seen_by(self, projection: Projection) -> "View":
        """This shows it to a projection."""
        sink = InMemoryProjection(projection)
        sink.apply(self.facts, {})
        return View(sink)


@dataclass(frozen=True, slots=True)
class View:
    """This is what a projection made of it."""

    sink: InMemoryProjection

    def rows(self, table: Table) -> list[Row]:
        """This is the rows of a table, ordered by key."""
        assert not self.sink.parked, self.sink.parked
        return self.sink.contents()[table.name]

    def then_rows(self, table: Table, *expected: Row) -> None:
        """This holds when the table has exactly these rows, as far as their columns are named."""
        found = self.rows(table)
        assert len(found) == len(expected), found
        for row, wanted in zip(found, expected, strict=True):
            assert {column: row[column] for column in wanted} == wanted

    def then_nothing(self, table: Table) -> None:
        """This holds when the table is empty."""
        self.then_rows(table)


def given(*facts: Fact | Stream) -> Happened:
    """This starts a test of a projection: what had happened, in this order."""
    return Happened(history(*facts))
