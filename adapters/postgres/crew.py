"""Who works on the same things, and which portion is whose; known by the connections that stand.

Each member holds one lock, together with the others, for as long as its connection stands, so that
one who is killed is gone at once, and nobody has to write that he is still there. The partitions
are dealt out in the order of the members. For a moment two may see it differently: that costs a
little work twice and never a wrong row, since whoever writes looks first what is there.
"""

import threading
import time
from typing import Any

import psycopg
from psycopg import Connection

from adapters.postgres.pool import outages
from application.consistency import Portion

FRESH_SECONDS = 0.3
_JOIN = "SELECT pg_advisory_lock_shared(hashtextextended(%s, 0))"
_MEMBERS = """
    SELECT pid, pg_backend_pid() FROM pg_locks, hashtextextended(%s, 0) AS key
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid::bigint = key >> 32 & 4294967295 AND objid::bigint = key & 4294967295
    ORDER BY pid
"""


class PostgresCrew:
    """This is one member of a crew; for many threads, on one connection.

    What was seen a moment ago is told again, so that many threads ask as little as one.
    """

    def __init__(self, url: str, name: str, partitions: int) -> None:
        self._url = url
        self._name = f"preceptor crew {name}"
        self._partitions = partitions
        self._connection: Connection[Any] | None = None
        self._lock = threading.Lock()
        self._known = Portion(frozenset(), partitions)
        self._known_until = 0.0

    def portion(self) -> Portion:
        """This is what is ours now: all of it while there is nobody else.

        Raises:
            Unavailable: PostgreSQL does not answer.
        """
        with self._lock:
            if time.monotonic() > self._known_until:
                self._known = self._look()
                self._known_until = time.monotonic() + FRESH_SECONDS
            return self._known

    def close(self) -> None:
        """This leaves the crew; the next look joins it again."""
        with self._lock:
            self._leave()

    def _look(self) -> Portion:
        try:
            with outages():
                if self._connection is None:
                    self._connection = psycopg.connect(self._url, autocommit=True)
                    self._connection.execute(_JOIN, (self._name,))
                rows = self._connection.execute(_MEMBERS, (self._name,)).fetchall()
        except BaseException:
            self._leave()
            raise
        members = [pid for pid, _ours in rows]
        return Portion.at(members.index(rows[0][1]), len(members), self._partitions)

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
