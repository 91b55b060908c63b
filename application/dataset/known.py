"""What the log said of people so far, in counts: of a student, of a tutor, and of the two together.

It is asked in the order of the log, before the fact that is asked about is taken in, so it can know
nothing that came later. What it holds grows with people and pairs, not with the log.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from domain.booking.events import BookingCancelled, BookingConfirmed, LessonCompleted
from domain.review.events import ReviewHidden, ReviewShown
from domain.shared.event import Recorded

KNOWN: Final = (
    "known_pair_bookings",
    "known_pair_days_since",
    "known_student_bookings",
    "known_tutor_bookings",
    "known_tutor_cancellations",
    "known_tutor_lessons",
    "known_tutor_reviews",
    "known_tutor_stars",
)
DAY: Final = timedelta(days=1)
CONTEXTS: Final = frozenset({"booking", "review"})


@dataclass(slots=True)
class OfTutor:
    """This is what there was of a tutor."""

    bookings: int = 0
    cancellations: int = 0
    lessons: int = 0
    reviews: int = 0
    stars: int = 0


@dataclass(slots=True)
class Known:
    """This is everything known so far."""

    tutors: defaultdict[str, OfTutor] = field(default_factory=lambda: defaultdict(OfTutor))
    students: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def take(self, recorded: Recorded[Any]) -> None:
        """This takes in the next fact of the log."""
        match recorded.fact:
            case BookingConfirmed(student_id=student, tutor_id=tutor):
                self.students[student] += 1
                self.pairs[student, tutor] += 1
                self.last[student, tutor] = recorded.recorded_at
                self.tutors[tutor].bookings += 1
            case BookingCancelled(tutor_id=tutor):
                self.tutors[tutor].cancellations += 1
            case LessonCompleted(tutor_id=tutor):
                self.tutors[tutor].lessons += 1
            case ReviewShown(tutor_id=tutor, stars=stars):
                self._review(tutor, 1, stars)
            case ReviewHidden(tutor_id=tutor, stars=stars):
                self._review(tutor, -1, -stars)

    def of(self, student_id: str, tutor_id: str, at: datetime) -> dict[str, float | None]:
        """This is what was known of the two, by name."""
        pair, tutor = (student_id, tutor_id), self.tutors.get(tutor_id, OfTutor())
        last = self.last.get(pair)
        return {
            "known_pair_bookings": self.pairs[pair],
            "known_pair_days_since": None if last is None else round((at - last) / DAY, 6),
            "known_student_bookings": self.students[student_id],
            "known_tutor_bookings": tutor.bookings,
            "known_tutor_cancellations": tutor.cancellations,
            "known_tutor_lessons": tutor.lessons,
            "known_tutor_reviews": tutor.reviews,
            "known_tutor_stars": tutor.stars / tutor.reviews if tutor.reviews else None,
        }

    def _review(self, tutor_id: str, count: int, stars: int) -> None:
        tutor = self.tutors[tutor_id]
        tutor.reviews += count
        tutor.stars += stars
