"""The laws every projection keeps, asked of any projection and any facts it follows.

obeys_the_laws(PROJECTION, stream("booking-1", held, confirmed), stream("booking-2", held_too))
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.memory.projection import InMemoryProjection
from application.consistency import partition_of
from domain.shared.event import Recorded
from projections.rows import InMemoryRows, Row, Rows
from projections.runtime import Projection, complete, fold
from tests.support.tries import tried
from tests.support.views import Stream, history

PARTITIONS = 3
Facts = Sequence[Recorded[Any]]


def obeys_the_laws(
    projection: Projection,
    *streams: Stream,
    tries: settings | None = None,
) -> None:
    """This holds when order between streams, repetition and batches change no row.

    - Any interleaving that keeps each stream's order gives the same rows.
    - Any duplication, past the checkpoints, gives the same rows.
    - Rebuilding, in one batch or many, gives what catching up gave.
    """
    facts = history(*streams)
    followed = [one for one in facts if one.fact.TOPIC.partition(".")[0] in projection.contexts]
    expected = folded(projection, followed)

    @settings(tries or tried(40), database=None, report_multiple_bugs=False)
    @given(st.data())
    def any_order_any_number_any_batches(data: st.DataObject) -> None:
        in_any_order = data.draw(interleavings(followed, "stream"))
        assert folded(projection, in_any_order) == expected, "another order, other rows"
        delivered = data.draw(deliveries(followed))
        assert batched(projection, delivered) == expected, "repetition or batches change rows"

    any_order_any_number_any_batches()


def folded(projection: Projection, facts: Facts) -> dict[str, list[Row]]:
    """This is the rows after one fold over the facts, in exactly that order."""
    kept = InMemoryRows(projection.tables)
    rows = Rows(kept, projection.tables)
    parked = fold(projection, rows, facts, frozenset())
    assert not parked, parked
    complete(projection, rows)
    kept.keep(rows)
    return kept.contents()


def batched(projection: Projection, batches: Sequence[Facts]) -> dict[str, list[Row]]:
    """This is the rows of a sink that was given the batches one after the other."""
    sink = InMemoryProjection(projection, PARTITIONS)
    for batch in batches:
        sink.apply(batch, {})
    assert not sink.parked, sink.parked
    return sink.contents()


@st.composite
def interleavings(draw: st.DrawFn, facts: Facts, line: str) -> list[Recorded[Any]]:
    """This is the facts in another order that keeps the order within each stream or partition."""
    lines: dict[Any, list[Recorded[Any]]] = {}
    for recorded in facts:
        lines.setdefault(_line_of(recorded, line), []).append(recorded)
    turns = draw(st.permutations([key for key, inner in lines.items() for _ in inner]))
    taken = {key: iter(inner) for key, inner in lines.items()}
    return [next(taken[key]) for key in turns]


@st.composite
def deliveries(draw: st.DrawFn, facts: Facts) -> list[Facts]:
    """This is the facts as a stream may bring them: partitions in order, some again, in batches."""
    coming = draw(interleavings(facts, "partition"))
    last = len(coming) - 1
    if coming:
        for at in draw(st.lists(st.integers(0, last), max_size=5)):
            start = draw(st.integers(0, at))
            coming = coming[: at + 1] + coming[start : at + 1] + coming[at + 1 :]
    cuts = sorted(draw(st.lists(st.integers(0, len(coming)), max_size=6)))
    edges = [0, *cuts, len(coming)]
    return [coming[low:high] for low, high in pairwise(edges)]


def _line_of(recorded: Recorded[Any], line: str) -> Any:
    if line == "stream":
        return recorded.stream_id
    context = recorded.fact.TOPIC.partition(".")[0]
    return context, partition_of(recorded.stream_id, PARTITIONS)
