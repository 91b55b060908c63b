"""Settling, and what is done when something went wrong."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from domain.booking.aggregate import BOOKING, Booking
from domain.booking.outcomes import (
    BookingResolved,
    BookingSettled,
    NoShowUpheld,
    ProblemAnswered,
    ProblemReported,
    TutorStruck,
    WordsCorrected,
)
from domain.booking.settling import (
    ACardCannotGetExactlyThatBack,
    AProblemIsOpenAlready,
    ARefundIsPartOfThePrice,
    NothingSettlesWhileSomethingIsOpen,
    OneCorrectsOnesOwnWords,
    OnlyACompletedLessonSettles,
    OnlyALessonThatWasDueHasProblems,
    OnlyTheOtherSideAnswers,
    OnlyThePlatformDecides,
    OnlyTheStudentConfirmsTheLesson,
    OnlyTheTwoSidesReport,
    RefundsAreNotTakenBack,
    TheProblemIsAnsweredAlready,
    ThereIsNoOpenProblem,
    TooLateToReport,
)
from domain.booking.terms import Party, ProblemReason, ResolutionGround, State, StrikeReason
from domain.shared.errors import Refused
from domain.shared.event import Fact
from domain.shared.money import Money
from domain.shared.personal import subjects_of
from tests.domain.booking.histories import (
    ABOUT,
    AGREED,
    ALL_BACK,
    ANNA_CAME,
    ANNA_MISSED,
    BEN_CAME,
    BEN_COMPLAINED,
    BEN_MISSED,
    COMPLAINT,
    COMPLETED,
    END,
    GIVEN_LESSON,
    HALF_BACK,
    HELD,
    NONE_BACK,
    PAYMENT,
    PLATFORM,
    STUDENT,
    TUTOR,
    UNDER_WAY,
)
from tests.support.calendar import FRIDAY, TUESDAY, days, hours, minutes
from tests.support.people import ANNA, BEN
from tests.support.scenario import Outcome, given

SOON = END + hours(1)
SETTLED = BookingSettled(
    **ABOUT,
    payment_id=PAYMENT,
    is_confirmed_by_student=False,
    split=NONE_BACK,
    settled_at=END + hours(72),
)
HALF = BookingResolved(
    **ABOUT,
    ground=ResolutionGround.DECIDED,
    payment_id=PAYMENT,
    split=HALF_BACK,
    replaces=None,
    resolved_at=SOON,
)
ANNA_ANSWERED = ProblemAnswered(
    **ABOUT, by=TUTOR, answerer_id=ANNA, is_agreed=False, details="No.", answered_at=SOON
)
ANNA_ABSENT = (*UNDER_WAY, BEN_CAME, ANNA_MISSED)
BEN_ABSENT = (*UNDER_WAY, ANNA_CAME, BEN_MISSED)


def reported(history: tuple[Fact, ...], by: Party, now: datetime, refund: int = 1500) -> Outcome:
    return (
        given(*history)
        .of(BOOKING)
        .when(
            lambda b: b.report_problem(ProblemReason.QUALITY, refund, "Half of it.", by=by, now=now)
        )
    )


class TestSettling:
    def test_comes_by_itself_after_72_hours(self) -> None:
        over = given(*GIVEN_LESSON).of(BOOKING)
        over.when(lambda b: b.advance(END + hours(71.9))).then_nothing()
        over.when(lambda b: b.advance(END + days(30))).then(SETTLED)

    def test_comes_at_once_when_the_student_confirms(self) -> None:
        confirmed = replace(SETTLED, is_confirmed_by_student=True, settled_at=SOON)
        given(*GIVEN_LESSON).of(BOOKING).when(
            lambda b: b.confirm_completion(by=STUDENT, now=SOON)
        ).then(confirmed)
        given(*UNDER_WAY, ANNA_CAME).of(BOOKING).when(
            lambda b: b.confirm_completion(by=STUDENT, now=SOON)
        ).then(COMPLETED, confirmed)

    def test_is_confirmed_by_the_student_alone(self) -> None:
        given(*GIVEN_LESSON).of(BOOKING).when(
            lambda b: b.confirm_completion(by=TUTOR, now=SOON)
        ).then_refused(OnlyTheStudentConfirmsTheLesson)

    @pytest.mark.parametrize(
        ("history", "refusal"),
        [
            (AGREED, OnlyACompletedLessonSettles),
            ((*GIVEN_LESSON, SETTLED), OnlyACompletedLessonSettles),
            (COMPLAINT, NothingSettlesWhileSomethingIsOpen),
        ],
    )
    def test_needs_a_completed_lesson_without_a_problem(
        self, history: tuple[Fact, ...], refusal: type[Refused]
    ) -> None:
        now = FRIDAY if history is AGREED else SOON
        given(*history).of(BOOKING).when(
            lambda b: b.confirm_completion(by=STUDENT, now=now)
        ).then_refused(refusal)


class TestReportingAProblem:
    def test_freezes_the_money_and_keeps_the_words_personal(self) -> None:
        reported(GIVEN_LESSON, STUDENT, SOON).then(replace(BEN_COMPLAINED, details="Half of it."))
        assert subjects_of(BEN_COMPLAINED) == (BEN,)
        frozen = given(*COMPLAINT).of(BOOKING)
        assert frozen.state.state is State.PROBLEM_REPORTED
        frozen.when(lambda b: b.advance(END + hours(73))).then_nothing()

    def test_is_possible_for_72_hours_for_the_student(self) -> None:
        assert reported(GIVEN_LESSON, STUDENT, END + hours(71.9)).facts
        reported(GIVEN_LESSON, STUDENT, END + hours(72)).then_refused(TooLateToReport)

    def test_is_possible_for_a_week_for_the_tutor_settled_or_not(self) -> None:
        late = END + days(6.9)
        problem = replace(
            BEN_COMPLAINED,
            by=TUTOR,
            reporter_id=ANNA,
            claimed_refund_minor=0,
            details="Half of it.",
            reported_at=late,
            answer_by=late + days(7),
        )
        reported(GIVEN_LESSON, TUTOR, late, refund=0).then(SETTLED, problem)
        reported((*GIVEN_LESSON, SETTLED), TUTOR, late, refund=0).then(problem)
        reported(GIVEN_LESSON, TUTOR, END + days(7)).then_refused(TooLateToReport)

    def test_is_refused_after_the_student_confirmed(self) -> None:
        confirmed = replace(SETTLED, is_confirmed_by_student=True, settled_at=SOON)
        reported((*GIVEN_LESSON, confirmed), STUDENT, SOON).then_refused(TooLateToReport)

    def test_contests_a_no_show_within_72_hours(self) -> None:
        until = ANNA_MISSED.contestable_until
        for history, by in ((ANNA_ABSENT, TUTOR), (BEN_ABSENT, STUDENT)):
            assert reported(history, by, until - minutes(1)).facts
            reported(history, by, until).then_refused(TooLateToReport)
        assert len(reported(BEN_ABSENT, TUTOR, END + days(6)).facts) == 2

    def test_asks_for_what_a_card_can_get_back(self) -> None:
        in_dinars = (replace(HELD, price=Money(5120, "KWD")), *GIVEN_LESSON[1:])
        reported(in_dinars, STUDENT, SOON, 2565).then_refused(ACardCannotGetExactlyThatBack)
        assert reported(in_dinars, STUDENT, SOON, 2560).facts

    def test_asks_for_a_part_of_the_price(self) -> None:
        for refund in (-1, 3001):
            reported(GIVEN_LESSON, STUDENT, SOON, refund).then_refused(ARefundIsPartOfThePrice)

    def test_is_refused_for_others_twice_and_without_a_lesson(self) -> None:
        reported(GIVEN_LESSON, PLATFORM, SOON).then_refused(OnlyTheTwoSidesReport)
        reported(COMPLAINT, TUTOR, SOON).then_refused(AProblemIsOpenAlready)
        reported(AGREED, STUDENT, TUESDAY).then_refused(OnlyALessonThatWasDueHasProblems)
        reported((*COMPLAINT, HALF), STUDENT, SOON).then_refused(OnlyALessonThatWasDueHasProblems)


class TestAnsweringAProblem:
    def test_with_yes_resolves_it_as_claimed(self) -> None:
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.answer_problem("No.", is_agreed=True, by=TUTOR, now=SOON)
        ).then(
            replace(ANNA_ANSWERED, is_agreed=True), replace(HALF, ground=ResolutionGround.AGREED)
        )

    def test_with_no_waits_for_a_decision(self) -> None:
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.answer_problem("No.", is_agreed=False, by=TUTOR, now=SOON)
        ).then(ANNA_ANSWERED)
        waiting = given(*COMPLAINT, ANNA_ANSWERED).of(BOOKING)
        waiting.when(lambda b: b.advance(END + days(60))).then_nothing()
        waiting.when(
            lambda b: b.answer_problem("No.", is_agreed=True, by=TUTOR, now=SOON)
        ).then_refused(TheProblemIsAnsweredAlready)

    def test_with_silence_resolves_it_as_claimed_after_a_week(self) -> None:
        silent = replace(HALF, ground=ResolutionGround.SILENCE, resolved_at=SOON + days(7))
        given(*COMPLAINT).of(BOOKING).when(lambda b: b.advance(END + days(60))).then(silent)
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.answer_problem("No.", is_agreed=False, by=TUTOR, now=SOON + days(7))
        ).then_refused(ThereIsNoOpenProblem)

    @pytest.mark.parametrize("by", [STUDENT, PLATFORM])
    def test_is_for_the_other_side(self, by: Party) -> None:
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.answer_problem("No.", is_agreed=False, by=by, now=SOON)
        ).then_refused(OnlyTheOtherSideAnswers)


class TestCorrectingOnesWords:
    BENS = WordsCorrected(
        **ABOUT, by=STUDENT, person_id=BEN, details="Two thirds of it.", corrected_at=SOON
    )

    def test_is_possible_for_who_wrote(self) -> None:
        given(*COMPLAINT).of(BOOKING).when(correcting(STUDENT)).then(self.BENS)
        assert subjects_of(self.BENS) == (BEN,)
        annas = replace(self.BENS, by=TUTOR, person_id=ANNA)
        given(*COMPLAINT, ANNA_ANSWERED).of(BOOKING).when(correcting(TUTOR)).then(annas)

    def test_is_refused_to_who_wrote_nothing(self) -> None:
        for by in (TUTOR, PLATFORM):
            given(*COMPLAINT).of(BOOKING).when(correcting(by)).then_refused(OneCorrectsOnesOwnWords)
        answered = given(*COMPLAINT, ANNA_ANSWERED).of(BOOKING)
        answered.when(correcting(PLATFORM)).then_refused(OneCorrectsOnesOwnWords)

    def test_ends_with_the_decision(self) -> None:
        given(*GIVEN_LESSON).of(BOOKING).when(correcting(STUDENT)).then_refused(
            ThereIsNoOpenProblem
        )
        given(*COMPLAINT, HALF).of(BOOKING).when(correcting(STUDENT)).then_refused(
            ThereIsNoOpenProblem
        )
        late = SOON + days(7)
        given(*COMPLAINT).of(BOOKING).when(correcting(STUDENT, late)).then_refused(
            ThereIsNoOpenProblem
        )


def correcting(by: Party, now: datetime = SOON) -> Callable[[Booking], Sequence[Fact]]:
    return lambda b: b.correct_words("Two thirds of it.", by=by, now=now)


class TestDeciding:
    def test_splits_the_price(self) -> None:
        given(*COMPLAINT).of(BOOKING).when(lambda b: b.resolve(1500, by=PLATFORM, now=SOON)).then(
            HALF
        )
        ended = given(*COMPLAINT, HALF).of(BOOKING).state
        assert ended.state is State.RESOLVED
        assert ended.split == HALF_BACK

    def test_is_the_platforms(self) -> None:
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.resolve(1500, by=TUTOR, now=SOON)
        ).then_refused(OnlyThePlatformDecides)

    def test_needs_an_open_problem_and_a_part_of_the_price(self) -> None:
        given(*GIVEN_LESSON).of(BOOKING).when(
            lambda b: b.resolve(0, by=PLATFORM, now=SOON)
        ).then_refused(ThereIsNoOpenProblem)
        given(*COMPLAINT).of(BOOKING).when(
            lambda b: b.resolve(3001, by=PLATFORM, now=SOON)
        ).then_refused(ARefundIsPartOfThePrice)

    def test_corrects_what_was_settled_but_takes_no_refund_back(self) -> None:
        late = END + days(6)
        reopened = replace(BEN_COMPLAINED, by=TUTOR, reporter_id=ANNA, reported_at=late)
        given(*GIVEN_LESSON, SETTLED, reopened).of(BOOKING).when(
            lambda b: b.resolve(1500, by=PLATFORM, now=SOON)
        ).then(replace(HALF, replaces=NONE_BACK))
        upheld = NoShowUpheld(
            **ABOUT, absent=TUTOR, payment_id=PAYMENT, split=ALL_BACK, upheld_at=END + hours(72)
        )
        given(*ANNA_ABSENT, upheld, BEN_COMPLAINED).of(BOOKING).when(
            lambda b: b.resolve(1500, by=PLATFORM, now=SOON)
        ).then_refused(RefundsAreNotTakenBack)


class TestAContestedNoShowOfTheTutor:
    CONTESTED: ProblemReported = replace(
        BEN_COMPLAINED, by=TUTOR, reporter_id=ANNA, claimed_refund_minor=0
    )

    def test_strikes_when_all_is_given_back_after_all(self) -> None:
        given(*ANNA_ABSENT, self.CONTESTED).of(BOOKING).when(
            lambda b: b.resolve(3000, by=PLATFORM, now=SOON)
        ).then(
            replace(HALF, split=ALL_BACK),
            TutorStruck(**ABOUT, reason=StrikeReason.NO_SHOW, struck_at=SOON),
        )

    def test_strikes_not_when_the_tutor_prevails(self) -> None:
        given(*ANNA_ABSENT, self.CONTESTED).of(BOOKING).when(
            lambda b: b.advance(END + days(60))
        ).then(
            replace(
                HALF,
                ground=ResolutionGround.SILENCE,
                split=NONE_BACK,
                resolved_at=SOON + days(7),
            )
        )

    def test_strikes_when_the_student_claims_all_and_the_tutor_is_silent(self) -> None:
        claimed = replace(BEN_COMPLAINED, claimed_refund_minor=3000)
        facts = given(*ANNA_ABSENT, claimed).of(BOOKING).state.advance(END + days(60))
        assert [type(fact) for fact in facts] == [BookingResolved, TutorStruck]

    def test_of_a_free_lesson_strikes_not_when_the_tutor_prevails(self) -> None:
        free = replace(HELD, price=Money(0, "EUR"))
        history = (free, *ANNA_ABSENT[1:], self.CONTESTED)
        facts = given(*history).of(BOOKING).state.advance(END + days(60))
        assert [type(fact) for fact in facts] == [BookingResolved]
