"""What takes time away from open hours.

Blocked time of a busy range is `[start − (its before + new after), end + (its after + new
before))`: each side's rest is kept. Events of other calendars have no buffers of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.availability.hours import Hours
from domain.availability.opening import Range, merged, minutes
from domain.shared.time import Interval


@dataclass(frozen=True, slots=True)
class Busy:
    """This is time of the tutor that is taken: firmly, or until a hold runs out.

    `is_taught` is false where the tutor is the one who learns: it blocks, but is no lesson
    that a limit counts.
    """

    start: datetime
    end: datetime
    before_minutes: int = 0
    after_minutes: int = 0
    expires_at: datetime | None = None
    is_taught: bool = True

    def blocks(self, now: datetime) -> bool:
        """This is true while the time is taken."""
        return self.expires_at is None or now < self.expires_at


def blocked(hours: Hours, taken: Iterable[Busy]) -> Iterator[Range]:
    """This is the time in which no new lesson of that tutor may lie."""
    before, after = hours.rules.before_minutes, hours.rules.after_minutes
    for each in taken:
        yield (
            each.start - minutes(each.before_minutes + after),
            each.end + minutes(each.after_minutes + before),
        )
    for event in hours.elsewhere:
        yield event.start - minutes(after), event.end + minutes(before)


def free(opened: Iterable[Interval], closed: Iterable[Range]) -> Iterator[Range]:
    """This is what is left of open ranges that are in order; one sweep over both."""
    gaps = merged(closed)
    passed = 0
    for open_ in opened:
        start = open_.start
        while passed < len(gaps) and gaps[passed][1] <= start:
            passed += 1
        for gap_start, gap_end in gaps[passed:]:
            if gap_start >= open_.end:
                break
            if gap_start > start:
                yield start, gap_start
            start = gap_end
        if start < open_.end:
            yield start, open_.end
