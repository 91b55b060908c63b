"""The ledger's check, for ever: it tells what differs until a whole round finds nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from structlog.testing import capture_logs

from adapters.memory.clock import SetClock
from streams import rounds
from streams.ledger_check import LedgerRounds
from tests.application.test_ledger_check import FACTS, log_of
from tests.application.test_provider_check import TAKEN
from tests.support.calendar import MONDAY, days, minutes
from tests.support.ledger import Books, LedgerInMemory
from tests.support.processes import soon


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SLICE", 2)
    monkeypatch.setattr(rounds, "REST_SHARE", 0)
    monkeypatch.setattr(rounds, "BETWEEN_ROUNDS_SECONDS", 0.001)


@contextmanager
def at_work(
    kept: LedgerInMemory, clock: SetClock | None = None, books: Books | None = None
) -> Iterator[None]:
    """This lets the check work in a thread of its own until the block ends."""

    @contextmanager
    def place() -> Iterator[LedgerInMemory]:
        yield kept

    stop = threading.Event()
    checking = LedgerRounds(place, log_of(FACTS), clock or SetClock(MONDAY), lambda: books)
    thread = threading.Thread(target=checking.run, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_goes_round_and_notes_that_nothing_differs() -> None:
    kept = LedgerInMemory(FACTS)
    with at_work(kept):
        assert soon(lambda: len(kept.noted) > 2, 5)
    assert {(one.position, one.findings) for one in kept.noted} == {(5, 0)}
    assert kept.alarms == {}


def test_waits_for_the_ledger_to_be_built() -> None:
    """The projector builds it while the stack starts, so that this is no mistake of anybody."""
    kept = LedgerInMemory(FACTS)
    kept.is_built = False
    with capture_logs() as logs, at_work(kept):
        assert not soon(lambda: len(kept.noted) > 0, 0.1)
        kept.is_built = True
        assert soon(lambda: len(kept.noted) > 0, 5)
    assert logs == []


def test_raises_an_alarm_until_a_whole_round_finds_nothing() -> None:
    kept = LedgerInMemory(FACTS)
    whole = list(kept.lines)
    kept.lines = whole[1:]
    with capture_logs() as logs, at_work(kept):
        assert soon(lambda: "ledger-check" in kept.alarms, 5)
        assert kept.alarms["ledger-check"] == (
            "2 findings, the first at position 2: student_receivable +3000 EUR: "
            "the fact posts this, and no row says so."
        )
        assert kept.noted[-1].findings == 2
        kept.lines = whole
        assert soon(lambda: kept.alarms == {}, 5)
    assert logs[0]["event"] == "ledger_differs"


class TestTheProvidersBooks:
    def test_are_looked_at_now_and_then(self) -> None:
        kept, books = LedgerInMemory(FACTS), Books()
        clock = SetClock(MONDAY + days(2))
        with capture_logs(), at_work(kept, clock, books):
            assert soon(lambda: len(kept.noted) > 3, 5)
            assert books.asked == [clock.now() - days(8)]
            assert "pi moved +3000 EUR" in kept.alarms["ledger-check"]
            assert {one.findings for one in kept.noted} == {1}
            books.each = (TAKEN,)
            clock.advance(minutes(61))
            assert soon(lambda: kept.alarms == {}, 5)
            assert soon(lambda: kept.noted[-1].findings == 0, 5)
        assert len(books.asked) == 2

    def test_that_do_not_open_hold_nothing_up(self) -> None:
        kept, books = LedgerInMemory(FACTS), Books(TAKEN)
        books.is_down = True
        clock = SetClock(MONDAY + days(2))
        with capture_logs() as logs, at_work(kept, clock, books):
            assert soon(lambda: len(kept.noted) > 1, 5)
            assert kept.noted[-1].provider is None
            books.is_down = False
            assert soon(lambda: kept.noted[-1].provider is not None or len(books.asked) > 0, 5)
        assert logs[0]["event"] == "provider_not_compared"
