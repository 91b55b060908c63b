"""Contesting what was recommended: for whom it was shown to, looked at by somebody else."""

import pytest

from application.contest import AnswerContest, RaiseContest
from domain.contest.events import Finding
from domain.shared.actor import Actor, Role
from domain.showing.aggregate import SHOWING, show
from domain.showing.terms import Way
from tests.support.office import Office, record
from tests.support.people import AS_BEN, AS_OLGA
from tests.support.showings import SHOWING_ID, shown

AS_RITA = Actor("rita", frozenset({Role.REVIEWER}))
STREAM = f"contest-{SHOWING_ID}"
RAISE = RaiseContest(showing_id=SHOWING_ID, argument="Too dear.")
ANSWER = AnswerContest(showing_id=SHOWING_ID, finding=Finding.FAIR)


@pytest.fixture
def office() -> Office:
    return Office()


def recommended(office: Office, way: Way = Way.RECOMMENDATION, *, is_named: bool = True) -> None:
    for fact in show(shown(way), is_named=is_named):
        record(office.log, SHOWING.stream(SHOWING_ID), fact)


class TestContesting:
    def test_is_raised_answered_and_over(self, office: Office) -> None:
        recommended(office)
        office.done(RAISE, AS_BEN)
        office.done(RAISE.model_copy(update={"argument": "Too far."}), AS_BEN)
        office.done(ANSWER, AS_RITA)
        assert office.names_of(STREAM) == ["ContestRaised", "ContestRaised", "ContestAnswered"]
        assert office.ask(RAISE, AS_BEN).refusal == "ContestIsAnswered"

    def test_is_for_nobody_else(self, office: Office) -> None:
        recommended(office)
        assert office.ask(RAISE, AS_OLGA).refusal == "OnlyWhoWasShownContests"
        assert office.ask(RAISE, AS_RITA).refusal == "RoleMissing"

    def test_is_of_what_names_its_student(self, office: Office) -> None:
        recommended(office, is_named=False)
        assert office.ask(RAISE, AS_BEN).refusal == "OnlyWhoWasShownContests"

    def test_is_of_recommendations_alone(self, office: Office) -> None:
        assert office.ask(RAISE, AS_BEN).refusal == "NotFound"
        recommended(office, Way.SEARCH)
        assert office.ask(RAISE, AS_BEN).refusal == "NotFound"

    def test_is_answered_by_a_reviewer_once_raised(self, office: Office) -> None:
        recommended(office)
        assert office.ask(ANSWER, AS_RITA).refusal == "NotFound"
        office.done(RAISE, AS_BEN)
        assert office.ask(ANSWER, AS_OLGA).refusal == "RoleMissing"
        both = Actor(AS_BEN.id, frozenset({Role.REVIEWER}))
        assert office.ask(ANSWER, both).refusal == "NobodyAnswersTheirOwnContest"
