"""Which commands may share a transaction: those of which none moves what another rests on."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from adapters.postgres.committer import Committer, Entry
from tests.support.processes import soon


class Database:
    """This answers groups as the log would, and holds the first one back until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_answer = threading.Event()
        self._found: list[tuple[Any, ...]] = []

    @contextmanager
    def cursor(self, **_options: Any) -> Iterator["Database"]:
        yield self

    def execute(self, _call: str, shapes: tuple[str, ...], **_options: Any) -> "Database":
        commands = json.loads(shapes[0])
        self.groups.append([command["key"] for command in commands])
        self.may_answer.wait()
        self._found = [(each["cmd"], "appended", 1, 1, None, None, None) for each in commands]
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._found

    def close(self) -> None:
        """This has nothing to close."""


def entry(key: str, *, reads: Sequence[str] = (), writes: Sequence[str] = ()) -> Entry:
    guards = tuple((stream, 1) for stream in (*reads, *writes))
    return Entry("ben", key, "f", "{}", guards, (), [{"stream": stream} for stream in writes])


def grouped(*entries: Entry) -> list[list[str]]:
    """This is the groups in which entries are appended that all wait at the same time."""
    database = Database()
    connection: Any = database
    committer = Committer(lambda: connection)
    threads = [
        threading.Thread(target=committer.append, args=(one,)) for one in (entry("first"), *entries)
    ]
    for ahead, thread in enumerate(threads):
        thread.start()
        assert soon(partial(_is_waiting, committer, database, ahead))
    database.may_answer.set()
    for thread in threads:
        thread.join()
    committer.close()
    return database.groups[1:]


def _is_waiting(committer: Committer, database: Database, ahead: int) -> bool:
    """This is true when the first one is being appended and so many others wait."""
    return bool(database.groups) and len(committer._waiting) == ahead


class TestAGroup:
    def test_takes_all_that_only_read_the_same_stream(self) -> None:
        entries = [entry(f"{n}", reads=["texts"], writes=[f"ben-{n}"]) for n in range(3)]
        assert grouped(*entries) == [["0", "1", "2"]]

    def test_lets_who_writes_what_another_read_wait(self) -> None:
        assert grouped(entry("1", reads=["texts"]), entry("2", writes=["texts"])) == [["1"], ["2"]]

    def test_lets_who_read_what_another_writes_wait(self) -> None:
        assert grouped(entry("1", writes=["texts"]), entry("2", reads=["texts"])) == [["1"], ["2"]]

    def test_lets_a_second_writer_wait(self) -> None:
        assert grouped(entry("1", writes=["ben"]), entry("2", writes=["ben"])) == [["1"], ["2"]]

    def test_lets_a_key_that_stands_in_it_wait(self) -> None:
        assert grouped(entry("1", writes=["a"]), entry("1", writes=["b"])) == [["1"], ["1"]]

    def test_keeps_the_order_of_those_who_wait_for_each_other(self) -> None:
        entries = (
            entry("1", writes=["texts"]),
            entry("2", reads=["texts"], writes=["ben"]),
            entry("3", writes=["ben"]),
            entry("4", writes=["olga"]),
        )
        assert grouped(*entries) == [["1", "4"], ["2"], ["3"]]
