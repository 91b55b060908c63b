"""Profile scoring: what a service outside is asked about profiles, and what becomes of it."""

from dataclasses import replace
from typing import Any

import pytest

from application.reactions.profile_scoring import PROFILE_SCORING, ScoreProfile
from application.tutor import OfferSubject, PublishProfile
from application.tutor_moderation import ApproveProfile
from application.tutor_parts import Language
from domain.privacy.subject_events import ProcessingRestricted
from domain.shared.harm import Harm, Score
from domain.tutor.aggregate import TUTOR
from domain.tutor.events import CourseWithdrawn, TutorErased
from domain.tutor.moderation_events import Part, ProfileScored
from tests.domain.tutor.history import (
    APPEALED,
    BOOKABLE,
    PUBLISHED,
    approved,
    scored,
    taken_down,
)
from tests.processes.arrival import given
from tests.processes.stories import ask
from tests.support.examples import example
from tests.support.market import Market
from tests.support.moderation import VERSION, KeenModeration
from tests.support.office import record
from tests.support.outside import outside
from tests.support.people import ANNA, AS_ANNA, AS_RITA

MARKER = "слово-marker-7391"
GONE = replace(example(CourseWithdrawn), tutor_id=ANNA)
ERASED = replace(example(TutorErased), tutor_id=ANNA)


class TestAWording:
    def test_is_asked_about_as_far_as_it_is_new(self) -> None:
        todos = given(*BOOKABLE).seen_by(PROFILE_SCORING).then_todos("profile-3")
        assert todos["profile-3"].act == ScoreProfile(tutor_id=ANNA, revision=3, since=0)
        again = given(*BOOKABLE, scored(3), PUBLISHED).seen_by(PROFILE_SCORING)
        assert again.then_todos("profile-4")["profile-4"].act == ScoreProfile(
            tutor_id=ANNA, revision=4, since=3
        )

    def test_is_not_what_a_reviewer_has_read(self) -> None:
        todos = given(*BOOKABLE, approved(), PUBLISHED).seen_by(PROFILE_SCORING).todos()
        assert todos["profile-4"].act == ScoreProfile(tutor_id=ANNA, revision=4, since=3)

    def test_is_nothing_new_where_something_is_said_no_more(self) -> None:
        given(*BOOKABLE, scored(3), GONE).seen_by(PROFILE_SCORING).then_nothing()
        todos = given(*BOOKABLE, scored(3), GONE, PUBLISHED).seen_by(PROFILE_SCORING).todos()
        assert todos["profile-5"].act == ScoreProfile(tutor_id=ANNA, revision=5, since=4)
        given(*BOOKABLE, GONE).seen_by(PROFILE_SCORING).then_todos("profile-4")

    def test_is_not_asked_about_once_that_helps_nobody(self) -> None:
        for end in (scored(3), approved(), taken_down(), ERASED):
            given(*BOOKABLE, end).seen_by(PROFILE_SCORING).then_nothing()

    def test_is_asked_about_when_it_waits_again(self) -> None:
        down = (*BOOKABLE, taken_down())
        given(*down, APPEALED).seen_by(PROFILE_SCORING).then_todos("profile-3")
        given(*down, PUBLISHED).seen_by(PROFILE_SCORING).then_todos("profile-4")
        given(*BOOKABLE, scored(3), taken_down(), APPEALED).seen_by(PROFILE_SCORING).then_nothing()


@pytest.fixture
def service() -> KeenModeration:
    return KeenModeration(hated=MARKER)


@pytest.fixture
def market(service: KeenModeration) -> Market:
    """This is a market whose profiles a service has been asked about."""
    opened = Market.opened()
    opened.moderation = service
    opened.restart()
    opened.run_until_quiet()
    service.texts.clear()
    return opened


def publish(market: Market, about: str = f"I teach. {MARKER}") -> None:
    profile = PublishProfile(
        tutor_id=ANNA,
        display_name="Anna",
        headline="Russian",
        about=about,
        time_zone="Europe/Moscow",
        speaks=(Language(language="russian", level=7),),
        teaches_in=("russian",),
    )
    ask(market, AS_ANNA, profile)


def scores_in(market: Market) -> list[ProfileScored]:
    return [one for one in market.facts(f"tutor-{ANNA}") if isinstance(one, ProfileScored)]


def revision_in(market: Market) -> int:
    tutor = market.log.load(TUTOR, ANNA).state
    assert tutor is not None
    return tutor.standing.revision


class TestTheService:
    def test_is_told_what_is_new_and_its_answer_is_recorded(
        self, market: Market, service: KeenModeration
    ) -> None:
        publish(market)
        ask(market, AS_ANNA, OfferSubject(tutor_id=ANNA, subject="russian", tags=("grammar",)))
        market.run_until_quiet()
        assert service.texts == [f"Russian\nI teach. {MARKER}", "grammar"]
        found = scores_in(market)[-2:]
        assert [(one.part, one.name, one.scores) for one in found] == [
            (Part.PROFILE, None, (Score(Harm.HATE, 9_000),)),
            (Part.SUBJECT, "russian", (Score(Harm.HATE, 10),)),
        ]
        assert {one.service_version for one in found} == {VERSION}

    def test_is_asked_about_what_is_there_by_then(
        self, market: Market, service: KeenModeration
    ) -> None:
        before = len(scores_in(market))
        service.is_down_for = 1
        publish(market)
        market.run_until_quiet()
        publish(market, about="Fine.")
        market.advance(hours=1)
        assert service.texts[1:] == ["Russian\nFine."]
        assert len(scores_in(market)) == before + 1

    def test_keeps_nobody_from_deciding(self, market: Market, service: KeenModeration) -> None:
        before = scores_in(market)
        service.is_down_for = 1
        publish(market)
        market.run_until_quiet()
        revision = revision_in(market)
        approve = ApproveProfile(tutor_id=ANNA, revision=revision, rule_version="2026-03")
        ask(market, AS_RITA, approve)
        market.advance(hours=1)
        assert (scores_in(market), len(service.texts)) == (before, 1)

    def test_leaves_words_in_no_list_and_no_fact(self, market: Market) -> None:
        publish(market)
        market.fold()
        assert MARKER not in str(market.state_of("profile_scoring", ANNA))
        assert MARKER not in str(market._list_of("profile_scoring")())
        market.run_until_quiet()
        assert MARKER not in repr(scores_in(market))

    def test_is_nobody_unless_one_is_set_up(self, market: Market) -> None:
        before = scores_in(market)
        market.moderation = None
        market.restart()
        publish(market)
        market.run_until_quiet()
        assert scores_in(market) == before


class TestACallThatComesTooLate:
    def performed(self, market: Market, service: KeenModeration, revision: int) -> Any:
        assert PROFILE_SCORING.perform is not None
        call = ScoreProfile(tutor_id=ANNA, revision=revision, since=revision - 1)
        return PROFILE_SCORING.perform(call, outside(market.gateway, market.log, service))

    def asked(self, market: Market) -> int:
        publish(market)
        market.fold()
        return revision_in(market)

    def test_tells_nobody_other_words(self, market: Market, service: KeenModeration) -> None:
        revision = self.asked(market)
        publish(market, about="Fine.")
        assert self.performed(market, service, revision).service_version is None
        assert service.texts == []

    @pytest.mark.parametrize(
        ("stream", "fact"),
        [
            (f"tutor-{ANNA}", ERASED),
            (f"subject-{ANNA}", replace(example(ProcessingRestricted), person_id=ANNA)),
        ],
        ids=["erased", "resting"],
    )
    def test_tells_nobody_the_words_of_whoever_does_not_want_it(
        self, market: Market, service: KeenModeration, stream: str, fact: Any
    ) -> None:
        revision = self.asked(market)
        record(market.log, stream, fact)
        assert self.performed(market, service, revision).service_version is None
        assert service.texts == []
