"""Reviews as commands: of a lesson that was given, by its two sides, before reviewers."""

from typing import Any

import pytest

from application.booking import CancelBooking
from application.lesson import JoinLesson, ReportNoShow, ReportProblem, ResolveProblem
from application.review import (
    AppealModeration,
    ApproveReview,
    CorrectReview,
    FlagReview,
    RecordScores,
    RejectReview,
    ShowReview,
    WithdrawReview,
    WriteAnswer,
    WriteReview,
)
from application.work import Command
from domain.booking.terms import ProblemReason
from domain.review.aggregate import REVIEW, Review
from domain.review.events import Fault, Part
from domain.review.words import Step
from domain.shared.actor import Actor, Role
from domain.shared.harm import Harm
from tests.processes.stories import ask, confirmed, joined, taught
from tests.support.market import Market
from tests.support.people import (
    ANNA,
    AS_ANNA,
    AS_BEN,
    AS_GRETA,
    AS_IVAN,
    AS_OLGA,
    AS_RITA,
    AS_SYSTEM,
    GRETA,
    RITA,
)

AS_SUPPORT = Actor(RITA, frozenset({Role.SUPPORT}))
AS_ANOTHER = Actor(GRETA, frozenset({Role.REVIEWER}))


@pytest.fixture
def market() -> Market:
    return Market.opened()


@pytest.fixture
def lesson(market: Market) -> str:
    """This is a lesson of Ben with Anna that is over."""
    return taught(market)


def of(booking_id: str, part: Part = Part.REVIEW) -> dict[str, Any]:
    return {"booking_id": booking_id, "part": part}


def ruled(booking_id: str, part: Part = Part.REVIEW, revision: int = 1) -> dict[str, Any]:
    return {**of(booking_id, part), "revision": revision, "rule_version": "2026-03"}


def reviewing(booking_id: str) -> WriteReview:
    return WriteReview(booking_id=booking_id, stars=5, text="We talked a lot.")


def answering(booking_id: str) -> WriteAnswer:
    return WriteAnswer(booking_id=booking_id, text="He did his homework.")


def said(market: Market, booking_id: str) -> Review:
    found = market.log.load(REVIEW, booking_id).state
    assert found is not None
    return found


def refusal(market: Market, command: Command, actor: Actor) -> str:
    return market.ask(command, actor).refusal


class TestALessonThatWasGiven:
    def test_is_reviewed_once_by_its_student(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        assert refusal(market, reviewing(lesson), AS_BEN) == "EachSideWritesOnce"
        assert refusal(market, reviewing(lesson), AS_OLGA) == "OnlyTheStudentReviews"
        assert refusal(market, reviewing(lesson), AS_ANNA) == "RoleMissing"

    def test_is_answered_once_by_its_tutor(self, market: Market, lesson: str) -> None:
        ask(market, AS_ANNA, answering(lesson))
        assert refusal(market, answering(lesson), AS_ANNA) == "EachSideWritesOnce"
        assert refusal(market, answering(lesson), AS_IVAN) == "OnlyTheTutorAnswers"

    def test_may_have_ended_before_the_clock_came_by(self, market: Market) -> None:
        booking_id = joined(market, AS_ANNA, AS_BEN)
        assert refusal(market, reviewing(booking_id), AS_BEN) == "OnlyAGivenLessonIsReviewed"
        market.clock.set(market.booking(booking_id).slot.end)
        ask(market, AS_BEN, reviewing(booking_id))

    def test_is_that_whatever_is_decided_later(self, market: Market, lesson: str) -> None:
        problem = ReportProblem(
            booking_id=lesson, reason=ProblemReason.QUALITY, claimed_refund_minor=700
        )
        ask(market, AS_BEN, problem)
        ask(market, AS_BEN, reviewing(lesson))
        market.advance(days=8)
        ask(market, AS_ANNA, answering(lesson))


class TestALessonThatWasNot:
    def test_is_one_ahead_or_called_off(self, market: Market) -> None:
        booking_id = confirmed(market)
        assert refusal(market, reviewing(booking_id), AS_BEN) == "OnlyAGivenLessonIsReviewed"
        ask(market, AS_BEN, CancelBooking(booking_id=booking_id))
        assert refusal(market, reviewing(booking_id), AS_BEN) == "OnlyAGivenLessonIsReviewed"

    def test_is_one_that_a_side_did_not_come_to(self, market: Market) -> None:
        booking_id = joined(market, AS_BEN)
        ask(market, AS_BEN, ReportNoShow(booking_id=booking_id))
        assert refusal(market, reviewing(booking_id), AS_BEN) == "OnlyAGivenLessonIsReviewed"
        contest = ReportProblem(
            booking_id=booking_id, reason=ProblemReason.NO_SHOW_CONTESTED, claimed_refund_minor=0
        )
        ask(market, AS_ANNA, contest)
        ask(market, AS_SUPPORT, ResolveProblem(booking_id=booking_id, refund_minor=0))
        assert refusal(market, reviewing(booking_id), AS_BEN) == "OnlyAGivenLessonIsReviewed"

    def test_is_one_nobody_came_to(self, market: Market) -> None:
        booking_id = confirmed(market)
        market.advance(days=5)
        assert refusal(market, JoinLesson(booking_id=booking_id), AS_BEN)
        assert refusal(market, answering(booking_id), AS_ANNA) == "OnlyAGivenLessonIsReviewed"


class TestReviewers:
    def test_let_words_be_shown(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        ask(market, AS_ANNA, answering(lesson))
        for by in (AS_GRETA, AS_BEN, AS_SUPPORT):
            assert refusal(market, ApproveReview(**ruled(lesson)), by) == "RoleMissing"
        ask(market, AS_RITA, ApproveReview(**ruled(lesson)))
        assert said(market, lesson).is_shown
        assert not said(market, lesson).is_visible(Part.ANSWER)
        ask(market, AS_RITA, ApproveReview(**ruled(lesson, Part.ANSWER)))
        assert said(market, lesson).is_visible(Part.ANSWER)

    def test_have_no_part_in_the_lesson(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        both = Actor(ANNA, frozenset({Role.TUTOR, Role.REVIEWER}))
        command = ApproveReview(**ruled(lesson))
        assert refusal(market, command, both) == "NobodyModeratesTheirOwn"

    def test_look_twice_but_never_the_same(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        reject = RejectReview(**ruled(lesson), fault=Fault.OFFENSIVE)
        ask(market, AS_RITA, reject)
        ask(market, AS_BEN, AppealModeration(**of(lesson), argument="It is true."))
        assert refusal(market, reject, AS_RITA) == "ASecondLookIsAnothers"
        ask(market, AS_ANOTHER, ApproveReview(**ruled(lesson)))
        ask(market, AS_ANNA, answering(lesson))
        ask(market, AS_ANNA, FlagReview(**of(lesson), fault=Fault.FAKE))
        assert said(market, lesson).words(Part.REVIEW).step is Step.FLAGGED
        ask(market, AS_RITA, reject)
        assert not said(market, lesson).is_shown

    def test_are_asked_by_support_as_well(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        ask(market, AS_ANNA, answering(lesson))
        ask(market, AS_RITA, ApproveReview(**ruled(lesson)))
        flag = FlagReview(**of(lesson), fault=Fault.NAMES_SOMEBODY)
        assert refusal(market, flag, AS_OLGA) == "OnlyTheOtherSideFlags"
        ask(market, AS_SUPPORT, flag)


SCORES: dict[str, Any] = {
    "scores": {Harm.VIOLENCE: 7, Harm.HATE: 9_000},
    "service_version": "m-1",
}


class TestAServiceOutside:
    def test_is_heard_about_the_words_it_was_asked_about(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        told = RecordScores(**of(lesson), revision=1, **SCORES)
        assert refusal(market, told, AS_RITA) == "RoleMissing"
        ask(market, AS_SYSTEM, told)
        found: Any = market.facts(f"review-{lesson}")[-1]
        assert [(one.harm, one.basis_points) for one in found.scores] == [
            (Harm.HATE, 9_000),
            (Harm.VIOLENCE, 7),
        ]

    def test_is_late_for_others_and_may_have_nothing_to_say(
        self, market: Market, lesson: str
    ) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        others = RecordScores(**of(lesson), revision=2, **SCORES)
        assert refusal(market, others, AS_SYSTEM) == "TheWordsWereCorrected"
        none = RecordScores(**of(lesson, Part.ANSWER), revision=1, **SCORES)
        assert refusal(market, none, AS_SYSTEM) == "NothingWasWritten"
        ask(market, AS_SYSTEM, RecordScores(**of(lesson), revision=1))
        assert market.names(f"review-{lesson}") == ["ReviewWritten"]


class TestAuthors:
    def test_put_words_right_and_take_them_back(self, market: Market, lesson: str) -> None:
        ask(market, AS_BEN, reviewing(lesson))
        correct = CorrectReview(**of(lesson), text="We talked.")
        assert refusal(market, correct, AS_ANNA) == "OnlyTheirAuthorDisposesOfWords"
        ask(market, AS_BEN, correct)
        command = ApproveReview(**ruled(lesson))
        assert refusal(market, command, AS_RITA) == "TheWordsWereCorrected"
        ask(market, AS_BEN, WithdrawReview(**of(lesson)))
        assert refusal(market, correct, AS_BEN) == "NothingWasWritten"

    def test_cannot_where_nobody_wrote_anything(self, market: Market, lesson: str) -> None:
        assert market.ask(WithdrawReview(**of(lesson)), AS_BEN).kind == "NotFound"


def test_being_shown_twice_is_being_shown_once(market: Market, lesson: str) -> None:
    ask(market, AS_BEN, reviewing(lesson))
    ask(market, AS_RITA, ApproveReview(**ruled(lesson)))
    market.clock.set(said(market, lesson).blind_until)
    for _ in range(2):
        ask(market, AS_SYSTEM, ShowReview(booking_id=lesson))
    assert market.names(f"review-{lesson}").count("ReviewShown") == 1
