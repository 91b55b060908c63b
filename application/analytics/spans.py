"""Windows of time: which of them an instant lies in.

Windows stand on the clock, in UTC, and are half-open. Tumbling ones follow one another; hopping
ones overlap, since a new one begins before the last is over, and so an instant lies in several.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Period(StrEnum):
    """This is how long a window is; a rolling hour begins every ten minutes."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    ROLLING_HOUR = "rolling_hour"


@dataclass(frozen=True, slots=True)
class Windows:
    """This is all windows of one kind: how long each is, and how far apart they begin."""

    length: timedelta
    hop: timedelta

    def around(self, at: datetime) -> Iterator[datetime]:
        """This is when the windows begin that hold the instant, the last one first."""
        start = at - (at - EPOCH) % self.hop
        while start + self.length > at:
            yield start.astimezone(UTC)
            start -= self.hop


def tumbling(length: timedelta) -> Windows:
    """This is windows of that length, one after the other."""
    return Windows(length, length)


KINDS: Final[Mapping[Period, Windows]] = {
    Period.MINUTE: tumbling(timedelta(minutes=1)),
    Period.HOUR: tumbling(timedelta(hours=1)),
    Period.DAY: tumbling(timedelta(days=1)),
    Period.ROLLING_HOUR: Windows(timedelta(hours=1), timedelta(minutes=10)),
}
