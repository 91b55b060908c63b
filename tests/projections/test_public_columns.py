"""What is public of a read model is the same, whoever is erased and whatever can be opened."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from adapters.postgres.todos.fold import projection_of
from application.automation import PROCESSES, REACTIONS
from domain.shared.event import Recorded
from domain.shared.personal import erased, personal_fields
from projections.rows import InMemoryRows, Row, Rows, Table
from projections.runtime import Projection, complete, fold
from tests.projections.test_forgetting import ACCOUNT, ANNAS, MODELS, QUARREL, SAID, SIGN, follow
from tests.projections.test_tutor_search import rated
from tests.support.histories import histories
from tests.support.people import ANNA
from tests.support.tries import tried
from tests.support.views import Stream, stream

EVERY = (*MODELS, *map(projection_of, (*PROCESSES, *REACTIONS)))
WROTE = (
    stream(f"tutor-{ANNA}", *ANNAS),
    stream(f"account-{ANNA}", *ACCOUNT),
    stream("booking-1", *QUARREL),
    stream("review-b", *SAID),
)


def signed(fact: Any) -> Any:
    """This is the fact with a sign in every personal field."""
    return replace(fact, **{name: f"{SIGN}@{name}.org" for name in personal_fields(type(fact))})


def unopened(fact: Any) -> Any:
    """This is the fact as it reads without a single key."""
    return erased(fact, personal_fields(type(fact)))


Contents = dict[str, list[Row]]


def both(projection: Projection, streams: Iterable[Stream]) -> tuple[Contents, Contents]:
    """This is the rows of facts that can be opened, and of the same when they cannot."""
    facts = follow(projection, *(stream(one.stream_id, *map(signed, one.facts)) for one in streams))
    opened, closed = rows_of(projection, facts), rows_of(projection, list(_unopened(facts)))
    assert opened[1] == closed[1], "other facts are parked"
    return opened[0], closed[0]


def rows_of(projection: Projection, facts: Sequence[Recorded[Any]]) -> tuple[Contents, list[int]]:
    """This is the rows, and where what could not be applied stands: not all that is drawn can."""
    kept = InMemoryRows(projection.tables)
    rows = Rows(kept, projection.tables)
    parked = fold(projection, rows, facts, frozenset())
    complete(projection, rows)
    kept.keep(rows)
    return kept.contents(), [one.position for one in parked]


def _unopened(facts: Sequence[Recorded[Any]]) -> Iterable[Recorded[Any]]:
    return (replace(one, fact=unopened(one.fact)) for one in facts)


def public(projection: Projection, rows: Contents) -> Contents:
    """This is the rows, in their public columns."""
    return {
        table.name: [{name: row[name] for name in table.public_columns} for row in rows[table.name]]
        for table in projection.tables
        if table.public_columns
    }


@tried(25)
@given(streams=histories())
def test_does_not_depend_on_what_can_be_opened(streams: Sequence[Stream]) -> None:
    lived = [rated(one) for one in streams]
    for projection in EVERY:
        opened, closed = both(projection, lived)
        assert public(projection, opened) == public(projection, closed), projection.name


@pytest.mark.parametrize("projection", EVERY, ids=lambda projection: projection.name)
def test_holds_nothing_that_somebody_wrote(projection: Projection) -> None:
    opened, _closed = both(projection, WROTE)
    assert SIGN not in repr(public(projection, opened))


@pytest.mark.parametrize("projection", EVERY, ids=lambda projection: projection.name)
def test_leaves_nothing_out_that_is_the_same(projection: Projection) -> None:
    opened, closed = both(projection, WROTE)
    for table in projection.tables:
        for column in set(table.all_columns) - set(table.public_columns):
            assert column_of(table, column, opened) != column_of(table, column, closed), column


def column_of(table: Table, column: str, rows: Contents) -> list[Any]:
    return [row[column] for row in rows[table.name]]


def test_is_most_of_every_read_model() -> None:
    left_out = {
        f"{projection.name}.{table.name}"
        for projection in EVERY
        for table in projection.tables
        if not table.public_columns
    }
    assert left_out == {"tutor_embeddings.vectors", "profile_signs.signs"}
