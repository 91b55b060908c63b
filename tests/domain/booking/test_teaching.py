"""The lesson, and who came to it."""

from dataclasses import replace
from datetime import datetime

import pytest

from domain.booking.aggregate import BOOKING
from domain.booking.events import LessonJoined, NeitherJoined
from domain.booking.outcomes import FreeReplacementGranted, NoShowUpheld, TutorStruck
from domain.booking.teaching import (
    ExactlyOneSideMustHaveCome,
    OnlyARunningLessonHasANoShow,
    OnlyTheOneWhoCameReports,
    OnlyTheTwoSidesJoin,
    TheDoorIsClosed,
    TooEarlyForANoShow,
)
from domain.booking.terms import State, StrikeReason
from domain.shared.event import Fact
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    ALL_BACK,
    ANNA_CAME,
    ANNA_MISSED,
    AWAITING,
    BEN_CAME,
    BEN_MISSED,
    COMPLETED,
    CONFIRMED,
    END,
    HELD,
    NONE_BACK,
    PAYMENT,
    PLATFORM,
    STARTED,
    STUDENT,
    TUTOR,
    UNDER_WAY,
)
from tests.support.calendar import FRIDAY, SUNDAY, TUESDAY, hours, minutes
from tests.support.scenario import given

WAITED = FRIDAY + minutes(20)
NOBODY_CAME = NeitherJoined(**ABOUT, payment_id=PAYMENT, split=ALL_BACK, ended_at=END)


class TestALessonThatWasGiven:
    def test_is_one_that_ended_with_somebody_there(self) -> None:
        for facts in ((*UNDER_WAY, BEN_CAME), (*UNDER_WAY, NOBODY_CAME)):
            assert not given(*facts).of(BOOKING).state.was_given
        given_lesson = given(*UNDER_WAY, BEN_CAME, ANNA_CAME, COMPLETED).of(BOOKING).state
        assert given_lesson.was_given

    @pytest.mark.parametrize("state", [State.PROBLEM_REPORTED, State.RESOLVED])
    def test_is_none_that_a_side_missed_whatever_was_decided(self, state: State) -> None:
        nobody = given(*UNDER_WAY, NOBODY_CAME).of(BOOKING).state
        missed = given(*UNDER_WAY, BEN_CAME, ANNA_MISSED).of(BOOKING).state
        for known in (nobody, missed):
            assert not replace(known, state=state).was_given


class TestTheClock:
    def test_starts_and_ends_the_lesson(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.advance(FRIDAY - minutes(1))).then_nothing()
        given(*AGREED).of(BOOKING).when(lambda b: b.advance(FRIDAY)).then(STARTED)
        given(*UNDER_WAY, BEN_CAME, ANNA_CAME).of(BOOKING).when(lambda b: b.advance(END)).then(
            COMPLETED
        )

    def test_accuses_nobody_when_nobody_came(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.advance(SUNDAY)).then(STARTED, NOBODY_CAME)
        booking = given(*UNDER_WAY, NOBODY_CAME).of(BOOKING).state
        assert booking.state is State.NO_SHOW
        assert booking.absent is None
        assert booking.deadline is None

    def test_completes_a_lesson_nobody_complained_about(self) -> None:
        given(*UNDER_WAY, ANNA_CAME).of(BOOKING).when(lambda b: b.advance(END)).then(COMPLETED)

    def test_frees_the_time_at_the_end(self) -> None:
        assert given(*UNDER_WAY).of(BOOKING).state.blocks_time
        assert not given(*UNDER_WAY, ANNA_CAME, COMPLETED).of(BOOKING).state.blocks_time


class TestJoining:
    def test_starts_a_lesson_the_clock_forgot(self) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.join(by=STUDENT, now=FRIDAY)).then(
            STARTED, BEN_CAME
        )

    def test_is_possible_from_a_quarter_of_an_hour_before(self) -> None:
        early = FRIDAY - minutes(15)
        given(*AGREED).of(BOOKING).when(lambda b: b.join(by=TUTOR, now=early)).then(
            LessonJoined(**ABOUT, by=TUTOR, joined_at=early)
        )

    def test_again_changes_nothing(self) -> None:
        given(*UNDER_WAY, BEN_CAME).of(BOOKING).when(
            lambda b: b.join(by=STUDENT, now=FRIDAY)
        ).then_nothing()

    @pytest.mark.parametrize("now", [TUESDAY, END])
    def test_is_refused_too_early_and_too_late(self, now: datetime) -> None:
        given(*AGREED).of(BOOKING).when(lambda b: b.join(by=STUDENT, now=now)).then_refused(
            TheDoorIsClosed
        )

    def test_is_not_the_platforms(self) -> None:
        given(*UNDER_WAY).of(BOOKING).when(lambda b: b.join(by=PLATFORM, now=FRIDAY)).then_refused(
            OnlyTheTwoSidesJoin
        )


class TestReportingANoShow:
    def test_is_for_the_side_that_waited(self) -> None:
        given(*UNDER_WAY, ANNA_CAME).of(BOOKING).when(
            lambda b: b.report_no_show(by=TUTOR, now=WAITED)
        ).then(BEN_MISSED)
        given(*UNDER_WAY, BEN_CAME).of(BOOKING).when(
            lambda b: b.report_no_show(by=STUDENT, now=WAITED)
        ).then(ANNA_MISSED)
        given(*UNDER_WAY, BEN_CAME).of(BOOKING).when(
            lambda b: b.report_no_show(by=TUTOR, now=WAITED)
        ).then_refused(OnlyTheOneWhoCameReports)

    def test_waits_a_quarter_of_an_hour(self) -> None:
        waiting = given(*UNDER_WAY, BEN_CAME).of(BOOKING)
        early, enough = FRIDAY + minutes(14.9), FRIDAY + minutes(15)
        waiting.when(lambda b: b.report_no_show(by=STUDENT, now=early)).then_refused(
            TooEarlyForANoShow
        )
        assert waiting.when(lambda b: b.report_no_show(by=STUDENT, now=enough)).facts

    @pytest.mark.parametrize("came", [(), (BEN_CAME, ANNA_CAME)])
    def test_needs_exactly_one_side(self, came: tuple[Fact, ...]) -> None:
        given(*UNDER_WAY, *came).of(BOOKING).when(
            lambda b: b.report_no_show(by=STUDENT, now=WAITED)
        ).then_refused(ExactlyOneSideMustHaveCome)

    @pytest.mark.parametrize("now", [TUESDAY, END])
    def test_is_for_the_time_of_the_lesson(self, now: datetime) -> None:
        given(*AGREED).of(BOOKING).when(
            lambda b: b.report_no_show(by=STUDENT, now=now)
        ).then_refused(OnlyARunningLessonHasANoShow)

    def test_ends_the_lesson(self) -> None:
        booking = given(*UNDER_WAY, ANNA_CAME, BEN_MISSED).of(BOOKING).state
        assert booking.state is State.NO_SHOW
        assert not booking.blocks_time


class TestAnUncontestedNoShow:
    def test_of_the_student_pays_the_tutor_after_72_hours(self) -> None:
        missed = given(*UNDER_WAY, ANNA_CAME, BEN_MISSED).of(BOOKING)
        until = WAITED + hours(72)
        missed.when(lambda b: b.advance(until - minutes(1))).then_nothing()
        missed.when(lambda b: b.advance(until)).then(
            NoShowUpheld(
                **ABOUT, absent=STUDENT, payment_id=PAYMENT, split=NONE_BACK, upheld_at=until
            )
        )

    def test_of_the_tutor_gives_all_back_and_strikes(self) -> None:
        until = WAITED + hours(72)
        upheld = NoShowUpheld(
            **ABOUT, absent=TUTOR, payment_id=PAYMENT, split=ALL_BACK, upheld_at=until
        )
        struck = TutorStruck(**ABOUT, reason=StrikeReason.NO_SHOW, struck_at=until)
        given(*UNDER_WAY, BEN_CAME, ANNA_MISSED).of(BOOKING).when(lambda b: b.advance(until)).then(
            upheld, struck
        )
        trial = (replace(HELD, is_trial=True), AWAITING, CONFIRMED, STARTED, BEN_CAME, ANNA_MISSED)
        given(*trial).of(BOOKING).when(lambda b: b.advance(until)).then(
            upheld, struck, FreeReplacementGranted(**ABOUT, granted_at=until)
        )
        assert given(*trial, upheld, struck).of(BOOKING).state.deadline is None
