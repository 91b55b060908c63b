"""The to-do lists of the processes in memory, over whatever holds their rows."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from application.todo import Due, GivenUp
from projections.rows import Row

Rows = Callable[[], Iterable[Row]]
Deed = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Attempts:
    """This is what became of one deed so far."""

    count: int
    outcome: str
    is_done: bool
    again_at: datetime | None

    @property
    def is_given_up(self) -> bool:
        """This is true when nobody will try again."""
        return not self.is_done and self.again_at is None


class InMemoryTodos:
    """This reads the lists where they are kept, and notes each attempt in a dict."""

    def __init__(self, lists: Mapping[str, Rows]) -> None:
        self._lists = lists
        self._attempts: dict[Deed, _Attempts] = {}
        self._lock = threading.Lock()

    def due(self, process: str, now: datetime, limit: int) -> list[Due]:
        """This is what is due and was not done yet, the longest due first."""
        ready = [row for row, at in self._alive(process) if at is None or at <= now]
        ready.sort(key=_longest_due_first)
        return [self._due(process, row) for row in ready[:limit]]

    def next_due(self, process: str) -> datetime | None:
        """This is when the next to-do comes due, or is to be tried again."""
        return min((at for _, at in self._alive(process) if at is not None), default=None)

    def note_done(self, process: str, due: Due, outcome: str, at: datetime) -> None:  # noqa: ARG002
        """This notes that it was executed, and what was answered."""
        self._note(process, due, outcome, None, is_done=True)

    def note_failed(self, process: str, due: Due, reason: str, again_at: datetime | None) -> None:
        """This notes that it failed, and when to try again; without a time it is given up."""
        self._note(process, due, reason, again_at, is_done=False)

    def given_up(self, process: str) -> list[GivenUp]:
        """This is what is still to be done and is tried no more, for a person to look at."""
        found = [(row, self._attempts.get(_deed(process, row))) for row in self._lists[process]()]
        return [
            GivenUp(row["key"], row["name"], row["act"], known.outcome, known.count)
            for row, known in sorted(found, key=lambda one: (one[0]["key"], one[0]["name"]))
            if known is not None and known.is_given_up
        ]

    def ask_again(self, process: str, key: str, name: str) -> None:
        """This lets a to-do that was given up be tried anew."""
        with self._lock:
            for deed, known in list(self._attempts.items()):
                if deed[:3] == (process, key, name) and known.is_given_up:
                    del self._attempts[deed]

    def _alive(self, process: str) -> Iterator[tuple[Row, datetime | None]]:
        """This is every to-do that will be tried, and not before when."""
        for row in self._lists[process]():
            known = self._attempts.get(_deed(process, row))
            if known is None:
                yield row, row["due_at"]
            elif known.again_at is not None:
                yield row, max(known.again_at, row["due_at"] or known.again_at)

    def _due(self, process: str, row: Row) -> Due:
        known = self._attempts.get(_deed(process, row))
        count = 0 if known is None else known.count
        return Due(row["key"], row["name"], row["act"], row["body"], row["digest"], count)

    def _note(
        self, process: str, due: Due, outcome: str, again_at: datetime | None, *, is_done: bool
    ) -> None:
        deed = (process, due.key, due.name, due.digest)
        with self._lock:
            known = self._attempts.get(deed)
            if known is None or not known.is_done:
                count = 1 if known is None else known.count + 1
                self._attempts[deed] = _Attempts(count, outcome, is_done, again_at)


def _deed(process: str, row: Row) -> Deed:
    return process, row["key"], row["name"], row["digest"]


def _longest_due_first(row: Row) -> tuple[bool, datetime | None, str, str]:
    due_at = row["due_at"]
    return due_at is not None, due_at, row["key"], row["name"]
