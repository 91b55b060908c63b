"""What was worked out for one request, kept in Redis for the next one that asks the same.

A key is the digest of all that the answer follows from, whom the student booked among it: so a
booking, and an agreement that is taken back, ask for another key, and nobody's id is in any. What
is kept is gone after some minutes; of tutors it holds ids alone, and they are read anew each time.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

import orjson
import structlog
from redis import Redis
from redis.exceptions import RedisError

KEPT_SECONDS: Final = 600
PREFIX: Final = "preceptor:proposed:"

log = structlog.get_logger()


class RedisMemory:
    """This keeps lists of ids; without Redis everything is worked out each time."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis

    def recall(self, follows_from: object, work_out: Callable[[], Sequence[str]]) -> Sequence[str]:
        """This is the list that follows from that, worked out unless it is kept."""
        key = PREFIX + sha256(repr(follows_from).encode()).hexdigest()
        try:
            kept = self._redis.get(key)
        except RedisError:
            log.warning("nothing_recalled")
            return work_out()
        if isinstance(kept, bytes):
            found: list[str] = orjson.loads(kept)
            return found
        worked_out = list(work_out())
        try:
            self._redis.set(key, orjson.dumps(worked_out), ex=KEPT_SECONDS)
        except RedisError:
            log.warning("nothing_kept")
        return worked_out
