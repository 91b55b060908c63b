"""Waiting until a projection has come far enough, without asking it again and again.

One thread listens to what the projections tell whenever they commit, and wakes those who wait
for exactly that.
"""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import structlog
from psycopg import Connection

from adapters.postgres.projections import layout
from application.consistency import Partition, Token, all_partitions
from projections.runtime import Projection

LISTEN_SECONDS = 1.0
AGAIN_AFTER_SECONDS = 0.5

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class _Waiter:
    name: str
    token: Token
    woken: threading.Event = field(default_factory=threading.Event)


class ProjectionWaiting:
    """This knows how far each projection is, and lets callers wait for it; for many threads."""

    def __init__(self, url: str, projections: Iterable[Projection], partitions: int) -> None:
        self._url = url
        self._reached: dict[str, dict[Partition, int]] = {
            projection.name: dict.fromkeys(all_partitions(projection.contexts, partitions), 0)
            for projection in projections
        }
        self._waiters: set[_Waiter] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._is_deaf = False
        self._thread = threading.Thread(target=self._run, name="waiting", daemon=True)

    def start(self) -> None:
        """This begins to listen."""
        self._thread.start()

    def close(self) -> None:
        """This ends listening; whoever still waits is told how far behind it is."""
        self._stopping.set()
        with self._lock:
            for waiter in self._waiters:
                waiter.woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wait(self, name: str, token: Token, timeout: float) -> int:
        """This waits until the projection has what the token names, at most so many seconds.

        It answers how many positions the projection is still behind; 0 is none. Contexts that
        it does not follow hold nobody up.
        """
        waiter = _Waiter(name, token)
        with self._lock:
            if not token.beyond(self._reached[name]):
                return 0
            self._waiters.add(waiter)
        waiter.woken.wait(timeout)
        with self._lock:
            self._waiters.discard(waiter)
            return token.beyond(self._reached[name])

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(
                    self._url, autocommit=True, application_name="preceptor waiting"
                ) as connection:
                    self._listen(connection)
            except psycopg.Error as reason:
                if not self._is_deaf:
                    log.warning("waiting_interrupted", error=type(reason).__name__)
                self._is_deaf = True
                self._stopping.wait(AGAIN_AFTER_SECONDS)

    def _listen(self, connection: "Connection[Any]") -> None:
        connection.execute(f"LISTEN {layout.CHANNEL}")
        for name in self._reached:
            # Not built yet: its first commit will tell.
            with suppress(psycopg.errors.UndefinedTable):
                self._note(name, layout.positions_in(connection, name))
        self._is_deaf = False
        while not self._stopping.is_set():
            for told in connection.notifies(timeout=LISTEN_SECONDS):
                name, _, text = told.payload.partition(" ")
                if name in self._reached:
                    self._note(name, Token.decode(text).positions)
                if self._stopping.is_set():
                    return

    def _note(self, name: str, positions: Mapping[Partition, int]) -> None:
        with self._lock:
            reached = self._reached[name]
            reached.update(positions)
            for waiter in self._waiters:
                if waiter.name == name and not waiter.token.beyond(reached):
                    waiter.woken.set()
