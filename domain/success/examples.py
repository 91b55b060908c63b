"""What was known of students, and whether they went on learning: what a model learns from.

Each Monday each student who learns is looked at once, with what was recorded by then; four weeks
later it is known whether a further lesson was completed. Mondays do not depend on when somebody
asks, and what is recorded later than those four weeks is not looked at, so that an example is the
same for ever. One whose four weeks are not over yet is none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.success.deeds import Deed, Done
from domain.success.features import Values, known_at

HORIZON: Final = timedelta(days=28)
WEEK: Final = timedelta(days=7)
SOME_MONDAY: Final = datetime(2000, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    """This is a student as they were known at a moment, and whether they went on."""

    student_id: str
    at: datetime
    values: Values
    went_on: bool


def examples(done: Mapping[str, Sequence[Done]], until: datetime) -> Iterator[Example]:
    """This is every example that is certain by then, student by student, in the order of time."""
    for student_id in sorted(done):
        yield from _of(student_id, sorted(done[student_id], key=lambda each: each.position), until)


def last_monday(now: datetime) -> datetime:
    """This is when everybody was looked at last: that Monday, midnight UTC."""
    return SOME_MONDAY + (now - SOME_MONDAY) // WEEK * WEEK


def _of(student_id: str, done: Sequence[Done], until: datetime) -> Iterator[Example]:
    lessons = [each.at for each in done if each.deed is Deed.LEARNT]
    if not lessons:
        return
    for at in _mondays(min(lessons), until - HORIZON):
        values = known_at(done, at)
        if values is not None:
            went_on = any(at < lesson <= at + HORIZON for lesson in lessons)
            yield Example(student_id, at, values, went_on)


def _mondays(first: datetime, last: datetime) -> Iterator[datetime]:
    """This is every Monday from then on, midnight UTC, until the other."""
    at = SOME_MONDAY + -(-(first - SOME_MONDAY) // WEEK) * WEEK
    while at <= last:
        yield at
        at += WEEK
