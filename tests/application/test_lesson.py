"""Lessons through the bus: coming, not coming, problems, and where time and money stay."""

from datetime import datetime
from typing import Any

import pytest

from application import lesson
from application.booking import AdvanceBooking, CancelBooking, SubmitBooking
from application.lesson import (
    AnswerProblem,
    CancelForUnbookableTutor,
    CloseDispute,
    ConfirmCompletion,
    CorrectWords,
    JoinLesson,
    NoteDispute,
    ReportNoShow,
    ReportProblem,
    ResolveProblem,
    WaiveLateFee,
)
from application.work import Command
from domain.booking.outcomes import BookingResolved, ProblemReported
from domain.booking.terms import CancellationReason, Party, ProblemReason, State, Waiver
from domain.shared.actor import Actor, Role
from tests.support.calendar import THURSDAY, days, hours, minutes
from tests.support.market import Market
from tests.support.people import (
    ANNA,
    AS_ANNA,
    AS_BEN,
    AS_OLGA,
    AS_RITA,
    AS_SYSTEM,
    BEN,
    RITA,
)

AS_SUPPORT = Actor(RITA, frozenset({Role.SUPPORT}))
END = THURSDAY + hours(1)


@pytest.fixture
def market() -> Market:
    return Market.opened()


@pytest.fixture
def booking_id(market: Market) -> str:
    """This is a lesson of Anna and Ben on THURSDAY, paid for."""
    booking_id = market.hold(AS_BEN, ANNA, THURSDAY)
    market.ask(SubmitBooking(booking_id=booking_id), AS_BEN)
    market.run_until_quiet()
    assert market.booking(booking_id).state is State.CONFIRMED
    return booking_id


def at(market: Market, now: datetime) -> None:
    market.clock.set(now)


def both_come(market: Market, booking_id: str) -> None:
    at(market, THURSDAY - minutes(5))
    for each in (AS_ANNA, AS_BEN):
        assert market.ask(JoinLesson(booking_id=booking_id), each).accepted


def is_in_calendars(market: Market, booking_id: str) -> bool:
    known = [market.calendar(person, "2026-03") for person in (ANNA, BEN)]
    (is_there,) = {
        month is not None and month.of_booking(booking_id) is not None for month in known
    }
    return is_there


def problem(booking_id: str, claimed: int = 700) -> ReportProblem:
    return ReportProblem(
        booking_id=booking_id,
        reason=ProblemReason.CUT_SHORT,
        claimed_refund_minor=claimed,
        details="It ended after half an hour.",
    )


class TestComing:
    def test_starts_the_lesson_that_nobody_started(self, market: Market, booking_id: str) -> None:
        at(market, THURSDAY)
        outcome = market.ask(JoinLesson(booking_id=booking_id), AS_BEN)
        assert outcome.answer["state"] == "in_progress"
        assert market.names(f"booking-{booking_id}")[-2:] == ["LessonStarted", "LessonJoined"]

    def test_is_for_the_two_sides(self, market: Market, booking_id: str) -> None:
        at(market, THURSDAY)
        assert market.ask(JoinLesson(booking_id=booking_id), AS_OLGA).kind == "NotAllowed"
        assert market.ask(JoinLesson(booking_id=booking_id), AS_RITA).refusal == "RoleMissing"

    def test_twice_changes_nothing(self, market: Market, booking_id: str) -> None:
        at(market, THURSDAY)
        market.ask(JoinLesson(booking_id=booking_id), AS_BEN)
        assert not market.ask(JoinLesson(booking_id=booking_id), AS_BEN).places

    def test_too_early_or_too_late_is_refused(self, market: Market, booking_id: str) -> None:
        for now in (THURSDAY - minutes(16), END):
            at(market, now)
            assert (
                market.ask(JoinLesson(booking_id=booking_id), AS_BEN).refusal == "TheDoorIsClosed"
            )


class TestNotComing:
    def test_frees_the_rest_of_the_time(self, market: Market, booking_id: str) -> None:
        at(market, THURSDAY)
        market.ask(JoinLesson(booking_id=booking_id), AS_BEN)
        assert is_in_calendars(market, booking_id)
        at(market, THURSDAY + minutes(15))
        outcome = market.ask(ReportNoShow(booking_id=booking_id), AS_BEN)
        assert outcome.answer["state"] == "no_show"
        assert not is_in_calendars(market, booking_id)

    def test_is_contested_by_a_problem(self, market: Market, booking_id: str) -> None:
        at(market, THURSDAY)
        market.ask(JoinLesson(booking_id=booking_id), AS_BEN)
        at(market, THURSDAY + minutes(15))
        market.ask(ReportNoShow(booking_id=booking_id), AS_BEN)
        contest = ReportProblem(
            booking_id=booking_id, reason=ProblemReason.NO_SHOW_CONTESTED, claimed_refund_minor=0
        )
        assert market.ask(contest, AS_ANNA).answer["state"] == "problem_reported"


class TestALessonThatWasGiven:
    def test_stays_in_both_calendars(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        market.ask(AdvanceBooking(booking_id=booking_id), AS_SYSTEM)
        assert market.booking(booking_id).state is State.COMPLETED
        assert is_in_calendars(market, booking_id)

    @pytest.mark.parametrize(
        ("later", "asked"),
        [
            (days(30), (AdvanceBooking, AS_SYSTEM)),
            (hours(1), (ConfirmCompletion, AS_BEN)),
            (hours(1), (ReportProblem, AS_BEN)),
            (days(5), (ReportProblem, AS_ANNA)),
            (days(5), (NoteDispute, AS_SYSTEM)),
        ],
    )
    def test_stays_there_however_late_the_clock_comes(
        self, market: Market, booking_id: str, later: Any, asked: Any
    ) -> None:
        both_come(market, booking_id)
        at(market, END + later)
        command, actor = asked
        known = problem(booking_id).model_dump()
        fields = {name: known[name] for name in command.model_fields if name in known}
        assert market.ask(command.model_validate(fields), actor).accepted
        assert is_in_calendars(market, booking_id)

    def test_is_settled_by_its_student(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        assert (
            market.ask(ConfirmCompletion(booking_id=booking_id), AS_ANNA).refusal == "RoleMissing"
        )
        outcome = market.ask(ConfirmCompletion(booking_id=booking_id), AS_BEN)
        assert outcome.answer["state"] == "settled"
        again = market.ask(ConfirmCompletion(booking_id=booking_id), AS_BEN)
        assert again.refusal == "OnlyACompletedLessonSettles"


class TestAProblem:
    def test_keeps_what_was_said_as_the_reporters(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        market.ask(problem(booking_id), AS_BEN)
        recorded = market.log.facts[-1]
        assert isinstance(recorded.fact, ProblemReported)
        assert (recorded.fact.by, recorded.subjects) == (Party.STUDENT, (BEN,))

    def test_is_over_when_the_other_side_agrees(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        market.ask(problem(booking_id), AS_BEN)
        answer = AnswerProblem(booking_id=booking_id, is_agreed=True)
        assert market.ask(answer, AS_BEN).refusal == "OnlyTheOtherSideAnswers"
        assert market.ask(answer, AS_ANNA).answer["state"] == "resolved"
        market.run_until_quiet()
        assert market.money_of(booking_id) == (0, 3001, 700)

    def test_is_decided_by_the_platform(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        market.ask(problem(booking_id), AS_BEN)
        market.ask(AnswerProblem(booking_id=booking_id, is_agreed=False), AS_ANNA)
        resolve = ResolveProblem(booking_id=booking_id, refund_minor=900)
        assert market.ask(resolve, AS_ANNA).refusal == "RoleMissing"
        assert market.ask(resolve, AS_SUPPORT).answer["state"] == "resolved"
        fact = market.facts(f"booking-{booking_id}")[-1]
        assert isinstance(fact, BookingResolved)
        assert fact.split.refund_minor == 900

    def test_is_told_in_other_words_by_who_told_it(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        market.ask(problem(booking_id), AS_BEN)
        said = CorrectWords(booking_id=booking_id, details="It was cut short by ten minutes.")
        assert market.ask(said, AS_ANNA).refusal == "OneCorrectsOnesOwnWords"
        assert market.ask(said, AS_BEN).answer["state"] == "problem_reported"
        assert market.log.facts[-1].subjects == (BEN,)

    def test_claims_no_more_than_the_price(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END)
        assert market.ask(problem(booking_id, 3002), AS_BEN).refusal == "ARefundIsPartOfThePrice"

    def test_months_later_is_too_late(self, market: Market, booking_id: str) -> None:
        both_come(market, booking_id)
        at(market, END + days(120))
        assert market.ask(problem(booking_id), AS_BEN).refusal == "TooLateToReport"


class TestMoneyGivenBack:
    def test_after_a_late_cancellation_when_the_tutor_waives(
        self, market: Market, booking_id: str
    ) -> None:
        at(market, THURSDAY - hours(2))
        market.ask(CancelBooking(booking_id=booking_id), AS_BEN)
        waive = WaiveLateFee(booking_id=booking_id, waiver=Waiver.HALF)
        assert market.ask(waive, AS_BEN).refusal == "RoleMissing"
        assert market.ask(waive, AS_ANNA).accepted
        assert market.ask(waive, AS_ANNA).refusal == "AsMuchIsWaivedAlready"
        market.run_until_quiet()
        assert market.money_of(booking_id) == (0, 3001, 1501)

    def test_when_the_tutor_may_not_teach(self, market: Market, booking_id: str) -> None:
        cancel = CancelForUnbookableTutor(booking_id=booking_id)
        assert market.ask(cancel, AS_ANNA).refusal == "RoleMissing"
        assert market.ask(cancel, AS_SYSTEM).accepted
        cancelled: Any = market.facts(f"booking-{booking_id}")[-1]
        assert cancelled.reason is CancellationReason.TUTOR_NOT_BOOKABLE
        assert cancelled.split.refund_minor == 3001
        assert not is_in_calendars(market, booking_id)

    def test_when_the_bank_decides_so(self, market: Market, booking_id: str) -> None:
        for command in (
            NoteDispute(booking_id=booking_id),
            NoteDispute(booking_id=booking_id),
            CloseDispute(booking_id=booking_id, is_won=False),
            CloseDispute(booking_id=booking_id, is_won=True),
        ):
            assert market.ask(command, AS_SYSTEM).accepted
        assert market.booking(booking_id).state is State.CANCELLED
        assert not is_in_calendars(market, booking_id)


def test_every_command_has_one_handler() -> None:
    commands = {
        value
        for value in vars(lesson).values()
        if isinstance(value, type)
        and issubclass(value, Command)
        and value.__module__ == lesson.__name__
    }
    assert {command for command, _ in lesson.HANDLERS} == commands
