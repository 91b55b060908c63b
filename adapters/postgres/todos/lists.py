"""The to-do lists of the processes, in PostgreSQL."""

from datetime import datetime
from typing import Any

from eventsourcing.postgres import PostgresDatastore
from psycopg import sql
from psycopg.errors import UndefinedTable

from application.todo import Due, GivenUp

OPEN = """
    FROM {list} t
    LEFT JOIN processes.attempts a ON a.process = %(process)s
         AND a.key = t.key AND a.name = t.name AND a.digest = t.digest
    WHERE a.done_at IS NULL
"""
ALIVE = OPEN + " AND (a.attempts IS NULL OR a.again_at IS NOT NULL)"
DUE = (
    "SELECT t.key, t.name, t.act, t.body, t.digest, coalesce(a.attempts, 0) AS attempts"
    + ALIVE
    + " AND (t.due_at IS NULL OR t.due_at <= %(now)s)"
    " AND (a.again_at IS NULL OR a.again_at <= %(now)s)"
    " ORDER BY t.due_at NULLS FIRST, t.key, t.name LIMIT %(limit)s"
)
NEXT = "SELECT min(greatest(t.due_at, a.again_at)) AS next" + ALIVE
GIVEN_UP = (
    "SELECT t.key, t.name, t.act, a.outcome AS reason, a.attempts"
    + OPEN
    + " AND a.attempts > 0 AND a.again_at IS NULL ORDER BY t.key, t.name"
)
NOTE = """
    INSERT INTO processes.attempts
        (process, key, name, digest, attempts, outcome, done_at, again_at)
    VALUES (%(process)s, %(key)s, %(name)s, %(digest)s, 1, %(outcome)s, %(done_at)s, %(again_at)s)
    ON CONFLICT (process, key, name, digest) DO UPDATE
    SET attempts = attempts.attempts + 1, outcome = excluded.outcome,
        done_at = excluded.done_at, again_at = excluded.again_at
    WHERE attempts.done_at IS NULL
"""
FORGET = """
    DELETE FROM processes.attempts
    WHERE process = %s AND key = %s AND name = %s AND done_at IS NULL AND again_at IS NULL
"""


class PostgresTodos:
    """This reads the lists where the processes' folds keep them, and notes each attempt."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        self._datastore = datastore

    def due(self, process: str, now: datetime, limit: int) -> list[Due]:
        """This is what is due and was not done yet; nothing before the list is first built."""
        values = {"process": process, "now": now, "limit": limit}
        return [Due(**row) for row in self._select(DUE, process, values)]

    def next_due(self, process: str) -> datetime | None:
        """This is when the next to-do comes due, or is to be tried again."""
        rows = self._select(NEXT, process, {"process": process})
        return rows[0]["next"] if rows else None

    def note_done(self, process: str, due: Due, outcome: str, at: datetime) -> None:
        """This notes that it was executed, and what was answered."""
        self._note(process, due, outcome, done_at=at, again_at=None)

    def note_failed(self, process: str, due: Due, reason: str, again_at: datetime | None) -> None:
        """This notes that it failed, and when to try again; without a time it is given up."""
        self._note(process, due, reason, done_at=None, again_at=again_at)

    def given_up(self, process: str) -> list[GivenUp]:
        """This is what is still to be done and is tried no more, for a person to look at."""
        rows = self._select(GIVEN_UP, process, {"process": process})
        return [GivenUp(**row) for row in rows]

    def ask_again(self, process: str, key: str, name: str) -> None:
        """This lets a to-do that was given up be tried anew."""
        with self._datastore.get_connection() as connection:
            connection.execute(FORGET, (process, key, name))

    def _note(
        self,
        process: str,
        due: Due,
        outcome: str,
        *,
        done_at: datetime | None,
        again_at: datetime | None,
    ) -> None:
        values = {
            "process": process,
            "key": due.key,
            "name": due.name,
            "digest": due.digest,
            "outcome": outcome,
            "done_at": done_at,
            "again_at": again_at,
        }
        with self._datastore.get_connection() as connection:
            connection.execute(NOTE, values)

    def _select(self, statement: Any, process: str, values: dict[str, Any]) -> list[Any]:
        query = sql.SQL(statement).format(list=sql.Identifier(process, "todos"))
        with self._datastore.get_connection() as connection:
            try:
                return connection.execute(query, values).fetchall()
            except UndefinedTable:
                return []
