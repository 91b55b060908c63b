"""How often somebody may ask: so many at once, and so many a minute in the long run."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """This is `a_minute` requests in the long run, of which `burst` may come at once."""

    a_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class Turn:
    """This is one request that wants to pass: whose it is, by pseudonym, and what they may."""

    name: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Verdict:
    """This is whether the request may pass.

    Attributes:
        passes: false when there were too many.
        remaining: how many more may come at once.
        reset_seconds: until the whole burst is there again.
        retry_seconds: until the next one passes, 0 when this one does.
    """

    passes: bool
    remaining: int
    reset_seconds: float
    retry_seconds: float


class RateLimits(Protocol):
    """This counts for all processes together."""

    def take(self, turns: Sequence[Turn]) -> list[Verdict]:
        """This is the verdict on each turn; the ones that pass are counted.

        Raises:
            Unavailable: nothing can be counted now.
        """
