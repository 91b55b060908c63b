"""When all that is personal is erased, nothing stops, and nobody does anything else than before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from adapters.embeddings.hashing import HashingEmbedder
from adapters.postgres.todos.fold import projection_of
from application.automation import PROCESSES, REACTIONS
from application.looking_back import KINDS
from domain.shared.event import Recorded, context_of
from domain.shared.personal import ERASED, erased, personal_fields
from projections.catalogue import read_models
from projections.rows import Row
from projections.runtime import Projection
from projections.texts import NoTextReader
from tests.projections.test_public_columns import rows_of
from tests.support.histories import histories
from tests.support.laws import folded
from tests.support.tries import tried
from tests.support.views import history

READ_MODELS = tuple(read_models(HashingEmbedder(), NoTextReader()))
AUTOMATA = tuple(projection_of(one) for one in (*PROCESSES, *REACTIONS))
Facts = list[Recorded[Any]]


def forgotten(facts: Facts) -> Facts:
    """This is the same history, with every key destroyed."""
    return [replace(one, fact=_erased(one.fact)) for one in facts]


def _erased(fact: Any) -> Any:
    cls: Any = type(fact)
    names = [name for name in personal_fields(cls) if getattr(fact, name)]
    return erased(fact, names)


def _followed(projection: Projection, facts: Facts) -> Facts:
    return [one for one in facts if context_of(one.fact.TOPIC) in projection.contexts]


@tried(15)
@given(data=st.data())
def test_processes_go_on_as_they_were(data: st.DataObject) -> None:
    """A to-do named by what can be erased would be done again under another name."""
    facts = history(*data.draw(histories()))
    for automaton in AUTOMATA:
        expected = rows_of(automaton, _followed(automaton, facts))
        assert rows_of(automaton, _followed(automaton, forgotten(facts))) == expected


@tried(15)
@given(data=st.data())
def test_read_models_keep_their_rows(data: st.DataObject) -> None:
    facts = history(*data.draw(histories()))
    for projection in READ_MODELS:
        before = folded(projection, _followed(projection, facts))
        after = folded(projection, _followed(projection, forgotten(facts)))
        assert _counted(after) == _counted(before)


def _counted(rows: Mapping[str, Sequence[Row]]) -> dict[str, int]:
    """This is how many rows each table has; a vector goes with the words it was made of."""
    return {table: len(each) for table, each in rows.items() if table != "vectors"}


@tried(15)
@given(data=st.data())
def test_aggregates_fold_all_the_same(data: st.DataObject) -> None:
    for one in data.draw(histories()):
        kind = KINDS.get(one.stream_id.partition("-")[0])
        if kind is not None:
            cls: Any = kind.state
            state: Any = None
            for fact in one.facts:
                state = kind.evolve(state, _erased(fact))
            left = {getattr(state, name) for name in personal_fields(cls)}
            assert left <= {ERASED}
