"""Whoever follows the log gets every fact once and in order, however far behind they are."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.event_log import InMemoryEventLog
from application.live import Live, LiveFacts, Wanted
from domain.payment.events import PaymentRequested
from domain.shared.errors import Unavailable
from domain.shared.money import Money
from domain.shared.public import PublicFact, public_fact
from tests.support.calendar import MONDAY
from tests.support.consents import granted
from tests.support.examples import example
from tests.support.office import record
from tests.support.people import BEN

SECONDS = 10.0
PAYMENT = PublicFact(
    7,
    "payment.requested.v1",
    "payment-p1",
    MONDAY,
    {"amount": {"minor": 2500, "currency": "EUR"}, "capture": True, "parts": [1]},
)


class Bell:
    """This is a log's growth, which a test tells of by hand."""

    def __init__(self) -> None:
        self._rung = threading.Semaphore(0)
        self.is_broken = False

    def open(self) -> AbstractContextManager["Bell"]:
        """This listens, unless it is broken."""
        if self.is_broken:
            self.is_broken = False
            raise Unavailable("broken")
        return nullcontext(self)

    def ring(self) -> None:
        """This tells that the log has grown."""
        self._rung.release()

    def wait(self, seconds: float) -> None:
        """This returns when it has, or soon."""
        self._rung.acquire(timeout=min(seconds, 0.005))


class Reading:
    """This is a log that is followed; `told` waits until that was told."""

    def __init__(self, log: InMemoryEventLog, room: int, *, is_broken: bool = False) -> None:
        self.log = log
        self.bell = Bell()
        self.bell.is_broken = is_broken
        self._told = threading.Event()
        self.live: LiveFacts[int] = LiveFacts(
            log, self.bell.open, lambda fact: fact.position, self._told.set, room
        )

    @contextmanager
    def running(self) -> Iterator["Reading"]:
        self.live.start()
        try:
            assert self._told.wait(SECONDS)
            yield self
        finally:
            self.live.close()

    def grow(self, facts: int) -> None:
        for _ in range(facts):
            record(self.log, "consent-ben", granted())
        head = self.log.head()
        self.bell.ring()
        while self._newest() < head:
            assert self._told.wait(SECONDS)
            self._told.clear()

    def _newest(self) -> int:
        at_hand = self.live.at_hand(self.log.head() - 1)
        return at_hand[-1].fact.position if at_hand else 0

    def next(self, after: int, limit: int) -> list[Live[int]]:
        found = self.live.at_hand(after, limit)
        return list(self.live.older(after, limit) if found is None else found)


class TestWanted:
    @pytest.mark.parametrize(
        "wanted",
        [
            Wanted(),
            Wanted(topics=frozenset({"payment"})),
            Wanted(topics=frozenset({"booking", "payment.requested"})),
            Wanted(topics=frozenset({"payment.requested.v1"})),
            Wanted(streams=frozenset({"payment"})),
            Wanted(streams=frozenset({"payment-p1"})),
            Wanted(values={"amount.currency": "EUR", "amount.minor": "2500"}),
            Wanted(values={"capture": "true"}),
        ],
    )
    def test_has(self, wanted: Wanted) -> None:
        assert wanted.has(PAYMENT)

    @pytest.mark.parametrize(
        "wanted",
        [
            Wanted(topics=frozenset({"pay"})),
            Wanted(topics=frozenset({"payment.requested.v"})),
            Wanted(topics=frozenset({"payment"}), streams=frozenset({"booking"})),
            Wanted(streams=frozenset({"payment-p2"})),
            Wanted(values={"amount.currency": "USD"}),
            Wanted(values={"amount": "EUR"}),
            Wanted(values={"parts": "[1]"}),
            Wanted(values={"parts.0": "1"}),
            Wanted(values={"nobody": "None"}),
            Wanted(values={"capture": "true", "amount.currency": "USD"}),
        ],
    )
    def test_has_not(self, wanted: Wanted) -> None:
        assert not wanted.has(PAYMENT)

    def test_looks_at_what_analysts_see_alone(self) -> None:
        log = InMemoryEventLog()
        record(log, "payment-p1", example(PaymentRequested))
        record(log, "consent-ben", granted())
        paid, consented = map(public_fact, log.read(0, 2))
        assert Wanted(values={"amount.currency": paid.body["amount"]["currency"]}).has(paid)
        assert not Wanted(values={"person_id": BEN}).has(consented)
        assert isinstance(example(PaymentRequested).amount, Money)


@given(before=st.integers(0, 6), growing=st.lists(st.integers(1, 9), max_size=4), data=st.data())
def test_everybody_gets_every_fact_once_and_in_order(
    before: int, growing: list[int], data: st.DataObject
) -> None:
    log = InMemoryEventLog()
    for _ in range(before):
        record(log, "consent-ben", granted())
    room, limit = data.draw(st.integers(1, 5), "room"), data.draw(st.integers(1, 4), "limit")
    with Reading(log, room).running() as reading:
        followers: dict[int, list[int]] = {start: [] for start in range(before + 1)}
        for more in growing:
            reading.grow(more)
            if data.draw(st.booleans(), "all read now"):
                _advance(reading, followers, limit, turns=1)
        _advance(reading, followers, limit, turns=log.head())
        for start, got in followers.items():
            assert got == list(range(start + 1, log.head() + 1))
        kept: Any = reading.live._kept
        assert len(kept[1]) <= 2 * room


def _advance(reading: Reading, followers: dict[int, list[int]], limit: int, turns: int) -> None:
    for start, got in followers.items():
        for _ in range(turns):
            got.extend(one.shown for one in reading.next(got[-1] if got else start, limit))


def test_what_was_lost_sight_of_comes_afterwards() -> None:
    log = InMemoryEventLog()
    with Reading(log, 5, is_broken=True).running() as reading:
        reading.grow(3)
        assert [one.shown for one in reading.next(0, 10)] == [1, 2, 3]
