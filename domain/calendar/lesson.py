"""A lesson as time that is taken, and the months in which that is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendar.events import LessonRole
from domain.shared.errors import RuleBroken
from domain.shared.text import Identity
from domain.shared.time import Interval

LONGEST_LESSON_MINUTES = 8 * 60
LONGEST_BUFFER_MINUTES = 4 * 60


class TutorAndStudentAreTwoPeople(RuleBroken):
    """Nobody can give a lesson to themself."""


class LessonsLastAtMostEightHours(RuleBroken):
    """A lesson ends after it starts, and within eight hours."""


class BuffersLastAtMostFourHours(RuleBroken):
    """The rest before or after a lesson is at most four hours."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """This is who wants which time of whom, and for which booking."""

    booking_id: str
    tutor_id: str
    student_id: str
    interval: Interval

    def __post_init__(self) -> None:
        if self.tutor_id == self.student_id:
            raise TutorAndStudentAreTwoPeople

    def entry_of_tutor(
        self, before_minutes: int, after_minutes: int, expires_at: datetime | None
    ) -> "Entry":
        """This is the time it takes of the tutor, who rests before and after."""
        start, end = self.interval.start, self.interval.end
        role = LessonRole.TUTOR
        return Entry(self.booking_id, role, start, end, before_minutes, after_minutes, expires_at)

    def entry_of_student(self, expires_at: datetime | None) -> "Entry":
        """This is the time it takes of the student, who needs no rest."""
        start, end = self.interval.start, self.interval.end
        return Entry(self.booking_id, LessonRole.STUDENT, start, end, 0, 0, expires_at)


@dataclass(frozen=True, slots=True)
class Entry:
    """This is time of one person that one booking takes, firmly or until `expires_at`."""

    booking_id: Identity
    role: LessonRole
    start: datetime
    end: datetime
    before_minutes: int = 0
    after_minutes: int = 0
    expires_at: datetime | None = None

    @property
    def interval(self) -> Interval:
        """This is the lesson's own time, without buffers."""
        return Interval(self.start, self.end)

    def blocks(self, now: datetime) -> bool:
        """This is true while the time is taken; a hold that ran out blocks nobody."""
        return self.expires_at is None or now < self.expires_at

    def collides(self, other: "Entry") -> bool:
        """This is true when the two lessons leave less rest between them than both ask for."""
        before = timedelta(minutes=other.before_minutes + self.after_minutes)
        after = timedelta(minutes=other.after_minutes + self.before_minutes)
        return self.interval.overlaps(other.interval.widened(before, after))

    def check(self) -> None:
        """This refuses what would reach farther than the months that are looked at."""
        shortest, longest = timedelta(0), timedelta(minutes=LONGEST_LESSON_MINUTES)
        if not shortest < self.interval.duration <= longest:
            raise LessonsLastAtMostEightHours
        buffers = (self.before_minutes, self.after_minutes)
        if min(buffers) < 0 or max(buffers) > LONGEST_BUFFER_MINUTES:
            raise BuffersLastAtMostFourHours


def months_to_record(entry: Entry) -> tuple[str, ...]:
    """This is every month the lesson itself touches: each of them holds a copy of the entry."""
    return entry.interval.months()


def months_to_load(entry: Entry) -> tuple[str, ...]:
    """This is every month in which something that collides with the entry can be recorded.

    A neighbour collides only if some instant of it lies in the entry's time widened by the
    entry's own rest and the longest rest a neighbour can ask for; and the neighbour is
    recorded in the month of that very instant.
    """
    before = timedelta(minutes=entry.before_minutes + LONGEST_BUFFER_MINUTES)
    after = timedelta(minutes=entry.after_minutes + LONGEST_BUFFER_MINUTES)
    return entry.interval.widened(before, after).months()
