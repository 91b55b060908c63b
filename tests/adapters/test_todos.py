"""What every to-do list promises, asked of the one in memory and of PostgreSQL alike."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from adapters.memory.todos import InMemoryTodos
from adapters.postgres.migrate import migrate
from adapters.postgres.pool import open_datastore
from adapters.postgres.projections import layout
from adapters.postgres.projections.store import ProjectionStore
from adapters.postgres.projections.worker import connector
from adapters.postgres.todos.fold import TODOS, projection_of, row_of
from adapters.postgres.todos.lists import PostgresTodos
from application.booking import AdvanceBooking
from application.processes.booking_clock import BOOKING_CLOCK
from application.todo import Todo, TodoList
from projections.rows import Row
from tests.support.calendar import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, minutes
from tests.support.laws import PARTITIONS
from tests.support.market import Market
from tests.support.people import ANNA, AS_BEN

NAME = BOOKING_CLOCK.name


@dataclass(frozen=True, slots=True)
class Listed:
    """This is a list of to-dos, and the way to put rows on it and to take them off."""

    todos: TodoList
    put: Callable[[Row], None]
    clear: Callable[[], None]

    def add(self, name: str, due_at: datetime | None = None, *, booking: str = "b1") -> None:
        """This puts a to-do on the list."""
        todo = Todo(name, AdvanceBooking(booking_id=booking), due_at)
        self.put({"key": booking, **row_of(todo)})

    def due(self, now: datetime = MONDAY, limit: int = 10) -> list[str]:
        """This is what is due, by name."""
        return [each.name for each in self.todos.due(NAME, now, limit)]

    def first(self, now: datetime = MONDAY) -> Any:
        """This is what is due first."""
        return self.todos.due(NAME, now, 1)[0]


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.io)])
def listed(request: pytest.FixtureRequest) -> Iterator[Listed]:
    if request.param == "memory":
        rows: list[Row] = []
        yield Listed(InMemoryTodos({NAME: lambda: rows}), rows.append, rows.clear)
        return
    url = request.getfixturevalue("database_url")
    migrate(url)
    with closing(connector(url)()) as connection, closing(open_datastore(url)) as datastore:
        layout.make(connection, NAME, projection_of(BOOKING_CLOCK), PARTITIONS)
        yield Listed(
            PostgresTodos(datastore),
            lambda row: _insert(connection, row),
            lambda: _clear(connection),
        )


def _insert(connection: "psycopg.Connection[Any]", row: Row) -> None:
    columns = TODOS.all_columns
    statement = SQL("INSERT INTO {} ({}) VALUES ({})").format(
        Identifier(NAME, TODOS.name),
        SQL(", ").join(map(Identifier, columns)),
        SQL(", ").join(SQL("%s") for _ in columns),
    )
    connection.execute(statement, [row[column] for column in columns])


def _clear(connection: "psycopg.Connection[Any]") -> None:
    connection.execute(SQL("DELETE FROM {}").format(Identifier(NAME, TODOS.name)))


class TestWhatIsDue:
    def test_is_in_order_of_the_deadlines(self, listed: Listed) -> None:
        listed.add("friday", FRIDAY)
        listed.add("tuesday", TUESDAY)
        listed.add("at once")
        listed.add("monday", MONDAY)
        assert listed.due() == ["at once", "monday"]
        assert listed.due(FRIDAY) == ["at once", "monday", "tuesday", "friday"]
        assert listed.due(FRIDAY, limit=2) == ["at once", "monday"]

    def test_carries_what_is_to_be_done(self, listed: Listed) -> None:
        listed.add("one")
        due = listed.first()
        act = AdvanceBooking.model_validate_json(due.body)
        assert (due.key, due.act, due.attempts) == ("b1", "AdvanceBooking", 0)
        assert act == AdvanceBooking(booking_id="b1")

    def test_is_nothing_where_nothing_is(self, listed: Listed) -> None:
        assert listed.due(FRIDAY) == []
        assert listed.todos.next_due(NAME) is None


class TestWhatIsDone:
    def test_is_due_no_more(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_done(NAME, listed.first(), "done", MONDAY)
        assert listed.due(FRIDAY) == []
        assert listed.todos.next_due(NAME) is None

    def test_stays_done_when_the_list_is_built_anew(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_done(NAME, listed.first(), "done", MONDAY)
        listed.clear()
        listed.add("one")
        assert listed.due() == []

    def test_is_that_act_alone(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_done(NAME, listed.first(), "done", MONDAY)
        listed.add("one", booking="b2")
        assert [each.key for each in listed.todos.due(NAME, MONDAY, 10)] == ["b2"]

    def test_is_not_undone_by_somebody_who_failed_later(self, listed: Listed) -> None:
        listed.add("one")
        due = listed.first()
        listed.todos.note_done(NAME, due, "done", MONDAY)
        listed.todos.note_failed(NAME, due, "Unavailable", TUESDAY)
        assert listed.due(FRIDAY) == []


class TestWhatFailed:
    def test_is_due_again_when_it_was_said(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_failed(NAME, listed.first(), "Unavailable", TUESDAY)
        assert listed.due() == []
        assert listed.todos.next_due(NAME) == TUESDAY
        assert listed.due(TUESDAY) == ["one"]
        assert listed.first(TUESDAY).attempts == 1

    def test_counts_its_attempts(self, listed: Listed) -> None:
        listed.add("one")
        for at in (TUESDAY, WEDNESDAY, THURSDAY):
            listed.todos.note_failed(NAME, listed.first(THURSDAY), "Unavailable", at)
        assert listed.first(THURSDAY).attempts == 3
        listed.todos.note_done(NAME, listed.first(THURSDAY), "done", THURSDAY)
        assert listed.due(FRIDAY) == []

    def test_is_given_up_without_another_time(self, listed: Listed) -> None:
        listed.add("one")
        listed.add("two")
        listed.todos.note_failed(NAME, listed.first(), "Unavailable", None)
        assert listed.due(FRIDAY) == ["two"]
        assert listed.todos.next_due(NAME) is None
        (given_up,) = listed.todos.given_up(NAME)
        assert (given_up.key, given_up.name, given_up.act) == ("b1", "one", "AdvanceBooking")
        assert (given_up.reason, given_up.attempts) == ("Unavailable", 1)

    def test_may_be_asked_again(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_failed(NAME, listed.first(), "Unavailable", None)
        listed.todos.ask_again(NAME, "b1", "two")
        assert listed.due() == []
        listed.todos.ask_again(NAME, "b1", "one")
        assert listed.due() == ["one"]
        assert listed.todos.given_up(NAME) == []

    def test_that_is_needed_no_more_is_not_given_up(self, listed: Listed) -> None:
        listed.add("one")
        listed.todos.note_failed(NAME, listed.first(), "Unavailable", None)
        listed.clear()
        assert listed.todos.given_up(NAME) == []


class TestTheNextDeadline:
    def test_is_the_earliest_ahead(self, listed: Listed) -> None:
        listed.add("friday", FRIDAY)
        listed.add("tuesday", TUESDAY)
        assert listed.todos.next_due(NAME) == TUESDAY

    def test_is_never_before_the_deadline_itself(self, listed: Listed) -> None:
        listed.add("friday", FRIDAY)
        listed.todos.note_failed(NAME, listed.first(FRIDAY), "Unavailable", TUESDAY)
        assert listed.todos.next_due(NAME) == FRIDAY
        assert listed.due(TUESDAY) == []


def test_attempts_by_many_at_once_are_all_counted(listed: Listed) -> None:
    listed.add("one")
    due = listed.first()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: listed.todos.note_failed(NAME, due, "x", TUESDAY), range(16)))
    assert listed.first(TUESDAY).attempts == 16


@pytest.mark.io
def test_a_list_that_was_never_built_is_empty(database_url: str) -> None:
    migrate(database_url)
    with closing(open_datastore(database_url)) as datastore:
        todos = PostgresTodos(datastore)
        assert todos.due(NAME, MONDAY, 10) == []
        assert todos.next_due(NAME) is None
        assert todos.given_up(NAME) == []


@pytest.mark.io
def test_a_process_folds_its_list_into_postgresql(database_url: str) -> None:
    migrate(database_url)
    market = Market.opened()
    booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
    projection = projection_of(BOOKING_CLOCK)
    with (
        closing(connector(database_url)()) as connection,
        closing(open_datastore(database_url)) as datastore,
    ):
        layout.make(connection, NAME, projection, PARTITIONS)
        store = ProjectionStore(connection, projection, PARTITIONS)
        store.apply(market.log.facts, {})
        todos = PostgresTodos(datastore)
        assert todos.next_due(NAME) == MONDAY + minutes(10)
        (due,) = todos.due(NAME, MONDAY + minutes(10), 10)
        assert AdvanceBooking.model_validate_json(due.body).booking_id == booking_id
        head = market.log.head()
        market.advance(minutes=10)
        store.apply(market.log.facts[head:], {})
        assert todos.next_due(NAME) is None
