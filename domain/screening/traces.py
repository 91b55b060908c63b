"""What is known of how a review came about, without a word of it."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from domain.shared.personal import PersonId
from domain.shared.text import Identity

BURST: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Trace:
    """This is one review, and the booking it is about.

    Attributes:
        booking_id, tutor_id, student_id: which lesson, and between whom.
        subject: what was taught.
        stars: what the student gave.
        written_at: when they wrote.
        held_at: when they chose the time.
        starts_at, ends_at: when the lesson was.
        price_minor: what it cost; nothing where nobody knows.
        is_trial: whether it was to get to know each other.
        was_joined: whether the student was seen in the lesson.
        was_refunded: whether they got their money back.
        registered_at: when they opened their account.
        text: what they wrote.
    """

    booking_id: Identity
    tutor_id: PersonId
    student_id: PersonId
    subject: str
    stars: int
    written_at: datetime
    held_at: datetime
    starts_at: datetime
    ends_at: datetime
    price_minor: int | None
    is_trial: bool
    was_joined: bool
    was_refunded: bool
    registered_at: datetime | None
    text: str = ""


@dataclass(frozen=True)
class Traces:
    """This is all reviews of a time together, seen from both sides."""

    every: Sequence[Trace]

    @cached_property
    def of_student(self) -> Mapping[str, Sequence[Trace]]:
        """This is the reviews that each student wrote."""
        return _grouped((trace.student_id, trace) for trace in self.every)

    @cached_property
    def of_tutor(self) -> Mapping[str, Sequence[Trace]]:
        """This is the reviews of each tutor, the first written first."""
        found = _grouped((trace.tutor_id, trace) for trace in self.every)
        return {key: sorted(ones, key=lambda one: one.written_at) for key, ones in found.items()}

    @cached_property
    def tutors_of(self) -> Mapping[str, frozenset[str]]:
        """This is the tutors that each student reviewed."""
        return {
            student: frozenset(one.tutor_id for one in ones)
            for student, ones in self.of_student.items()
        }

    @cached_property
    def students_of(self) -> Mapping[str, frozenset[str]]:
        """This is the students who reviewed each tutor."""
        return {
            tutor: frozenset(one.student_id for one in ones)
            for tutor, ones in self.of_tutor.items()
        }

    @cached_property
    def usual_price(self) -> Mapping[str, int]:
        """This is what most lessons of each tutor cost at least: the middle of their prices."""
        return {
            tutor: sorted(prices)[len(prices) // 2]
            for tutor, ones in self.of_tutor.items()
            if (prices := [one.price_minor for one in ones if one.price_minor is not None])
        }

    @cached_property
    def subject(self) -> Mapping[str, str]:
        """This is what each tutor teaches, or some of it."""
        return {one.tutor_id: one.subject for one in self.every}

    @cached_property
    def subjects(self) -> Mapping[str, Counter[str]]:
        """This is how many tutors of each subject each student reviewed."""
        return {
            student: Counter(self.subject[tutor] for tutor in tutors)
            for student, tutors in self.tutors_of.items()
        }

    @cached_property
    def more_of(self) -> Mapping[str, Counter[frozenset[str]]]:
        """This is how many tutors more the students of each tutor reviewed, by what they learn."""
        found: dict[str, Counter[frozenset[str]]] = defaultdict(Counter)
        for student, tutors in self.tutors_of.items():
            learns = frozenset(self.subjects[student])
            for tutor in tutors:
                found[tutor][learns] += len(tutors) - 1
        return found

    @cached_property
    def _taken(self) -> Counter[str]:
        taken: Counter[str] = Counter()
        for tutor, students in self.students_of.items():
            taken[self.subject[tutor]] += len(students)
        return taken

    def chance(self, student: str, tutor: str) -> float:
        """This is how likely a student's next tutor is that one.

        It is as everybody chooses among the tutors of a subject that the student learns, and far
        less likely one of a subject that they do not learn as far as others tell.
        """
        subject = self.subject[tutor]
        others = self.subjects[student][subject] - (tutor in self.tutors_of[student])
        return self.chance_among({subject} if others else (), tutor)

    def chance_among(self, subjects: Collection[str], tutor: str) -> float:
        """This is how likely the next tutor is that one, of who learns those subjects elsewhere."""
        subject = self.subject[tutor]
        among = self._taken[subject] if subject in subjects else self._taken.total()
        return len(self.students_of[tutor]) / among

    def around(self, trace: Trace) -> Sequence[Trace]:
        """This is what was written of the same tutor about the same time, by others."""
        every = self.of_tutor[trace.tutor_id]
        first = bisect_left(every, trace.written_at - BURST, key=_written_at)
        after = bisect_right(every, trace.written_at + BURST, key=_written_at)
        return [one for one in every[first:after] if one.student_id != trace.student_id]


def _written_at(trace: Trace) -> datetime:
    return trace.written_at


def _grouped(pairs: Iterable[tuple[str, Trace]]) -> dict[str, list[Trace]]:
    found: dict[str, list[Trace]] = defaultdict(list)
    for key, trace in pairs:
        found[key].append(trace)
    return found
