"""Group commit: commands that arrive together share one transaction and one fsync.

One thread takes whatever is waiting, hands it to `log.append_group` in one call, and tells
each command its own outcome. While that transaction runs the next group gathers by itself,
so that groups grow with the load and a lone command waits for nobody.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from psycopg.rows import tuple_row

from domain.shared.errors import Unavailable

MOST_IN_GROUP = 256
TRIES = 5
CALL = "SELECT * FROM log.append_group(%s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """This is what became of one command's append: appended, seen before, moved or fenced."""

    kind: str
    first_position: int | None
    last_position: int | None
    fingerprint: str | None
    outcome: str | None
    stream_id: str | None


@dataclass(slots=True)
class Entry:
    """This is one command's append, in the JSON shapes `log.append_group` takes."""

    scope: str
    key: str
    fingerprint: str
    outcome: str
    guards: Sequence[tuple[str, int]]
    drawers: Sequence[str]
    facts: Sequence[dict[str, Any]]
    answer: "Verdict | Exception | None" = None
    answered: threading.Lock = field(default_factory=threading.Lock)


class Committer:
    """This appends entries in groups; `append` may be called by any number of threads."""

    def __init__(
        self,
        connect: Callable[[], "psycopg.Connection[Any]"],
        on_group: Callable[[int], None] = lambda _size: None,
    ) -> None:
        self._connect = connect
        self._on_group = on_group
        self._waiting: deque[Entry] = deque()
        self._wake = threading.Semaphore(0)
        self._stopping = False
        self._connection: psycopg.Connection[Any] | None = None
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def append(self, entry: Entry) -> Verdict:
        """This waits until the entry's group is durable, and returns the entry's verdict.

        Raises:
            Unavailable: the database did not answer; the ledger knows what became of it.
        """
        if self._stopping:
            raise Unavailable("the log is closed")
        entry.answered.acquire()
        self._waiting.append(entry)
        self._wake.release()
        entry.answered.acquire()
        if isinstance(entry.answer, Verdict):
            return entry.answer
        assert isinstance(entry.answer, Exception)
        raise entry.answer

    def close(self) -> None:
        """This lets what is waiting be committed, and ends the thread."""
        self._stopping = True
        self._wake.release()
        self._thread.join()
        if self._connection is not None:
            self._connection.close()

    def _run(self) -> None:
        while True:
            self._wake.acquire()
            group = self._take()
            if group:
                self._commit(group)
                self._on_group(len(group))
            elif self._stopping:
                return

    def _take(self) -> list[Entry]:
        """This takes the next group; what one writes and another rests on waits a turn.

        A stream that is only read may be shared by all: nobody in the group moves it.
        """
        group: list[Entry] = []
        later: list[Entry] = []
        read: set[object] = set()
        written: set[object] = set()
        while self._waiting and len(group) < MOST_IN_GROUP:
            entry = self._waiting.popleft()
            reads = {stream for stream, _ in entry.guards}
            writes = {fact["stream"] for fact in entry.facts} | {(entry.scope, entry.key)}
            if written.isdisjoint(reads | writes) and read.isdisjoint(writes):
                group.append(entry)
            else:
                later.append(entry)
            read |= reads
            written |= writes
        self._waiting.extendleft(reversed(later))
        if self._waiting:
            self._wake.release()
        return group

    def _commit(self, group: list[Entry]) -> None:
        try:
            verdicts: Sequence[Verdict | Exception] = self._call_until_answered(group)
        except psycopg.Error as reason:
            verdicts = self._one_by_one(group, reason)
        for entry, verdict in zip(group, verdicts, strict=True):
            entry.answer = verdict
            entry.answered.release()

    def _one_by_one(self, group: list[Entry], reason: psycopg.Error) -> list[Verdict | Exception]:
        """This finds out which entry the database refused, so that it fails alone."""
        if isinstance(reason, psycopg.OperationalError):
            lost = Unavailable("the database does not answer")
            return [lost for _ in group]
        answers: list[Verdict | Exception] = []
        for entry in group:
            try:
                answers.extend(self._call_until_answered([entry]))
            except psycopg.Error as refused:
                answers.append(refused)
        return answers

    def _call_until_answered(self, group: list[Entry]) -> list[Verdict]:
        """This calls again after a lost connection: the ledger tells what was committed."""
        for attempt in range(TRIES):
            try:
                return self._call(group)
            except psycopg.OperationalError:
                self._drop_connection()
                if attempt == TRIES - 1:
                    raise
                threading.Event().wait(0.1 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _call(self, group: list[Entry]) -> list[Verdict]:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            rows = cursor.execute(CALL, _shapes(group), prepare=True).fetchall()
        verdicts = {row[0]: Verdict(*row[1:]) for row in rows}
        return [verdicts[number] for number in range(len(group))]

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _shapes(group: list[Entry]) -> tuple[str, str, str, str]:
    commands: list[dict[str, Any]] = []
    guards: list[dict[str, Any]] = []
    drawers: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for number, entry in enumerate(group):
        commands.append(
            {
                "cmd": number,
                "scope": entry.scope,
                "key": entry.key,
                "fingerprint": entry.fingerprint,
                "outcome": entry.outcome,
            }
        )
        guards.extend(
            {"cmd": number, "stream": stream, "expected": expected}
            for stream, expected in entry.guards
        )
        drawers.extend({"cmd": number, "drawer": drawer} for drawer in entry.drawers)
        facts.extend(
            {"ord": order, "cmd": number, **fact}
            for order, fact in enumerate(entry.facts, start=len(facts))
        )
    return _json(commands), _json(guards), _json(drawers), _json(facts)


def _json(shape: list[dict[str, Any]]) -> str:
    return orjson.dumps(shape).decode()
