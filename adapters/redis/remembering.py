"""What was worked out for one request, kept in Redis for the next one that asks the same.

A key is the digest of all that the answer follows from, whom the student booked among it: so a
booking, and an agreement that is taken back, ask for another key, and nobody's id is in any. What
is kept is gone after some minutes; of tutors it holds ids alone, and they are read anew each time.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from time import monotonic
from typing import Final

import orjson
import structlog
from redis import Redis
from redis.exceptions import RedisError

KEPT_SECONDS: Final = 600
ALONE_SECONDS: Final = 30.0
PREFIX: Final = "preceptor:proposed:"

log = structlog.get_logger()


class RedisMemory:
    """This keeps lists of ids; without Redis everything is worked out each time.

    When Redis does not answer it is left alone for a while: nobody waits for what saves time.
    """

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._alone_until = 0.0

    def recall(self, follows_from: object, work_out: Callable[[], Sequence[str]]) -> Sequence[str]:
        """This is the list that follows from that, worked out unless it is kept."""
        if monotonic() < self._alone_until:
            return work_out()
        key = PREFIX + sha256(repr(follows_from).encode()).hexdigest()
        found = self._kept(key)
        if found is None:
            found = list(work_out())
            self._keep(key, found)
        return found

    def _kept(self, key: str) -> list[str] | None:
        try:
            kept = self._redis.get(key)
        except RedisError:
            self._leave_alone()
            return None
        return list(orjson.loads(kept)) if isinstance(kept, bytes) else None

    def _keep(self, key: str, found: Sequence[str]) -> None:
        if monotonic() < self._alone_until:
            return
        try:
            self._redis.set(key, orjson.dumps(found), ex=KEPT_SECONDS)
        except RedisError:
            self._leave_alone()

    def _leave_alone(self) -> None:
        log.warning("nothing_is_remembered", seconds=ALONE_SECONDS)
        self._alone_until = monotonic() + ALONE_SECONDS
