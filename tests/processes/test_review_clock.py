"""The clock of a review: shown when both have written, or seven days after the lesson."""

from dataclasses import replace

from application.processes.review_clock import REVIEW_CLOCK
from application.review import ApproveReview, CorrectReview, ShowReview, WriteAnswer, WriteReview
from domain.review.aggregate import REVIEW, Review
from domain.review.events import Part
from domain.shared.event import Fact
from tests.domain.review.history import (
    ANSWER,
    ANSWERED,
    HIDDEN,
    OVER,
    SHOWN,
    WRITTEN,
    appealed,
    approved,
    corrected,
    flagged,
    rejected,
    withdrawn,
)
from tests.processes.arrival import given, in_every_order, streams_by_key
from tests.processes.stories import ask, taught
from tests.support.market import Market
from tests.support.people import AS_ANNA, AS_BEN, AS_RITA
from tests.support.views import history, stream


def said(market: Market, booking_id: str) -> Review:
    found = market.log.load(REVIEW, booking_id).state
    assert found is not None
    return found


def approving(booking_id: str, part: Part = Part.REVIEW, revision: int = 1) -> ApproveReview:
    return ApproveReview(booking_id=booking_id, part=part, revision=revision, rule_version="1")


class TestAReview:
    def test_waits_for_nothing_but_time_once_it_is_approved(self) -> None:
        todos = given(WRITTEN, approved()).seen_by(REVIEW_CLOCK).then_todos("show")
        assert todos["show"].act == ShowReview(booking_id="b")
        assert todos["show"].due_at == OVER

    def test_is_not_to_be_shown_before_or_without_that(self) -> None:
        lives: tuple[tuple[Fact, ...], ...] = (
            (WRITTEN,),
            (ANSWERED, approved(ANSWER)),
            (WRITTEN, rejected()),
            (WRITTEN, rejected(), appealed()),
            (WRITTEN, approved(), corrected()),
            (WRITTEN, approved(), withdrawn()),
            (WRITTEN, approved(), SHOWN, flagged()),
            (WRITTEN, approved(), SHOWN, corrected(), HIDDEN, approved()),
        )
        for facts in lives:
            given(*facts).seen_by(REVIEW_CLOCK).then_nothing()

    def test_is_shown_whatever_its_answer_waits_for(self) -> None:
        for more in ((), (withdrawn(ANSWER),), (rejected(ANSWER),), (corrected(ANSWER),)):
            facts = (WRITTEN, ANSWERED, approved(), *more)
            given(*facts).seen_by(REVIEW_CLOCK).then_todos("show")

    def test_comes_to_rest_whichever_lesson_is_heard_of_first(self) -> None:
        lives = (WRITTEN, approved(), corrected(), approved(), SHOWN), (ANSWERED, WRITTEN)
        streams = (
            stream(f"review-{name}", *(replace(fact, booking_id=name) for fact in facts))
            for name, facts in zip("bc", lives, strict=True)
        )
        for key, found in streams_by_key(REVIEW_CLOCK, history(*streams)).items():
            in_every_order(REVIEW_CLOCK, key, found).then_nothing()


class TestTime:
    def test_shows_what_nobody_answered_seven_days_after_the_lesson(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        ask(market, AS_BEN, WriteReview(booking_id=booking_id, stars=5))
        ask(market, AS_RITA, approving(booking_id))
        end = market.booking(booking_id).slot.end
        market.advance(days=6)
        assert not said(market, booking_id).is_shown
        market.advance(days=1)
        assert said(market, booking_id).is_shown
        shown = market.facts(f"review-{booking_id}")[-1]
        assert getattr(shown, "shown_at", None) == said(market, booking_id).blind_until
        assert (said(market, booking_id).blind_until - end).days == 7

    def test_is_not_waited_for_when_both_have_written(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        ask(market, AS_BEN, WriteReview(booking_id=booking_id, stars=5))
        ask(market, AS_RITA, approving(booking_id))
        ask(market, AS_ANNA, WriteAnswer(booking_id=booking_id, text="So do I."))
        assert said(market, booking_id).is_shown
        market.advance(days=30)
        assert market.names(f"review-{booking_id}").count("ReviewShown") == 1
        assert market.open_todos("review_clock") == []

    def test_shows_nothing_that_waits_for_a_reviewer(self) -> None:
        market = Market.opened()
        booking_id = taught(market)
        ask(market, AS_BEN, WriteReview(booking_id=booking_id, stars=1, text="…"))
        ask(market, AS_RITA, approving(booking_id))
        ask(market, AS_BEN, CorrectReview(booking_id=booking_id, part=Part.REVIEW, text="!"))
        market.advance(days=30)
        assert not said(market, booking_id).was_shown
        ask(market, AS_RITA, approving(booking_id, revision=2))
        assert said(market, booking_id).is_shown
