"""A contest: a person looks at what was recommended, whoever asks for it and why."""

from domain.contest.aggregate import (
    CONTEST,
    Contest,
    ContestIsAnswered,
    NobodyAnswersTheirOwnContest,
    OnlyWhoWasShownContests,
)
from domain.contest.events import ContestAnswered, ContestRaised, Finding
from tests.support.calendar import MONDAY
from tests.support.people import BEN, OLGA, RITA
from tests.support.scenario import given

RAISED = ContestRaised(showing_id="s", student_id=BEN, argument="Too dear.", raised_at=MONDAY)
ANSWERED = ContestAnswered(
    showing_id="s", student_id=BEN, reviewer_id=RITA, finding=Finding.FAIR, answered_at=MONDAY
)
raised = given(RAISED).of(CONTEST)
answered = given(RAISED, ANSWERED).of(CONTEST)


class TestRaising:
    def test_is_for_who_was_shown_it(self) -> None:
        assert Contest("s", BEN).plead("Too dear.", BEN, MONDAY) == (RAISED,)
        for whose in (OLGA, ""):
            contest = Contest("s", whose)
            try:
                contest.plead("", BEN, MONDAY)
            except OnlyWhoWasShownContests:
                continue
            raise AssertionError(whose)

    def test_may_be_said_otherwise_until_it_is_answered(self) -> None:
        raised.when(lambda it: it.plead("Too far.", BEN, MONDAY)).then(
            ContestRaised(showing_id="s", student_id=BEN, argument="Too far.", raised_at=MONDAY)
        )
        answered.when(lambda it: it.plead("", BEN, MONDAY)).then_refused(ContestIsAnswered)


class TestAnswering:
    def test_is_for_somebody_else_and_once(self) -> None:
        raised.when(lambda it: it.answer(Finding.FAIR, RITA, MONDAY)).then(ANSWERED)
        raised.when(lambda it: it.answer(Finding.FAIR, BEN, MONDAY)).then_refused(
            NobodyAnswersTheirOwnContest
        )
        answered.when(lambda it: it.answer(Finding.UNFAIR, RITA, MONDAY)).then_refused(
            ContestIsAnswered
        )
