"""Every process sees the same, whichever way the streams interleave, for every typical life."""

from typing import Any

import pytest

from application.automation import PROCESSES, REACTIONS
from application.todo import Process
from domain.booking.terms import Dispute
from tests.processes.arrival import in_every_order, streams_by_key
from tests.processes.stories import STORIES
from tests.processes.tutor_stories import TUTOR_STORIES
from tests.support.market import Market
from tests.support.tries import some

ALL_STORIES = {**STORIES, **TUTOR_STORIES}
BY_TUTOR = frozenset({"tutor_onboarding", "student_protection", "fee_ladder"})
STAYING = frozenset({"verification_clock", "counting_conversions", "profile_scoring"})
"""What is never through: a clock that runs for a year, what nobody agreed to have counted, and what
a service would be asked that is not there."""

ASKED_FOR_EVER = {"transfer refused": {"settlement"}}
"""A share that nobody takes is the tutor's all the same."""

LONG_ENOUGH_DAYS = 30


@pytest.mark.parametrize("story", ALL_STORIES)
def test_a_booking_comes_to_rest_in_any_order(story: str) -> None:
    market = Market.opened()
    booking_id = ALL_STORIES[story](market)
    market.advance(days=LONG_ENOUGH_DAYS)
    is_open = market.booking(booking_id).dispute is Dispute.OPEN
    endless = {"contesting"} if is_open else ASKED_FOR_EVER.get(story, set())
    assert_at_rest_in_any_order(market, *endless)
    assert not market.booking(booking_id).blocks_time


def assert_at_rest_in_any_order(market: Market, *endless: str) -> None:
    """This holds when nothing is left to do, whichever way the streams had come."""
    for process in some((*PROCESSES, *REACTIONS)):
        if process.name not in BY_TUTOR:
            ends = process.name not in {*STAYING, *endless}
            _comes_to_rest(process, market, ends=ends)


def _comes_to_rest(process: Process[Any], market: Market, *, ends: bool) -> None:
    for key, streams in streams_by_key(process, market.log.facts).items():
        seen = in_every_order(process, key, streams)
        if ends:
            seen.then_nothing()
