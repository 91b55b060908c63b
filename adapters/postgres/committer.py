"""Group commit: commands that arrive together share one transaction and one fsync.

One thread takes whatever is waiting, hands it to `log.append_group` in one call, and has each
command told its own outcome. While that transaction runs the next group gathers by itself, so
that groups grow with the load and a lone command waits for nobody.
"""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Final

import psycopg

from adapters.postgres.entry import MOST_IN_GROUP, Entry, Verdict, answer
from domain.shared.errors import Unavailable

TRIES: Final = 5


class Committer:
    """This appends entries in groups, of whatever number of threads."""

    def __init__(
        self,
        append: Callable[[Sequence[Entry]], list[Verdict]],
        on_group: Callable[[int], None] = lambda _size: None,
    ) -> None:
        self._append = append
        self._on_group = on_group
        self._queue: SimpleQueue[Entry | None] = SimpleQueue()
        self._waiting: list[Entry] = []
        self._stopping = False
        self._is_last = False
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def append(self, entry: Entry) -> Verdict:
        """This waits until the entry's group is durable, and returns the entry's verdict.

        Raises:
            Unavailable: the database did not answer; the ledger knows what became of it.
        """
        self.begin(entry)
        return entry.wait()

    def begin(self, entry: Entry) -> None:
        """This appends the entry with the next group, and has it told.

        Raises:
            Unavailable: the log is closed.
        """
        if self._stopping:
            raise Unavailable("the log is closed")
        self._queue.put(entry)

    def close(self) -> None:
        """This lets what is waiting be committed, and ends the thread."""
        self._stopping = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while self._gather():
            group = self._take()
            self._commit(group)
            self._on_group(len(group))

    def _gather(self) -> bool:
        """This waits until there is something to commit, and is false when nothing will come."""
        if not self._waiting and not self._is_last:
            self._keep(self._queue.get())
        try:
            while len(self._waiting) < MOST_IN_GROUP:
                self._keep(self._queue.get_nowait())
        except Empty:
            pass
        return bool(self._waiting)

    def _keep(self, entry: Entry | None) -> None:
        if entry is None:
            self._is_last = True
        else:
            self._waiting.append(entry)

    def _take(self) -> list[Entry]:
        """This takes the next group; what one writes and another rests on waits a turn.

        A stream that is only read may be shared by all: nobody in the group moves it.
        """
        group: list[Entry] = []
        later: list[Entry] = []
        rested_on: set[object] = set()
        written: set[object] = set()
        for entry in self._waiting:
            reads, writes = entry.reads, entry.writes
            waits = not (written.isdisjoint(reads) and rested_on.isdisjoint(writes))
            (later if waits else group).append(entry)
            rested_on.update(reads, writes)
            written.update(writes)
        self._waiting = later
        return group

    def _commit(self, group: list[Entry]) -> None:
        try:
            answers: Sequence[Verdict | Exception] = self._call_until_answered(group)
        except psycopg.Error as reason:
            answers = self._one_by_one(group, reason)
        answer(group, answers)

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
                return self._append(group)
            except psycopg.OperationalError:
                if attempt == TRIES - 1:
                    raise
                threading.Event().wait(0.1 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")
