"""What every counter of requests promises, whatever counts behind it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from adapters.memory.clock import SetClock
from adapters.memory.limits import InMemoryRateLimits
from adapters.redis.rate_limit import RedisRateLimits
from application.limits import Rate, RateLimits, Turn
from domain.shared.errors import Unavailable
from tests.support.calendar import MONDAY, minutes

SLOW = Rate(a_minute=1, burst=3)
BEN = Turn("ben", SLOW)
OLGA = Turn("olga", SLOW)
Counter = tuple[RateLimits, Callable[[float], None]]


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.io)])
def counter(request: pytest.FixtureRequest) -> Iterator[Counter]:
    """This is a counter, and a way to let so many seconds pass for it."""
    if request.param == "memory":
        clock = SetClock(MONDAY)
        yield InMemoryRateLimits(clock), lambda seconds: clock.advance(minutes(seconds / 60))
        return
    with Redis.from_url(request.getfixturevalue("redis_url")) as redis:
        yield RedisRateLimits(redis), time.sleep


class TestTaking:
    def test_lets_a_burst_pass_and_no_more(self, counter: Counter) -> None:
        limits, _ = counter
        verdicts = [limits.take([BEN])[0] for _ in range(4)]
        assert [verdict.passes for verdict in verdicts] == [True, True, True, False]
        assert [verdict.remaining for verdict in verdicts] == [2, 1, 0, 0]
        assert verdicts[0].reset_seconds == pytest.approx(60, abs=1)
        assert verdicts[3].retry_seconds == pytest.approx(60, abs=1)
        assert verdicts[0].retry_seconds == 0

    def test_counts_everybody_apart(self, counter: Counter) -> None:
        limits, _ = counter
        for _ in range(3):
            limits.take([BEN])
        assert [verdict.passes for verdict in limits.take([BEN, OLGA])] == [False, True]

    def test_counts_turns_of_one_moment_one_after_the_other(self, counter: Counter) -> None:
        limits, _ = counter
        verdicts = limits.take([BEN, BEN, BEN, BEN])
        assert [verdict.passes for verdict in verdicts] == [True, True, True, False]

    def test_pays_back_with_time(self, counter: Counter) -> None:
        limits, pass_time = counter
        quick = Turn("quick", Rate(a_minute=1_200, burst=1))
        assert [limits.take([quick])[0].passes for _ in range(2)] == [True, False]
        pass_time(0.1)
        assert limits.take([quick])[0].passes

    def test_a_refused_turn_costs_nothing(self, counter: Counter) -> None:
        limits, _ = counter
        waits = [limits.take([BEN])[0].retry_seconds for _ in range(6)]
        assert waits[3] >= waits[5] - 0.001


@pytest.mark.io
class TestInRedis:
    def test_a_race_is_counted_exactly(self, redis_url: str) -> None:
        with Redis.from_url(redis_url) as redis, ThreadPoolExecutor(16) as pool:
            limits = RedisRateLimits(redis)
            found = pool.map(lambda _: limits.take([Turn("all", Rate(1, 20))])[0], range(64))
            assert sum(verdict.passes for verdict in found) == 20

    def test_nothing_is_kept_for_ever(self, redis_url: str) -> None:
        with Redis.from_url(redis_url) as redis:
            RedisRateLimits(redis).take([BEN])
            assert 0 < redis.pttl("preceptor:turns:ben") <= 60_000

    def test_no_server_is_unavailable(self) -> None:
        with Redis(port=1, socket_connect_timeout=0.2) as redis, pytest.raises(Unavailable):
            RedisRateLimits(redis).take([BEN])
