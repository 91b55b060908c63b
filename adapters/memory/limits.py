"""Rate limits counted in this process alone, by a clock that can be set."""

import math
from collections.abc import Sequence

from application.limits import Turn, Verdict
from application.ports import Clock

MINUTE = 60.0


class InMemoryRateLimits:
    """This keeps one instant per name: when everything taken so far will be paid back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._paid_back: dict[str, float] = {}

    def take(self, turns: Sequence[Turn]) -> list[Verdict]:
        """This is the verdict on each turn; the ones that pass are counted."""
        return [self._one(turn) for turn in turns]

    def _one(self, turn: Turn) -> Verdict:
        now = self._clock.now().timestamp()
        gap = MINUTE / turn.rate.a_minute
        paid_back = max(self._paid_back.get(turn.name, now), now)
        room = gap * turn.rate.burst - (paid_back - now)
        passes = room >= gap
        if passes:
            paid_back += gap
            room -= gap
            self._paid_back[turn.name] = paid_back
        retry = 0.0 if passes else gap - room
        return Verdict(passes, math.floor(room / gap), paid_back - now, retry)
