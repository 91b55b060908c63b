"""One group against a model: positions, ledger, times and verdicts, whatever is refused in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.appending import GroupAppends
from adapters.postgres.arrays import bigint, instant, integer, literal, text
from adapters.postgres.entry import Entry, Verdict
from adapters.postgres.migrate import migrate
from tests.support.calendar import MONDAY, minutes
from tests.support.tries import tried

FENCED = "ben/contact"
OLD = Verdict("seen", 1, 1, "old", "the first answer")
FACTS = """
    SELECT notification_id, originator_id, originator_version, recorded_at, subjects
    FROM log.facts WHERE notification_id > %s ORDER BY notification_id
"""
LEDGER = """
    SELECT key, first_position, last_position FROM log.ledger WHERE scope = %s ORDER BY key
"""
Row = tuple[Any, ...]
Connection = psycopg.Connection[Any]


class Asked(NamedTuple):
    """This is one command of a group: what it adds to a stream of its own, and what is wrong."""

    name: str
    facts: int
    at: datetime
    is_seen: bool = False
    is_moved: bool = False
    is_fenced: bool = False

    def entry(self, scope: str = "ben") -> Entry:
        stream = text(self.name)
        seen = ("ben", "old", "old", "the first answer")
        told = seen if self.is_seen else (scope, self.name, "f", "{}")
        return Entry(
            command=(*map(text, told), integer(self.facts), instant(self.at), *[text("a")] * 4),
            guards=[(stream, bigint(7 if self.is_moved else 0))],
            drawers=[text(FENCED)] if self.is_fenced else [],
            facts=[
                (stream, integer(nth), bigint(nth + 1), text("t.v1"), text("{}"), literal(["ben"]))
                for nth in range(self.facts)
            ],
        )


@dataclass
class Model:
    """This is what the log holds after a group, worked out one command after another."""

    position: int
    recorded_at: datetime
    facts: list[Row] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)

    def append(self, asked: Asked) -> Verdict:
        if asked.is_seen:
            return OLD
        if asked.is_moved:
            return Verdict("moved", None, None, None, None, asked.name)
        if asked.is_fenced:
            return Verdict("fenced", None, None)
        first = self.position + 1
        for version in range(1, asked.facts + 1):
            self.position += 1
            self.recorded_at = max(self.recorded_at, asked.at)
            self.facts.append((self.position, asked.name, version, self.recorded_at, ["ben"]))
        span = (first, self.position) if asked.facts else (None, None)
        self.ledger.append((asked.name, *span))
        return Verdict("appended", *span)


class Drawn(NamedTuple):
    """This is a command as it is drawn: how late it is, and not who it is."""

    facts: int
    late: int
    is_seen: bool
    is_moved: bool
    is_fenced: bool


SOMETIMES = st.integers(0, 3).map(lambda one: one == 3)
GROUPS = st.lists(
    st.builds(
        Drawn,
        facts=st.integers(0, 3),
        late=st.integers(-5, 5),
        is_seen=SOMETIMES,
        is_moved=SOMETIMES,
        is_fenced=SOMETIMES,
    ),
    min_size=1,
    max_size=10,
)


def group_of(drawn: Iterable[Drawn], scope: str, since: datetime) -> list[Asked]:
    """This names them; a key stands once in a group, so only one comes with one that was seen."""
    group: list[Asked] = []
    for number, (facts, late, is_seen, *others) in enumerate(drawn):
        first = is_seen and not any(one.is_seen for one in group)
        name = f"{scope}-{number:02}"
        group.append(Asked(name, facts, since + minutes(late), first, *others))
    return group


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    migrate(database_url)
    with psycopg.connect(database_url, autocommit=True) as opened:
        yield opened


@pytest.fixture
def appends(database_url: str, connection: Connection) -> Iterator[GroupAppends]:
    fence = "INSERT INTO log.fences (drawer, request_id, position) VALUES (%s, 'r', 0)"
    connection.execute(fence, (FENCED,))
    appends = GroupAppends(lambda: psycopg.connect(database_url, autocommit=True))
    assert appends([Asked("old", 1, MONDAY, is_seen=True).entry()]) == [Verdict("appended", 1, 1)]
    yield appends
    appends.close()


def stands(connection: Connection) -> tuple[int, datetime]:
    found = connection.execute("SELECT position, recorded_at FROM log.head").fetchone()
    assert found is not None
    return found[0], found[1]


@pytest.mark.io
class TestAGroup:
    def test_leaves_what_its_commands_would_leave_one_by_one(
        self, connection: Connection, appends: GroupAppends
    ) -> None:
        numbers = count()

        @tried(100)
        @given(GROUPS)
        def against_the_model(drawn: list[Drawn]) -> None:
            scope = f"scope-{next(numbers)}"
            before, since = stands(connection)
            group = group_of(drawn, scope, since)
            model = Model(before, since)
            expected = [model.append(one) for one in group]
            assert appends([one.entry(scope) for one in group]) == expected
            assert connection.execute(FACTS, (before,)).fetchall() == model.facts
            assert connection.execute(LEDGER, (scope,)).fetchall() == model.ledger
            assert stands(connection) == (model.position, model.recorded_at)

        against_the_model()

    def test_is_told_of_once_it_is_in(self, connection: Connection, appends: GroupAppends) -> None:
        connection.execute("LISTEN preceptor_log")
        appends([Asked("two", 2, MONDAY).entry(), Asked("none", 0, MONDAY).entry()])
        appends([Asked("moved", 1, MONDAY, is_moved=True).entry()])
        told = [note.payload for note in connection.notifies(timeout=5, stop_after=1)]
        assert told == ["3"]
        assert list(connection.notifies(timeout=0.1)) == []

    def test_that_is_refused_leaves_nothing(self, appends: GroupAppends) -> None:
        with pytest.raises(psycopg.DataError):
            appends([Asked("good", 1, MONDAY).entry(), Asked("bad\0", 1, MONDAY).entry()])
        assert appends([Asked("good", 1, MONDAY).entry()]) == [Verdict("appended", 2, 2)]

    def test_finds_a_new_connection_after_a_lost_one(
        self, connection: Connection, appends: GroupAppends
    ) -> None:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        with pytest.raises(psycopg.OperationalError):
            appends([Asked("one", 1, MONDAY).entry()])
        assert appends([Asked("one", 1, MONDAY).entry()]) == [Verdict("appended", 2, 2)]
