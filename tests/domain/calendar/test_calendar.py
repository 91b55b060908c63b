"""A person's month, rule by rule: holding, keeping, giving back."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.calendar.aggregate import (
    CALENDAR,
    HoldLost,
    SlotTaken,
    StudentBusy,
    evolve,
    untouched,
)
from domain.calendar.events import LessonRole, SlotExtended, SlotHeld, SlotKept, SlotReleased
from domain.calendar.lesson import (
    BuffersLastAtMostFourHours,
    Entry,
    LessonsLastAtMostEightHours,
)
from tests.support.calendar import MONDAY, TUESDAY, hours, minutes
from tests.support.people import ANNA
from tests.support.scenario import given

MARCH = untouched(ANNA, "2026-03")
SOON = MONDAY + minutes(10)
LATER = MONDAY + minutes(25)
AT_TEN = Entry("b1", LessonRole.TUTOR, TUESDAY, TUESDAY + hours(1), 10, 5, SOON)


def held(entry: Entry, at: datetime = MONDAY) -> SlotHeld:
    return SlotHeld(
        person_id=ANNA,
        role=entry.role,
        month="2026-03",
        booking_id=entry.booking_id,
        start=entry.start,
        end=entry.end,
        before_minutes=entry.before_minutes,
        after_minutes=entry.after_minutes,
        expires_at=entry.expires_at,
        held_at=at,
    )


def released(booking_id: str, at: datetime = MONDAY) -> SlotReleased:
    return SlotReleased(
        person_id=ANNA,
        role=LessonRole.TUTOR,
        month="2026-03",
        booking_id=booking_id,
        released_at=at,
    )


KEPT = SlotKept(
    person_id=ANNA, role=LessonRole.TUTOR, month="2026-03", booking_id="b1", kept_at=MONDAY
)
HELD = held(AT_TEN)
OVERLAPPING = replace(
    AT_TEN, booking_id="b2", start=TUESDAY + minutes(30), end=TUESDAY + minutes(90)
)


class TestHolding:
    def test_takes_free_time(self) -> None:
        given().of(CALENDAR, MARCH).when(lambda c: c.hold(AT_TEN, MONDAY)).then(HELD)

    def test_again_changes_nothing(self) -> None:
        given(HELD).of(CALENDAR).when(lambda c: c.hold(AT_TEN, MONDAY)).then_nothing()

    def test_is_refused_where_another_booking_is(self) -> None:
        given(HELD).of(CALENDAR).when(lambda c: c.hold(OVERLAPPING, MONDAY)).then_refused(SlotTaken)

    def test_is_refused_in_the_students_words_to_a_student(self) -> None:
        learning = replace(OVERLAPPING, role=LessonRole.STUDENT)
        given(HELD).of(CALENDAR).when(lambda c: c.hold(learning, MONDAY)).then_refused(StudentBusy)

    def test_is_refused_without_the_rest_of_both(self) -> None:
        end = AT_TEN.end
        near = replace(AT_TEN, booking_id="b2", start=end + minutes(14), end=end + hours(1))
        given(HELD).of(CALENDAR).when(lambda c: c.hold(near, MONDAY)).then_refused(SlotTaken)
        enough = replace(near, start=end + minutes(15))
        given(HELD).of(CALENDAR).when(lambda c: c.hold(enough, MONDAY)).then(held(enough))

    def test_ignores_a_hold_that_ran_out_unnoticed(self) -> None:
        outcome = given(HELD).of(CALENDAR).when(lambda c: c.hold(OVERLAPPING, SOON))
        outcome.then(released("b1", SOON), held(OVERLAPPING, SOON))

    def test_respects_a_hold_to_its_last_instant(self) -> None:
        just_before = SOON - minutes(0.001)
        given(HELD).of(CALENDAR).when(lambda c: c.hold(OVERLAPPING, just_before)).then_refused(
            SlotTaken
        )

    def test_elsewhere_moves_the_bookings_own_time(self) -> None:
        moved = replace(AT_TEN, start=TUESDAY + minutes(30), end=TUESDAY + minutes(90))
        outcome = (
            given(HELD, KEPT)
            .of(CALENDAR)
            .when(lambda c: c.hold(replace(moved, expires_at=None), MONDAY))
        )
        outcome.then(released("b1"), held(replace(moved, expires_at=None)))

    @pytest.mark.parametrize("length", [hours(0), hours(-1), hours(8) + minutes(1)])
    def test_refuses_a_lesson_of_impossible_length(self, length: object) -> None:
        odd = replace(AT_TEN, end=AT_TEN.start + length)  # type: ignore[operator]
        given().of(CALENDAR, MARCH).when(lambda c: c.hold(odd, MONDAY)).then_refused(
            LessonsLastAtMostEightHours
        )

    @pytest.mark.parametrize(("before", "after"), [(241, 0), (0, 241), (-1, 0)])
    def test_refuses_impossible_buffers(self, before: int, after: int) -> None:
        odd = replace(AT_TEN, before_minutes=before, after_minutes=after)
        given().of(CALENDAR, MARCH).when(lambda c: c.hold(odd, MONDAY)).then_refused(
            BuffersLastAtMostFourHours
        )


class TestMakingRoom:
    def test_records_nothing_of_its_own(self) -> None:
        given().of(CALENDAR, MARCH).when(lambda c: c.make_room(AT_TEN, MONDAY)).then_nothing()

    def test_is_refused_where_another_booking_is(self) -> None:
        given(HELD).of(CALENDAR).when(lambda c: c.make_room(OVERLAPPING, MONDAY)).then_refused(
            SlotTaken
        )

    def test_gives_back_what_the_booking_had_and_what_ran_out(self) -> None:
        mine = replace(AT_TEN, booking_id="b2", start=MONDAY, end=MONDAY + hours(1))
        given(HELD, held(mine)).of(CALENDAR).when(lambda c: c.make_room(OVERLAPPING, SOON)).then(
            released("b2", SOON), released("b1", SOON)
        )


class TestExtending:
    EXTENDED = SlotExtended(
        person_id=ANNA,
        role=LessonRole.TUTOR,
        month="2026-03",
        booking_id="b1",
        expires_at=LATER,
        extended_at=MONDAY,
    )

    def test_lets_a_hold_run_out_later(self) -> None:
        given(HELD).of(CALENDAR).when(lambda c: c.extend("b1", LATER, MONDAY)).then(self.EXTENDED)
        given(HELD, self.EXTENDED).of(CALENDAR).when(
            lambda c: c.hold(OVERLAPPING, SOON)
        ).then_refused(SlotTaken)

    def test_twice_changes_nothing(self) -> None:
        given(HELD, self.EXTENDED).of(CALENDAR).when(
            lambda c: c.extend("b1", LATER, SOON)
        ).then_nothing()

    def test_never_shortens(self) -> None:
        given(HELD, self.EXTENDED).of(CALENDAR).when(
            lambda c: c.extend("b1", SOON, MONDAY)
        ).then_nothing()
        given(HELD, KEPT).of(CALENDAR).when(lambda c: c.extend("b1", LATER, MONDAY)).then_nothing()

    def test_revives_a_hold_whose_time_nobody_took(self) -> None:
        outcome = given(HELD).of(CALENDAR).when(lambda c: c.extend("b1", LATER, SOON))
        outcome.then(replace(self.EXTENDED, extended_at=SOON))

    def test_is_refused_once_the_time_is_gone(self) -> None:
        given(HELD, released("b1")).of(CALENDAR).when(
            lambda c: c.extend("b1", LATER, MONDAY)
        ).then_refused(HoldLost)


class TestKeeping:
    def test_makes_a_hold_firm(self) -> None:
        given(HELD).of(CALENDAR).when(lambda c: c.keep("b1", MONDAY)).then(KEPT)
        given(HELD, KEPT).of(CALENDAR).when(lambda c: c.hold(OVERLAPPING, TUESDAY)).then_refused(
            SlotTaken
        )

    def test_twice_changes_nothing(self) -> None:
        given(HELD, KEPT).of(CALENDAR).when(lambda c: c.keep("b1", MONDAY)).then_nothing()

    def test_is_refused_to_a_hold_that_ran_out_and_was_taken_over(self) -> None:
        taken_over = (released("b1", SOON), held(OVERLAPPING, SOON))
        given(HELD, *taken_over).of(CALENDAR).when(lambda c: c.keep("b1", SOON)).then_refused(
            HoldLost
        )

    def test_is_refused_where_nothing_was_held(self) -> None:
        given().of(CALENDAR, MARCH).when(lambda c: c.keep("b1", MONDAY)).then_refused(HoldLost)


class TestReleasing:
    def test_gives_the_time_back(self) -> None:
        given(HELD, KEPT).of(CALENDAR).when(lambda c: c.release("b1", MONDAY)).then(released("b1"))

    def test_twice_changes_nothing(self) -> None:
        given(HELD, released("b1")).of(CALENDAR).when(
            lambda c: c.release("b1", MONDAY)
        ).then_nothing()

    def test_leaves_no_trace_in_the_state(self) -> None:
        assert given(HELD, KEPT, released("b1")).of(CALENDAR).state == MARCH


class TestApplying:
    def test_is_total_also_for_time_that_is_not_there(self) -> None:
        extended = TestExtending.EXTENDED
        assert evolve(None, KEPT) == evolve(None, extended) == evolve(None, released("x")) == MARCH
