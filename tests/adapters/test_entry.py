"""How those who wait for one group are woken: each once, one after another, whoever goes away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from adapters.postgres.entry import Entry, Verdict, answer
from domain.shared.errors import Unavailable

MANY = 20


def entry() -> Entry:
    return Entry((), [], [], [])


def appended(position: int) -> Verdict:
    return Verdict("appended", position, position)


class Interrupted:
    """This lock is interrupted when somebody waits for it the first time."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._is_new = True

    def acquire(self) -> bool:
        if self._is_new:
            self._is_new = False
            raise KeyboardInterrupt
        return self._lock.acquire()

    def release(self) -> None:
        self._lock.release()


class TestAnswering:
    def test_gives_each_its_own_verdict(self) -> None:
        group = [entry() for _ in range(MANY)]
        verdicts = [appended(position) for position in range(MANY)]
        with ThreadPoolExecutor(MANY) as pool:
            waiting = [pool.submit(one.wait) for one in group]
            answer(group, verdicts)
            assert [one.result(10) for one in waiting] == verdicts

    def test_fails_one_and_wakes_who_stands_behind_it(self) -> None:
        group = [entry(), entry()]
        with ThreadPoolExecutor(2) as pool:
            first, second = (pool.submit(one.wait) for one in group)
            answer(group, [Unavailable(), appended(1)])
            assert isinstance(first.exception(10), Unavailable)
            assert second.result(10) == appended(1)

    def test_tells_who_wants_to_be_told_and_lets_nobody_wait_for_them(self) -> None:
        told: list[Entry] = []
        group = [entry(), Entry((), [], [], [], told.append), entry()]
        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(one.wait) for one in (group[0], group[2])]
            answer(group, [appended(1), appended(2), appended(3)])
            assert [one.result(10) for one in waiting] == [appended(1), appended(3)]
        assert told == [group[1]]
        assert (told[0].verdict(), told[0].is_appended) == (appended(2), True)

    def test_keeps_nothing_of_whom_it_told(self) -> None:
        """What is told holds the entry; did the entry hold it too, both would stay."""
        one = Entry((), [], [], [], lambda _entry: None)
        answer([one], [appended(1)])
        assert one.tell is None

    def test_goes_on_behind_somebody_who_was_interrupted(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        group = [entry(), entry()]
        monkeypatch.setattr(group[0], "_answered", Interrupted(group[0]._answered))
        with pytest.raises(KeyboardInterrupt):
            group[0].wait()
        answer(group, [appended(1), appended(2)])
        assert group[1]._answered.acquire(timeout=10)
