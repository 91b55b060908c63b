"""Moving a lesson."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.cancelling import ALessonMovedLateIsKept
from domain.booking.events import BookingRescheduled, RescheduleProposed, RescheduleTurnedDown
from domain.booking.holding import TheSlotIsTooSoon
from domain.booking.moving import (
    AMovedLessonKeepsItsLength,
    LateMovesNeedConsent,
    NoNewTimeIsProposed,
    OnlyAnUpcomingLessonMoves,
    OnlyTheTwoSidesReschedule,
    TheLessonIsAlreadyThen,
    TheOtherSideConsents,
)
from domain.booking.terms import Party, State
from domain.shared.event import Fact
from domain.shared.time import Interval
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    BEN_CAME,
    HELD,
    LESSON,
    PLATFORM,
    STUDENT,
    TUTOR,
)
from tests.support.calendar import FRIDAY, SATURDAY, THURSDAY, TUESDAY, hours, minutes
from tests.support.people import ANNA, BEN
from tests.support.scenario import given

SATURDAYS = Interval(SATURDAY, SATURDAY + hours(1))
LATE = FRIDAY - hours(23)


MOVED = BookingRescheduled(
    booking_id="b",
    tutor_id=ANNA,
    student_id=BEN,
    start=SATURDAYS.start,
    end=SATURDAYS.end,
    old_start=LESSON.start,
    old_end=LESSON.end,
    by=STUDENT,
    with_consent=False,
    is_cancellable=True,
    reschedule_count=1,
    rescheduled_at=TUESDAY,
)
PROPOSED = RescheduleProposed(
    **ABOUT, by=STUDENT, new_start=SATURDAYS.start, new_end=SATURDAYS.end, proposed_at=LATE
)
MOVED_LATE = replace(MOVED, with_consent=True, is_cancellable=False, rescheduled_at=LATE)


class TestRescheduling:
    @pytest.mark.parametrize("by", [STUDENT, TUTOR])
    def test_in_time_is_either_sides_alone(self, by: Party) -> None:
        agreed = given(*AGREED).of(BOOKING)
        agreed.when(lambda b: b.reschedule(SATURDAYS, by=by, now=TUESDAY)).then(
            replace(MOVED, by=by)
        )

    def test_exactly_at_the_cut_off_is_in_time(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.reschedule(SATURDAYS, by=STUDENT, now=FRIDAY - hours(24))
        ).then(replace(MOVED, rescheduled_at=THURSDAY))

    def test_inside_the_cut_off_needs_consent(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.reschedule(SATURDAYS, by=STUDENT, now=LATE)
        ).then_refused(LateMovesNeedConsent)

    def test_is_not_the_platforms(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.reschedule(SATURDAYS, by=PLATFORM, now=TUESDAY)
        ).then_refused(OnlyTheTwoSidesReschedule)

    def test_needs_another_time_of_the_same_length(self) -> None:
        agreed = given(*AGREED).of(BOOKING)
        longer = Interval(SATURDAY, SATURDAY + hours(2))
        agreed.when(lambda b: b.reschedule(LESSON, by=STUDENT, now=TUESDAY)).then_refused(
            TheLessonIsAlreadyThen
        )
        agreed.when(lambda b: b.reschedule(longer, by=STUDENT, now=TUESDAY)).then_refused(
            AMovedLessonKeepsItsLength
        )

    def test_by_the_student_keeps_the_tutors_notice(self) -> None:
        soon = Interval(TUESDAY + hours(2), TUESDAY + hours(3))
        agreed = given(*AGREED).of(BOOKING)
        agreed.when(lambda b: b.reschedule(soon, by=STUDENT, now=TUESDAY)).then_refused(
            TheSlotIsTooSoon
        )
        agreed.when(lambda b: b.reschedule(soon, by=TUTOR, now=TUESDAY)).then(
            replace(MOVED, by=TUTOR, start=soon.start, end=soon.end)
        )

    @pytest.mark.parametrize(("history", "now"), [((HELD,), TUESDAY), (AGREED, FRIDAY)])
    def test_is_for_confirmed_lessons_ahead(self, history: tuple[Fact, ...], now: datetime) -> None:
        given(*history).of(BOOKING).when(
            lambda b: b.reschedule(SATURDAYS, by=STUDENT, now=now)
        ).then_refused(OnlyAnUpcomingLessonMoves)

    def test_takes_everything_along_to_the_new_time(self) -> None:
        booking = given(*AGREED, BEN_CAME, MOVED).of(BOOKING).state
        assert booking.slot == SATURDAYS
        assert booking.deadline == SATURDAY
        assert booking.joined == ()
        assert booking.state is State.CONFIRMED
        again = given(*AGREED, MOVED).of(BOOKING)
        back = again.when(lambda b: b.reschedule(LESSON, by=TUTOR, now=TUESDAY))
        back.then(
            replace(
                MOVED,
                by=TUTOR,
                start=LESSON.start,
                end=LESSON.end,
                old_start=SATURDAY,
                old_end=SATURDAYS.end,
                reschedule_count=2,
            )
        )


class TestConsenting:
    def test_begins_with_a_proposal(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.propose_reschedule(SATURDAYS, by=STUDENT, now=LATE)
        ).then(PROPOSED)

    @pytest.mark.parametrize("by", [STUDENT, TUTOR])
    def test_moves_the_lesson_late_and_for_good(self, by: Party) -> None:
        given(*AGREED, PROPOSED).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=LATE)
        ).then(MOVED_LATE)
        kept = given(*AGREED, PROPOSED, MOVED_LATE).of(BOOKING)
        kept.when(lambda b: b.cancel(by=by, now=LATE)).then_refused(ALessonMovedLateIsKept)
        assert kept.when(lambda b: b.cancel(by=PLATFORM, now=LATE)).facts

    def test_in_time_leaves_it_cancellable(self) -> None:
        given(*AGREED, PROPOSED).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=TUESDAY)
        ).then(replace(MOVED, with_consent=True))

    def test_stays_locked_through_later_moves(self) -> None:
        monday = Interval(SATURDAY + hours(48), SATURDAY + hours(49))
        (again,) = (
            given(*AGREED, PROPOSED, MOVED_LATE)
            .of(BOOKING)
            .when(lambda b: b.reschedule(monday, by=STUDENT, now=FRIDAY))
            .facts
        )
        assert isinstance(again, BookingRescheduled)
        assert not again.is_cancellable

    @pytest.mark.parametrize("by", [STUDENT, PLATFORM])
    def test_is_for_the_other_side(self, by: Party) -> None:
        asked = given(*AGREED, PROPOSED).of(BOOKING)
        asked.when(lambda b: b.agree_to_reschedule(by=by, now=LATE)).then_refused(
            TheOtherSideConsents
        )

    def test_needs_a_proposal_still_possible(self) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=LATE)
        ).then_refused(NoNewTimeIsProposed)
        given(*AGREED, PROPOSED).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=FRIDAY)
        ).then_refused(OnlyAnUpcomingLessonMoves)
        earlier = RescheduleProposed(
            **ABOUT,
            by=STUDENT,
            new_start=THURSDAY,
            new_end=THURSDAY + hours(1),
            proposed_at=TUESDAY,
        )
        given(*AGREED, earlier).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=THURSDAY + minutes(1))
        ).then_refused(TheSlotIsTooSoon)

    @pytest.mark.parametrize("by", [STUDENT, TUTOR])
    def test_can_be_turned_down_or_taken_back(self, by: Party) -> None:
        no = RescheduleTurnedDown(**ABOUT, by=by, turned_down_at=LATE)
        given(*AGREED, PROPOSED).of(BOOKING).when(
            lambda b: b.turn_down_reschedule(by=by, now=LATE)
        ).then(no)
        given(*AGREED, PROPOSED, no).of(BOOKING).when(
            lambda b: b.agree_to_reschedule(by=TUTOR, now=LATE)
        ).then_refused(NoNewTimeIsProposed)
        given(*AGREED, PROPOSED).of(BOOKING).when(
            lambda b: b.turn_down_reschedule(by=PLATFORM, now=LATE)
        ).then_refused(OnlyTheTwoSidesReschedule)
