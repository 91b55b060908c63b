"""How the to-do lists stand, for operators: what waits, what keeps failing, and asking again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsourcing.postgres import PostgresDatastore
from psycopg import sql
from psycopg.errors import UndefinedTable

from adapters.postgres.todos.lists import OPEN

COUNTED = (
    "SELECT count(*) AS open,"
    " count(*) FILTER (WHERE t.due_at IS NULL OR t.due_at <= %(now)s) AS due,"
    " count(*) FILTER (WHERE a.attempts > 0) AS failing,"
    " min(t.due_at) FILTER (WHERE t.due_at > %(now)s) AS next_due" + OPEN
)
FAILING = (
    "SELECT t.key, t.name, t.act, t.due_at, a.attempts, a.outcome AS reason, a.again_at"
    + OPEN
    + " AND a.attempts > 0 ORDER BY t.key, t.name LIMIT %(limit)s"
)
RETRY = """
    UPDATE processes.attempts AS a SET again_at = NULL, attempts = 0
    FROM {list} t
    WHERE a.process = %(process)s AND a.key = t.key AND a.name = t.name AND a.digest = t.digest
      AND a.done_at IS NULL AND (%(key)s::text IS NULL OR t.key = %(key)s)
"""


@dataclass(frozen=True, slots=True)
class FailingTodo:
    """This is a to-do the world did not answer: how often, why, and when it is tried again."""

    key: str
    name: str
    act: str
    due_at: datetime | None
    attempts: int
    reason: str
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class TodoStatus:
    """This is one process's list: what is open, how much of it is due, and what fails."""

    process: str
    open: int
    due: int
    next_due: datetime | None
    failing: tuple[FailingTodo, ...]


def standing(
    datastore: PostgresDatastore, processes: Sequence[str], now: datetime, *, limit: int = 100
) -> list[TodoStatus]:
    """This is how the lists of those processes stand; one never built stands empty."""
    return [_standing(datastore, process, now, limit) for process in processes]


def retry(datastore: PostgresDatastore, process: str, key: str | None = None) -> int:
    """This lets what failed be tried at once, and answers how much that is."""
    query = sql.SQL(RETRY).format(list=sql.Identifier(process, "todos"))
    with datastore.get_connection() as connection:
        try:
            return connection.execute(query, {"process": process, "key": key}).rowcount
        except UndefinedTable:
            return 0


def _standing(datastore: PostgresDatastore, process: str, now: datetime, limit: int) -> TodoStatus:
    asked = {"process": process, "now": now, "limit": limit}
    counted = _rows(datastore, COUNTED, asked)
    if not counted:
        return TodoStatus(process, 0, 0, None, ())
    failing = tuple(FailingTodo(**row) for row in _rows(datastore, FAILING, asked))
    row = counted[0]
    return TodoStatus(process, row["open"], row["due"], row["next_due"], failing)


def _rows(datastore: PostgresDatastore, statement: str, asked: dict[str, Any]) -> list[Any]:
    query = sql.SQL(statement).format(list=sql.Identifier(asked["process"], "todos"))
    with datastore.get_connection() as connection:
        try:
            return connection.execute(query, asked).fetchall()
        except UndefinedTable:
            return []
