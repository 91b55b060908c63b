"""Why somebody was recommended what they were, and which contests wait for a person."""

from domain.contest.events import ContestAnswered, ContestRaised, Finding
from domain.showing.aggregate import show
from domain.showing.terms import Way
from projections.recommendations.projector import PROJECTION
from projections.recommendations.queries import contests, showing
from tests.projections.conftest import Show
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.laws import obeys_the_laws
from tests.support.people import ANNA, BEN, IVAN, RITA
from tests.support.showings import SHOWING_ID, shown
from tests.support.views import Stream, history, stream

SERVED = stream(f"showing-{SHOWING_ID}", *show(shown(Way.RECOMMENDATION), is_named=True))
NAMELESS = stream("showing-2", *show(shown(Way.RECOMMENDATION, showing_id="2"), is_named=False))
SEARCHED = stream("showing-3", *show(shown(Way.SEARCH, showing_id="3"), is_named=True))


def contest(showing_id: str, *, is_answered: bool) -> Stream:
    of = {"showing_id": showing_id, "student_id": BEN}
    raised = ContestRaised(**of, argument="Too dear.", raised_at=MONDAY)
    found = ContestAnswered(**of, reviewer_id=RITA, finding=Finding.FAIR, answered_at=TUESDAY)
    return stream(f"contest-{showing_id}", raised, *((found,) if is_answered else ()))


ALL = (SERVED, NAMELESS, SEARCHED, contest("2", is_answered=False), contest("9", is_answered=True))


class TestWhy:
    def test_is_all_that_was_known_then(self, show: Show) -> None:
        reader = show(PROJECTION, history(*ALL))
        found = showing(reader, SHOWING_ID)
        assert found is not None
        assert (found.student_id, found.model_version, found.contest) == (BEN, "search-1", None)
        anna, ivan = found.shown
        assert (anna.tutor_id, anna.position, anna.score, anna.propensity) == (ANNA, 1, 0.9, 1.0)
        assert anna.known == {"lessons_given": 12.0, "rating": 4.8}
        assert not anna.is_explored
        assert (ivan.tutor_id, ivan.known["rating"], ivan.propensity) == (IVAN, None, 0.25)
        assert ivan.is_explored

    def test_names_nobody_who_did_not_agree_and_is_of_no_search(self, show: Show) -> None:
        reader = show(PROJECTION, history(*ALL))
        nameless = showing(reader, "2")
        assert nameless is not None
        assert nameless.student_id is None
        assert nameless.contest is not None
        assert showing(reader, "3") is None


class TestContests:
    def test_wait_until_they_are_answered(self, show: Show) -> None:
        reader = show(PROJECTION, history(*ALL, contest("1", is_answered=False)))
        assert [each.showing_id for each in contests(reader)] == ["1", "2"]
        assert [each.showing_id for each in contests(reader, after=(MONDAY, "1"))] == ["2"]
        assert [each.showing_id for each in contests(reader, limit=1)] == ["1"]


def test_the_laws_hold() -> None:
    obeys_the_laws(PROJECTION, *ALL)
