"""The windows on real parts: whatever is killed, moved or emptied, they agree with the log."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import chain, count
from random import Random
from typing import Any

import jsonschema
import pytest
from kafka import KafkaConsumer, TopicPartition

from api.catalogue.told import SHAPES, payload_of
from domain.account.events import AccountRegistered, AgeDeclared, SessionStarted
from streams.relay import Relay
from tests.domain.booking.histories import GIVEN_LESSON, HELD
from tests.domain.payment.history import AUTHORISED, CAPTURE_REQUESTED, CAPTURED, REQUESTED
from tests.support.broker import Broker
from tests.support.calendar import MONDAY, minutes
from tests.support.counted import kept, should_be
from tests.support.counting import counting
from tests.support.examples import example
from tests.support.journal import Journal, journal
from tests.support.people import BEN
from tests.support.processes import soon

pytestmark = pytest.mark.io
PAID = (REQUESTED, AUTHORISED, CAPTURE_REQUESTED, CAPTURED)


class Lives:
    """This records lives of bookings, payments and accounts, at times drawn with a seed."""

    def __init__(self, log: Journal) -> None:
        self._log = log
        self._random = Random(5)  # noqa: S311 - drawn to be the same each time
        self._numbers = count()
        self._now = MONDAY

    def go_on(self, number: int) -> None:
        """This records so many more."""
        for _ in range(number):
            one, subject = next(self._numbers), self._random.choice(("english", "physics"))
            of: Any = {"booking_id": f"b{one}"}
            held, *lesson = (replace(fact, **of) for fact in (HELD, *GIVEN_LESSON[1:]))
            self._record(f"booking-b{one}", _of(held, subject=subject), *lesson)
            self._record(f"payment-p{one}", *(replace(fact, **of) for fact in PAID))
            account: Any = {"account_id": f"a{one}"}
            declared = replace(example(AgeDeclared), **account, country=("DE", "FR")[one % 2])
            self._record(
                f"account-a{one}", replace(example(AccountRegistered), **account), declared
            )

    def _record(self, stream_id: str, *facts: Any) -> None:
        for fact in facts:
            self._now += minutes(self._random.choice((0, 0, 1, 7)))
            happened = self._now - minutes(self._random.choice((0, 3, 90, 11_000)))
            self._log.record(stream_id, _at(fact, happened), at=self._now)


def _of(fact: Any, **fields: Any) -> Any:
    """This is the fact, with other fields."""
    return replace(fact, **fields)


def _at(fact: Any, at: datetime) -> Any:
    """This is the fact, happened at that time."""
    names = [name for name in type(fact).__slots__ if name.endswith("_at")]
    return replace(fact, **{names[0]: at})


@pytest.fixture
def log(database_url: str, broker: Broker) -> Iterator[Journal]:
    with journal(database_url, broker.address) as made, relay(made):
        yield made


@contextmanager
def relay(log: Journal) -> Iterator[None]:
    road, stop = log.road, threading.Event()
    made = Relay(road.stored, road.publisher(), road.relay_state, road.partitions, road.refill)
    thread = threading.Thread(target=made.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def told(log: Journal, name: str) -> dict[str, Any]:
    """This is the newest of what was told under each key of a topic."""
    lines = [TopicPartition(f"{log.road.prefix}{name}", at) for at in range(log.road.partitions)]
    found: dict[str, Any] = {}
    with closing(KafkaConsumer(bootstrap_servers=log.road.kafka)) as consumer:
        consumer.assign(lines)
        consumer.seek_to_beginning()
        while messages := consumer.poll(1_000):
            for each in chain.from_iterable(messages.values()):
                found[each.key.decode()] = json.loads(each.value)
    return found


def sign_in(log: Journal, times: int) -> None:
    """This is Ben signing in so often on MONDAY."""
    for number in range(times):
        started = replace(example(SessionStarted), account_id=BEN, started_at=MONDAY)
        log.record(f"session-{number}", started)


def agrees(log: Journal, seconds: float = 120.0) -> bool:
    wanted = should_be(log.road.database_url)
    return soon(lambda: kept(log.road.database_url) == wanted, seconds)


def test_figures_are_those_of_the_log_whoever_is_killed_or_comes_along(log: Journal) -> None:
    sign_in(log, 12)
    lives = Lives(log)
    lives.go_on(20)
    with counting(log.road) as first, counting(log.road):
        assert agrees(log)
        lives.go_on(10)
        first.kill()
        lives.go_on(10)
        assert agrees(log)
        assert soon(lambda: len(told(log, "signals")) == 2, 20)
    figures = told(log, "windows").values()
    assert sum(one["value"] for one in figures) == sum(kept(log.road.database_url).values())
    for name in SHAPES:
        for one in told(log, name).values():
            jsonschema.Draft202012Validator(payload_of(name)).validate(one)
    assert {(one["rule"], one["account_id"]) for one in told(log, "signals").values()} == {
        ("sign_ins", BEN)
    }


@pytest.mark.parametrize("broker", ["embedded"], indirect=True)
def test_figures_are_those_of_the_log_when_the_broker_is_emptied(
    log: Journal, broker: Broker
) -> None:
    lives = Lives(log)
    lives.go_on(10)
    with counting(log.road):
        assert agrees(log)
        lives.go_on(10)
        broker.wipe()
        lives.go_on(10)
        assert agrees(log)
