"""In which months a lesson is recorded, and where its neighbours are looked for."""

from datetime import UTC, datetime

import pytest

from domain.calendar.events import LessonRole
from domain.calendar.lesson import (
    Entry,
    Lesson,
    TutorAndStudentAreTwoPeople,
    months_to_load,
    months_to_record,
)
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, hours
from tests.support.people import ANNA, BEN

MIDNIGHT = datetime(2026, 4, 1, tzinfo=UTC)


def entry(start: datetime, end: datetime, before: int = 0, after: int = 0) -> Entry:
    return Entry("b1", LessonRole.TUTOR, start, end, before, after)


class TestMonths:
    def test_to_record_are_those_the_lesson_touches(self) -> None:
        over_the_turn = entry(MIDNIGHT - hours(0.5), MIDNIGHT + hours(0.5))
        assert months_to_record(over_the_turn) == ("2026-03", "2026-04")

    def test_to_record_end_with_the_lesson(self) -> None:
        assert months_to_record(entry(MIDNIGHT - hours(1), MIDNIGHT)) == ("2026-03",)
        assert months_to_record(entry(MIDNIGHT, MIDNIGHT + hours(1))) == ("2026-04",)

    def test_to_load_reach_as_far_as_any_rest(self) -> None:
        six_before = entry(MIDNIGHT - hours(6), MIDNIGHT - hours(5), after=60)
        assert months_to_load(six_before) == ("2026-03",)
        rather_later = entry(MIDNIGHT - hours(6), MIDNIGHT - hours(5), after=61)
        assert months_to_load(rather_later) == ("2026-03", "2026-04")
        after_the_turn = entry(MIDNIGHT + hours(5), MIDNIGHT + hours(6), before=61)
        assert months_to_load(after_the_turn) == ("2026-03", "2026-04")

    def test_to_load_are_one_in_the_middle_of_a_month(self) -> None:
        assert months_to_load(entry(MONDAY, MONDAY + hours(8), 240, 240)) == ("2026-03",)


class TestColliding:
    def test_is_mutual(self) -> None:
        first = entry(MONDAY, MONDAY + hours(1), before=0, after=30)
        second = entry(MONDAY + hours(1.5), MONDAY + hours(2), before=1)
        assert first.collides(second)
        assert second.collides(first)

    def test_ends_where_the_rest_of_both_fits(self) -> None:
        first = entry(MONDAY, MONDAY + hours(1), after=20)
        second = entry(MONDAY + hours(1.5), MONDAY + hours(2), before=10)
        assert not first.collides(second)
        assert not second.collides(first)


class TestALesson:
    def test_has_two_people(self) -> None:
        with pytest.raises(TutorAndStudentAreTwoPeople):
            Lesson("b1", BEN, BEN, Interval(MONDAY, MONDAY + hours(1)))

    def test_gives_rest_to_the_tutor_only(self) -> None:
        lesson = Lesson("b1", ANNA, BEN, Interval(MONDAY, MONDAY + hours(1)))
        tutor, student = lesson.entry_of_tutor(10, 5, None), lesson.entry_of_student(None)
        assert (tutor.role, tutor.before_minutes, tutor.after_minutes) == ("tutor", 10, 5)
        assert (student.role, student.before_minutes, student.after_minutes) == ("student", 0, 0)
