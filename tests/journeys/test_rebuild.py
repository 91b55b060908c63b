"""Rebuilding a read model while it is read and written: nobody notices."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import cycle
from typing import Any

import psycopg
import pytest
from psycopg import sql

from adapters.bootstrap import Container
from adapters.postgres.projections.rebuild import rebuild
from adapters.postgres.projections.worker import connector
from projections.runtime import Projection
from tests.support.load import Load
from tests.support.marketplace import Marketplace, hour
from tests.support.proof import Proof
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

Count = Counter[str]


def questions(load: Load) -> list[tuple[str, dict[str, str]]]:
    customer = load.customers[0]
    student, tutor = customer.student.account_id, customer.tutors[0].tutor_id
    window = {"start": hour(5, 0).isoformat(), "end": hour(60, 0).isoformat()}
    return [
        (f"/v1/accounts/{student}", {}),
        ("/v1/tutors", {"words": "english conversation"}),
        ("/v1/tutors", {"subject": "english"}),
        (f"/v1/tutors/{tutor}", {}),
        (f"/v1/tutors/{tutor}/slots", window),
        (f"/v1/calendars/{student}", window),
        (f"/v1/bookings/{next(iter(customer.expected))}", {}),
    ]


@contextmanager
def repeated(deed: Callable[[], str]) -> Iterator[Count]:
    """This does it over and over until the block ends, and counts what came of it."""
    stop, seen = threading.Event(), Count()

    def run() -> None:
        while not stop.is_set():
            seen[deed()] += 1

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


@contextmanager
def counted(container: Container, projection: Projection) -> Iterator[Count]:
    """This reads a table of the read model over and over, straight from PostgreSQL."""
    table = sql.Identifier(projection.name, projection.tables[0].name)
    query = sql.SQL("SELECT count(*) FROM {}").format(table)
    with ExitStack() as stack:
        opened = psycopg.connect(container.url, autocommit=True)
        connection: psycopg.Connection[Any] = stack.enter_context(opened)
        yield stack.enter_context(repeated(partial(_rows, connection, query)))


class TestRebuildingUnderLoad:
    def test_is_not_noticed_by_anybody(
        self, stack: RunningStack, market: Marketplace, load: Load
    ) -> None:
        with load.running():
            load.await_more(20)
        stack.settle()
        student = replace(load.customers[0].student, token="", retries_for=0.0)
        market.sign_in(student)
        turn = cycle(questions(load))

        def look() -> str:
            path, values = next(turn)
            reply = student.look(path, **values)
            return "well" if reply.status in (200, 429) else f"{reply.status} at {path}"

        with stack.inside() as container:
            followers = (*container.read_models, *container.automata)
            with load.running(), repeated(look) as seen:
                for projection in followers:
                    with counted(container, projection) as rows:
                        rebuilt = _rebuilt(container, projection)
                    assert rebuilt == ()
                    assert len(rows) == 1, (projection.name, rows)
                    assert rows.keys() <= {"there", "none yet"}, (projection.name, rows)
                load.await_more(5)
            assert set(seen) == {"well"}, seen
            stack.settle()
            with Proof.of(container) as proof:
                proof.positions_have_no_gap()
                proof.bookings_stand(load.expected)


def _rebuilt(container: Container, projection: Projection) -> tuple[Any, ...]:
    connect = connector(container.url)
    rebuilt = rebuild(connect, projection, container.facts, container.partitions, strict=True)
    assert rebuilt.was_compared
    return rebuilt.differences


def _rows(connection: "psycopg.Connection[Any]", query: sql.Composed) -> str:
    try:
        row = connection.execute(query, prepare=True).fetchone()
    except psycopg.Error as reason:
        return type(reason).__name__
    return "there" if row and row[0] else "none yet"
