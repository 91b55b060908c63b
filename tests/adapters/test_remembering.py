"""Remembering what was worked out: for who asks the same, for a while, and never who asked."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import ConnectionError  # noqa: A004 - as the library calls it

from adapters.redis.remembering import KEPT_SECONDS, PREFIX, RedisMemory
from projections.proposing import Wished
from projections.tutor_search.wishes import Wish

pytestmark = pytest.mark.io
ASKED = ("model", Wished(Wish(subject="chess"), goal="win"), ["anna"])


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


class Working:
    """This works out a list, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Sequence[str]:
        self.times += 1
        return ["olga", "ivan"]


def test_the_same_is_worked_out_once_and_kept_for_a_while(redis: Redis) -> None:
    work = Working()
    for _ in range(2):
        assert RedisMemory(redis).recall(ASKED, work) == ["olga", "ivan"]
    assert work.times == 1
    (key,) = redis.keys(f"{PREFIX}*")
    assert 0 < redis.ttl(key) <= KEPT_SECONDS
    held = str(key) + str(redis.get(key))
    assert not any(word in held for word in ("chess", "win", "anna"))


def test_a_booking_more_or_taken_away_is_another_question(redis: Redis) -> None:
    work = Working()
    for booked in (["anna"], ["anna", "ivan"], []):
        RedisMemory(redis).recall((*ASKED[:2], booked), work)
    assert work.times == 3


def test_without_redis_everything_is_worked_out_and_it_is_left_alone_for_a_while() -> None:
    work, asked = Working(), Silent()
    memory = RedisMemory(asked)
    for _ in range(3):
        assert memory.recall(ASKED, work) == ["olga", "ivan"]
    assert (work.times, asked.times) == (3, 1)


class Silent(Redis):
    """This is a Redis that does not answer."""

    def __init__(self) -> None:
        self.times = 0

    def get(self, name: object) -> Any:
        self.times += 1
        raise ConnectionError(name)
