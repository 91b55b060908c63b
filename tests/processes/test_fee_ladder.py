"""Hours taught: each full one is noted once, in whatever order lessons are heard of."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from application.fees import NoteHoursTaught
from application.processes.fee_ladder import FEE_LADDER
from domain.booking.events import BookingConfirmed, LessonCompleted
from domain.booking.outcomes import BookingSettled
from domain.shared.event import Fact
from tests.processes.arrival import given
from tests.support.calendar import FRIDAY, THURSDAY, minutes
from tests.support.examples import example
from tests.support.people import ANNA, IVAN


def lesson(kind: Any, long: int, start: datetime = THURSDAY, tutor: str = ANNA) -> Fact:
    made: Fact = replace(example(kind), tutor_id=tutor, start=start, end=start + minutes(long))
    return made


HOUR, MORE = lesson(BookingSettled, 60), lesson(BookingSettled, 90, FRIDAY)


def test_count_when_they_are_full() -> None:
    given(lesson(BookingSettled, 50)).seen_by(FEE_LADDER).then_nothing()
    todos = given(HOUR).seen_by(FEE_LADDER).then_todos("hour-1")
    assert todos["hour-1"].act == NoteHoursTaught(tutor_id=ANNA, hours=1)
    for facts in ((HOUR, MORE), (MORE, HOUR)):
        todos = given(*facts).seen_by(FEE_LADDER).then_todos("hour-2")
        assert todos["hour-2"].act == NoteHoursTaught(tutor_id=ANNA, hours=2)


def test_are_those_of_settled_lessons_of_one_tutor() -> None:
    assert list(FEE_LADDER.keys(lesson(BookingConfirmed, 60))) == []
    assert list(FEE_LADDER.keys(lesson(LessonCompleted, 60))) == []
    assert list(FEE_LADDER.keys(lesson(BookingSettled, 60, tutor=IVAN))) == [IVAN]
