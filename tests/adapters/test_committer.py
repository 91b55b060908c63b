"""Which commands may share a transaction: those of which none moves what another rests on."""

import threading
from collections.abc import Sequence
from functools import partial

import pytest

from adapters.postgres.arrays import bigint, text
from adapters.postgres.committer import Committer
from adapters.postgres.entry import Entry, Verdict
from domain.shared.errors import Unavailable
from tests.support.processes import soon


class Log:
    """This answers groups as the log would, and holds the first one back until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_answer = threading.Event()

    def __call__(self, group: Sequence[Entry]) -> list[Verdict]:
        self.groups.append([one.command[1][4:].decode() for one in group])
        self.may_answer.wait()
        return [Verdict("appended", 1, 1) for _ in group]


def entry(key: str, *, reads: Sequence[str] = (), writes: Sequence[str] = ()) -> Entry:
    guards = [(text(stream), bigint(1)) for stream in (*reads, *writes)]
    command = (text("ben"), text(key), *[text("")] * 8)
    facts = [(text(stream), *[text("")] * 4) for stream in writes]
    return Entry(command, guards, [], facts)


def grouped(*entries: Entry) -> list[list[str]]:
    """This is the groups in which entries are appended that all wait at the same time."""
    log = Log()
    committer = Committer(log)
    threads = [
        threading.Thread(target=committer.append, args=(one,)) for one in (entry("first"), *entries)
    ]
    for ahead, thread in enumerate(threads):
        thread.start()
        assert soon(partial(_is_waiting, committer, log, ahead))
    log.may_answer.set()
    for thread in threads:
        thread.join()
    committer.close()
    return log.groups[1:]


def _is_waiting(committer: Committer, log: Log, ahead: int) -> bool:
    """This is true when the first one is being appended and so many others wait."""
    return bool(log.groups) and committer._queue.qsize() == ahead


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


class TestClosing:
    def test_lets_what_waits_be_appended(self) -> None:
        log = Log()
        committer = Committer(log)
        threads = [
            threading.Thread(target=committer.append, args=(entry(key),))
            for key in ("first", "second")
        ]
        for ahead, thread in enumerate(threads):
            thread.start()
            assert soon(partial(_is_waiting, committer, log, ahead))
        closing = threading.Thread(target=committer.close, daemon=True)
        closing.start()
        assert soon(lambda: committer._queue.qsize() == len(threads))
        log.may_answer.set()
        closing.join(10)
        assert not closing.is_alive()
        assert log.groups == [["first"], ["second"]]

    def test_takes_nothing_more(self) -> None:
        committer = Committer(Log())
        committer.close()
        with pytest.raises(Unavailable):
            committer.append(entry("late"))
