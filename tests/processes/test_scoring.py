"""Scoring: which wordings a service outside is asked about, and what becomes of its answer."""

from dataclasses import replace
from typing import Any

import pytest

from application.reactions.scoring import SCORING, ScoreWords
from application.review import (
    ApproveReview,
    CorrectReview,
    WithdrawReview,
    WriteAnswer,
    WriteReview,
)
from application.todo import World
from domain.privacy.subject_events import ProcessingRestricted, RestrictionLifted
from domain.review.events import Part, ReviewErased, WordsScored
from domain.shared.event import Recorded
from domain.shared.harm import Harm, Score
from tests.domain.review.history import (
    ANSWERED,
    REVIEW,
    SHOWN,
    WRITTEN,
    appealed,
    approved,
    corrected,
    flagged,
    of,
    rejected,
    scored,
    withdrawn,
)
from tests.processes.arrival import given
from tests.processes.stories import ask, taught
from tests.support.calendar import MONDAY
from tests.support.examples import example
from tests.support.market import Market
from tests.support.moderation import VERSION, KeenModeration
from tests.support.outside import outside
from tests.support.people import AS_ANNA, AS_BEN, AS_RITA, BEN

MARKER = "слово-marker-7391"
ERASED = ReviewErased(**of(REVIEW), request_id="r", erased_at=MONDAY)


class TestAWording:
    def test_is_asked_about_once(self) -> None:
        given(WRITTEN, ANSWERED).seen_by(SCORING).then_todos("review-1", "answer-1")
        given(WRITTEN, ANSWERED, scored()).seen_by(SCORING).then_todos("answer-1")

    def test_is_another_one_when_it_was_put_right(self) -> None:
        given(WRITTEN, scored(), corrected()).seen_by(SCORING).then_todos("review-2")
        given(WRITTEN, withdrawn(), WRITTEN).seen_by(SCORING).then_todos("review-2")

    def test_is_not_asked_about_once_that_helps_nobody(self) -> None:
        for end in (approved(), rejected(), withdrawn(), ERASED):
            given(WRITTEN, end).seen_by(SCORING).then_nothing()

    def test_is_asked_about_when_it_waits_again(self) -> None:
        given(WRITTEN, approved(), SHOWN, flagged()).seen_by(SCORING).then_todos("review-1")
        given(WRITTEN, rejected(), appealed()).seen_by(SCORING).then_todos("review-1")
        given(WRITTEN, scored(), rejected(), appealed()).seen_by(SCORING).then_nothing()


@pytest.fixture
def service() -> KeenModeration:
    return KeenModeration(hated=MARKER)


@pytest.fixture
def market(service: KeenModeration) -> Market:
    """This is a market whose profiles the service has been asked about."""
    opened = Market.opened()
    opened.moderation = service
    opened.restart()
    opened.run_until_quiet()
    service.texts.clear()
    return opened


@pytest.fixture
def lesson(market: Market) -> str:
    return taught(market)


def write(market: Market, lesson: str, text: str = f"Very good. {MARKER}") -> None:
    ask(market, AS_BEN, WriteReview(booking_id=lesson, stars=5, text=text))


def scores_in(market: Market, lesson: str) -> list[WordsScored]:
    return [one for one in market.facts(f"review-{lesson}") if isinstance(one, WordsScored)]


class TestTheService:
    def test_is_told_the_words_and_its_answer_is_recorded(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        write(market, lesson)
        market.run_until_quiet()
        (found,) = scores_in(market, lesson)
        assert found.scores == (Score(Harm.HATE, 9_000),)
        assert (found.part, found.revision, found.service_version) == (Part.REVIEW, 1, VERSION)
        assert service.texts == [f"Very good. {MARKER}"]

    def test_is_asked_until_it_answers(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        service.is_down_for = 5
        write(market, lesson)
        market.run_until_quiet()
        assert scores_in(market, lesson) == []
        market.advance(hours=1)
        assert len(scores_in(market, lesson)) == 1
        assert len(service.texts) == 6

    def test_is_asked_about_what_is_there_by_then(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        service.is_down_for = 1
        write(market, lesson)
        market.run_until_quiet()
        ask(market, AS_BEN, CorrectReview(booking_id=lesson, part=Part.REVIEW, text="Fine."))
        market.advance(hours=1)
        assert service.texts[1:] == ["Fine."]
        assert [one.revision for one in scores_in(market, lesson)] == [2]

    def test_is_asked_for_both_sides(self, market: Market, lesson: str) -> None:
        write(market, lesson)
        ask(market, AS_ANNA, WriteAnswer(booking_id=lesson, text="Он молодец."))
        market.run_until_quiet()
        assert {one.part for one in scores_in(market, lesson)} == set(Part)

    def test_keeps_nobody_from_deciding(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        service.is_down_for = 1
        write(market, lesson)
        market.run_until_quiet()
        yes = ApproveReview(booking_id=lesson, part=Part.REVIEW, revision=1, rule_version="2026-03")
        ask(market, AS_RITA, yes)
        market.advance(hours=1)
        assert scores_in(market, lesson) == []
        assert len(service.texts) == 1

    def test_leaves_words_in_no_list_and_no_fact(self, market: Market, lesson: str) -> None:
        write(market, lesson)
        market.fold()
        assert market.open_todos("scoring") == ["review-1"]
        assert MARKER not in str(market.state_of("scoring", lesson))
        assert MARKER not in str(market._list_of("scoring")())
        market.run_until_quiet()
        assert MARKER not in repr(scores_in(market, lesson))

    def test_is_told_nothing_where_there_are_only_stars(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        write(market, lesson, text="")
        market.run_until_quiet()
        assert (service.texts, scores_in(market, lesson)) == ([], [])

    def test_is_nobody_unless_one_is_set_up(self, lesson: str, market: Market) -> None:
        market.moderation = None
        market.restart()
        write(market, lesson)
        market.run_until_quiet()
        assert scores_in(market, lesson) == []


class TestACallThatComesTooLate:
    def call(self, lesson: str) -> ScoreWords:
        return ScoreWords(booking_id=lesson, part=Part.REVIEW, revision=1)

    def world(self, market: Market, service: KeenModeration) -> World:
        return outside(market.gateway, market.log, service)

    def performed(self, market: Market, service: KeenModeration, lesson: str) -> Any:
        assert SCORING.perform is not None
        return SCORING.perform(self.call(lesson), self.world(market, service))

    def test_tells_nobody_what_was_taken_back(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        write(market, lesson)
        ask(market, AS_BEN, WithdrawReview(booking_id=lesson, part=Part.REVIEW))
        done = self.performed(market, service, lesson)
        assert (done.service_version, service.texts) == (None, [])

    def test_tells_nobody_other_words(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        write(market, lesson)
        ask(market, AS_BEN, CorrectReview(booking_id=lesson, part=Part.REVIEW, text="Fine."))
        assert self.performed(market, service, lesson).service_version is None
        assert service.texts == []

    def test_tells_nobody_the_words_of_who_lets_their_data_rest(
        self, market: Market, service: KeenModeration, lesson: str
    ) -> None:
        write(market, lesson)
        self.happened(market, replace(example(ProcessingRestricted), person_id=BEN))
        assert self.performed(market, service, lesson).service_version is None
        self.happened(market, replace(example(RestrictionLifted), person_id=BEN))
        assert self.performed(market, service, lesson).service_version == VERSION
        assert len(service.texts) == 1

    def happened(self, market: Market, fact: Any) -> None:
        """This lets something happen to Ben, whoever decided it."""
        stream = f"subject-{BEN}"
        known = market.log._streams.setdefault(stream, [])
        position, before = market.log.head() + 1, market.log.facts[-1]
        known.append(len(market.log.facts))
        market.log.facts.append(
            Recorded(
                position=position,
                stream_id=stream,
                version=len(known),
                fact=fact,
                recorded_at=before.recorded_at,
                actor="system",
                ground="system:Test",
                correlation_id="c",
                causation_id="c",
            )
        )
