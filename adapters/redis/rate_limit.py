"""Rate limits by the generic cell rate algorithm, counted in Redis for all processes.

What is kept per name is one number, the instant at which everything taken so far will have
been paid back. The server's own clock counts, so the clocks of our processes need not agree.
"""

from collections.abc import Sequence

from redis import Redis
from redis.exceptions import RedisError

from application.limits import Turn, Verdict
from domain.shared.errors import Unavailable

MICROSECONDS = 1_000_000
MINUTE = 60 * MICROSECONDS

TAKE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local verdicts = {}
for i, name in ipairs(KEYS) do
  local gap, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local paid_back = math.max(tonumber(redis.call('GET', name) or now), now)
  local room = gap * burst - (paid_back - now)
  local passes = room >= gap
  if passes then
    paid_back = paid_back + gap
    room = room - gap
    local keep = math.ceil((paid_back - now) / 1000)
    redis.call('SET', name, string.format('%.0f', paid_back), 'PX', keep)
  end
  verdicts[3 * i - 2] = passes and 0 or math.max(math.ceil(gap - room), 1)
  verdicts[3 * i - 1] = math.floor(room / gap)
  verdicts[3 * i] = paid_back - now
end
return verdicts
"""


class RedisRateLimits:
    """This asks Redis once for however many turns there are."""

    def __init__(self, redis: "Redis", prefix: str = "preceptor:turns:") -> None:
        self._take = redis.register_script(TAKE)
        self._prefix = prefix

    def take(self, turns: Sequence[Turn]) -> list[Verdict]:
        """This is the verdict on each turn; the ones that pass are counted.

        Raises:
            Unavailable: Redis does not answer.
        """
        names = [self._prefix + turn.name for turn in turns]
        rates = [n for turn in turns for n in (MINUTE // turn.rate.a_minute, turn.rate.burst)]
        try:
            found = self._take(keys=names, args=rates)
        except RedisError as reason:
            raise Unavailable("rate limits cannot be counted") from reason
        return [_verdict(*found[at : at + 3]) for at in range(0, len(found), 3)]


def _verdict(retry: int, remaining: int, reset: int) -> Verdict:
    return Verdict(retry == 0, remaining, reset / MICROSECONDS, retry / MICROSECONDS)
