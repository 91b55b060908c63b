"""Which commands may share a transaction: those of which none moves what another rests on."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from struct import unpack_from
from typing import Any

from psycopg.adapt import AdaptersMap

from adapters.postgres.arrays import Array, bigint, text
from adapters.postgres.committer import Committer
from adapters.postgres.entry import Entry
from tests.support.processes import soon


class Database:
    """This answers groups as the log would, and holds the first one back until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_answer = threading.Event()
        self.adapters = AdaptersMap()
        self._found: list[tuple[Any, ...]] = []

    @contextmanager
    def cursor(self, **_options: Any) -> Iterator["Database"]:
        yield self

    def execute(self, _call: bytes, given: Sequence[Array], **_options: Any) -> "Database":
        keys = texts_in(given[1])
        self.groups.append(keys)
        self.may_answer.wait()
        self._found = [
            (number, "appended", 1, 1, None, None, None) for number in range(1, len(keys) + 1)
        ]
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._found

    def close(self) -> None:
        """This has nothing to close."""


def texts_in(array: Array) -> list[str]:
    found, at = [], 20
    while at < len(array):
        (length,) = unpack_from("!i", array, at)
        found.append(array[at + 4 : at + 4 + length].decode())
        at += 4 + length
    return found


def entry(key: str, *, reads: Sequence[str] = (), writes: Sequence[str] = ()) -> Entry:
    guards = [(text(stream), bigint(1)) for stream in (*reads, *writes)]
    command = (text("ben"), text(key), *[text("")] * 8)
    facts = [(text(stream), *[text("")] * 4) for stream in writes]
    return Entry(command, guards, [], facts)


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
    return bool(database.groups) and committer._queue.qsize() == ahead


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
