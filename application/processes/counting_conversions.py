"""What students do, counted for experiments: booked, taught, called off, complained of.

Each is noted once with the student, who may be in any number of experiments or in none: whether
they agree to be measured is asked in that moment. Where they do not, nothing is recorded, and the
to-do stays in the list as done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from application.participation import NoteConversion
from application.todo import Process, Todo
from domain.booking import events as booking
from domain.booking.outcomes import ProblemReported
from domain.booking.terms import Party
from domain.experiment.events import ConversionNoted
from domain.experiment.terms import Metric
from domain.shared.event import Fact

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Done:
    """This is something the student did, so much of it, and when."""

    metric: Metric
    value: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """This is what a student did in one booking, and what of it was noted."""

    booking_id: str
    student_id: str = ""
    done: tuple[Done, ...] = ()
    noted: tuple[Metric, ...] = ()


Counting = (
    booking.BookingConfirmed | booking.BookingCancelled | booking.LessonCompleted | ProblemReported
)


def evolve(state: Counted, fact: Fact) -> Counted:
    """This is the state after the fact."""
    if isinstance(fact, ConversionNoted):
        return replace(state, noted=tuple(sorted({*state.noted, fact.metric})))
    if not isinstance(fact, Counting):
        return state
    done = tuple(sorted({*state.done, *_done(fact)}))
    return replace(state, student_id=fact.student_id, done=done)


def decide(state: Counted) -> Sequence[Todo]:
    """This is everything that is to be noted."""
    return [
        Todo(
            f"note-{each.metric}",
            NoteConversion(
                person_id=state.student_id,
                metric=each.metric,
                value=each.value,
                source_id=state.booking_id,
                converted_at=each.at,
            ),
        )
        for each in state.done
        if each.metric not in state.noted
    ]


def _done(fact: Counting) -> Iterator[Done]:
    match fact:
        case booking.BookingConfirmed():
            yield Done(Metric.BOOKINGS_CONFIRMED, 1, fact.confirmed_at)
        case booking.BookingCancelled() if fact.by is Party.STUDENT:
            yield Done(Metric.CANCELLATIONS, 1, fact.cancelled_at)
        case booking.LessonCompleted():
            minutes = (fact.end - fact.start) // MINUTE
            yield Done(Metric.LESSONS_COMPLETED, 1, fact.completed_at)
            yield Done(Metric.MINUTES_TAUGHT, minutes, fact.completed_at)
        case ProblemReported() if fact.by is Party.STUDENT:
            yield Done(Metric.PROBLEMS_REPORTED, 1, fact.reported_at)


def _keys(fact: Fact) -> Iterable[str]:
    if isinstance(fact, ConversionNoted):
        return (fact.source_id,)
    return (fact.booking_id,) if isinstance(fact, Counting) else ()


COUNTING_CONVERSIONS: Process[Any] = Process(
    name="counting_conversions",
    version=1,
    contexts=frozenset({"booking", "experiment"}),
    keys=_keys,
    state=Counted,
    start=Counted,
    evolve=evolve,
    decide=decide,
    acts=(NoteConversion,),
)
