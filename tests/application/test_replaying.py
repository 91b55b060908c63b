"""A replay brings every fact once, whatever the broker still holds."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application import replaying
from application.consistency import Partition, Portion, partition_of
from application.delivery import Delivered
from application.replaying import Replay
from domain.shared.errors import Unavailable
from domain.shared.event import Recorded, context_of
from tests.support.consents import denied, granted

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PARTITIONS = 3
BOTH = frozenset({"consent.granted.v1", "consent.denied.v1"})


def recorded(position: int, stream: int) -> Recorded[Any]:
    """This is a yes or a no, by turns."""
    fact = granted() if position % 2 else denied()
    return Recorded(position, f"consent-{stream}", position, fact, AT, "a", "g", "c", "k")


class Log:
    """This is a log in memory."""

    def __init__(self, facts: Sequence[Recorded[Any]]) -> None:
        self.facts = facts

    def head(self) -> int:
        return len(self.facts)

    def read(
        self,
        after: int,
        limit: int,
        contexts: frozenset[str] | None = None,
        share: Portion | None = None,
    ) -> list[Recorded[Any]]:
        assert (contexts, share) == (frozenset({"consent"}), None)
        return [one for one in self.facts if one.position > after][:limit]

    def read_positions(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        return [one for one in self.facts if one.position in positions]


class Stream:
    """This is what a broker brings, a batch at a time; then it is silent."""

    def __init__(self, batches: Sequence[list[Delivered]]) -> None:
        self._batches = list(batches)
        self._held = frozenset(one.partition for batch in batches for one in batch)

    def held(self) -> frozenset[Partition]:
        return self._held

    def poll(self, seconds: float) -> list[Delivered]:
        assert seconds > 0
        return self._batches.pop(0) if self._batches else []

    def close(self) -> None:
        """This has nothing to close."""


def published(facts: Sequence[Recorded[Any]]) -> dict[Partition, list[Delivered]]:
    """This is every fact as the relay publishes it, by partition."""
    lines: dict[Partition, list[Delivered]] = {}
    for one in facts:
        part = Partition(context_of(one.fact.TOPIC), partition_of(one.stream_id, PARTITIONS))
        line = lines.setdefault(part, [])
        before = line[-1].recorded.position if line else 0
        line.append(Delivered(part, before, one))
    return lines


@st.composite
def roads(draw: st.DrawFn) -> tuple[list[Recorded[Any]], dict[Partition, int], Stream]:
    """This is a log, and a broker that holds the newest of each partition, some of it twice."""
    streams = draw(st.lists(st.integers(0, 5), min_size=1, max_size=30))
    facts = [recorded(position, stream) for position, stream in enumerate(streams, start=1)]
    lines = published(facts)
    ends = {part: line[-1].recorded.position for part, line in lines.items()}
    kept = {part: line[draw(st.integers(0, len(line))) :] for part, line in lines.items()}
    batches = []
    while any(kept.values()):
        part = draw(st.sampled_from(sorted(part for part, line in kept.items() if line)))
        size = draw(st.integers(1, len(kept[part])))
        batch = kept[part][:size]
        kept[part] = kept[part][draw(st.integers(1, size)) :]
        batches.append(batch)
        if draw(st.booleans()):
            batches.append([])
    return facts, ends, Stream(batches)


class TestAReplay:
    @given(roads(), st.integers(0, 31))
    def test_brings_every_fact_once_and_each_stream_in_order(
        self, road: tuple[list[Recorded[Any]], dict[Partition, int], Stream], after: int
    ) -> None:
        facts, ends, stream = road
        found = list(Replay(stream, Log(facts), ends, BOTH).behind(after, is_following=False))
        assert sorted(found, key=lambda one: one.position) == facts[after:]
        for name in {one.stream_id for one in found}:
            order = [one.position for one in found if one.stream_id == name]
            assert order == sorted(order)

    @given(roads())
    def test_brings_what_is_wanted_alone(
        self, road: tuple[list[Recorded[Any]], dict[Partition, int], Stream]
    ) -> None:
        facts, ends, stream = road
        wanted = frozenset({"consent.denied.v1"})
        found = list(Replay(stream, Log(facts), ends, wanted).behind(0, is_following=False))
        assert {one.position for one in found} == set(range(2, len(facts) + 1, 2))

    def test_goes_on_with_what_happens(self) -> None:
        facts = [recorded(1, 0), recorded(2, 0), recorded(3, 0)]
        (line,) = published(facts).values()
        stream = Stream([line[:1], [], line[1:]])
        ends = {line[0].partition: 1}
        following = Replay(stream, Log(facts), ends, BOTH).behind(0, is_following=True)
        assert [next(following).position for _ in facts] == [1, 2, 3]

    def test_does_not_wait_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(replaying, "PATIENCE", 3)
        facts = [recorded(1, 0), recorded(2, 0)]
        (line,) = published(facts).values()
        stream, ends = Stream([line[:1]]), {line[0].partition: 2}
        with pytest.raises(Unavailable, match="does not come"):
            list(Replay(stream, Log(facts), ends, BOTH).behind(0, is_following=False))
