"""What the recommender learns in a market whose truth is known: held against that truth.

It is never told what anybody likes, only who booked whom; what people were shown, in which place,
decided much of that.
"""

from random import Random

import numpy as np
import pytest

from adapters.ml.comparing import hold
from adapters.ml.history import Numbers
from application.dataset.places import Places
from application.ranking import SHOWN
from domain.matching.showing import EXPLORED, Placed, explored
from tests.support.tastes import Order, Tastes, alike, lowest
from tests.support.tries import some

pytestmark = pytest.mark.trains
SEEDS = (1, 2)
HEAD_START = 0.2
TAKEN_IN = 0.9
"""Of tutors who differ only in where they were shown, those shown first may have so many of the
first ten places. By liking they have fewer than half: more of them were booked already."""

NEARLY_FAIR = 0.15
"""So far from that the share may be where places are weighed."""


def popular_first(market: Tastes) -> Order:
    """This is what people are shown before there is a model: the popular ones first."""
    return market.by(lambda: market.popularity)


def most_popular(market: Tastes) -> Order:
    """This is all tutors, the popular ones first."""
    return lambda student: market.new_to(student, market.popularity)


def most_liked(market: Tastes) -> Order:
    """This is the truth: all tutors in the order a student would like them."""
    return lambda student: market.new_to(student, market.likes[student])


def share(market: Tastes, order: Order, of: Numbers) -> float:
    """This is how much of all first tens some of the tutors have."""
    shown = [tutor for one in range(market.students) for tutor in order(one)[:SHOWN]]
    return float(of[shown].mean())


def test_finds_what_students_like_better_than_popularity_and_than_what_they_were_shown() -> None:
    for seed in some(SEEDS):
        market = Tastes(seed)
        market.live(40, popular_first(market))
        found = market.worth(market.recommended(market.model()))
        assert lowest(found - market.worth(most_popular(market))) > 0
        assert lowest(found - market.worth(popular_first(market))) > 0.1


def test_finds_it_better_still_where_places_are_weighed_and_is_held_to_be_better() -> None:
    """By bookings that follow places again: it is told by how likely each was seen."""
    market = Tastes(3)
    shown = popular_first(market)
    market.live(40, shown)
    weighed, plain, known = market.learnt(market.places), market.learnt(), market.chosen()
    gained = market.worth(market.recommended(market.served(weighed)))
    gained -= market.worth(market.recommended(market.served(plain)))
    assert lowest(gained) > 0
    count = len(market.booked)
    market.live(15, shown)
    asked = (weighed, plain, known, market.chosen(count), market.said)
    told, untold = hold(*asked, market.places), hold(*asked, Places())
    assert told.low > 0
    assert told.margin > untold.margin


def test_learns_what_has_become_of_tutors_when_it_is_trained_again() -> None:
    for seed in some(SEEDS):
        market = Tastes(seed)
        market.live(25, popular_first(market))
        before = market.model()
        market.drift(range(0, market.tutors, 2))
        market.live(25, popular_first(market))
        gained = market.worth(market.recommended(market.model()))
        gained -= market.worth(market.recommended(before))
        assert lowest(gained) > 0.05


def test_is_taken_in_by_places_less_than_popularity_is_and_hardly_where_they_are_weighed() -> None:
    """Every tutor has a twin who is as good, and who is shown behind them most of the time."""
    for seed in some(SEEDS):
        market = Tastes(seed)
        is_first = np.arange(market.tutors) < market.tutors // 2
        for mine in (market.kinds, market.quality):
            mine[~is_first] = mine[is_first]
        shown = market.by(lambda: HEAD_START * is_first + market.chance.random(market.tutors))  # noqa: B023
        market.live(40, shown)
        assert market.shown[is_first, 0].sum() > 0.9 * market.shown[:, 0].sum()
        recommended = market.recommended(market.model())
        taken_in = share(market, recommended, is_first)
        assert taken_in < min(TAKEN_IN, share(market, most_popular(market), is_first))
        assert lowest(market.worth(recommended) - market.worth(shown)) > 0.3
        weighed = market.recommended(market.model(market.places))
        fair = share(market, most_liked(market), is_first)
        assert abs(share(market, weighed, is_first) - fair) < NEARLY_FAIR < taken_in - fair
        assert lowest(market.worth(weighed) - market.worth(shown)) > 0.3


def test_loses_nothing_where_all_places_are_seen_alike() -> None:
    market = Tastes(2, looks=alike)
    market.live(40, popular_first(market))
    gained = market.worth(market.recommended(market.model(market.places)))
    gained -= market.worth(market.recommended(market.model()))
    assert lowest(gained) > -0.05


def test_newcomers_are_shown_as_often_as_is_said_and_then_for_what_they_are() -> None:
    """Without a place drawn by lot none of them would ever be shown: no model knows them."""
    market, chance = Tastes(4), Random(4)  # noqa: S311 - the same each time
    is_known = np.arange(market.tutors) < 2 * market.tutors // 3
    market.live(20, market.by(lambda: np.where(is_known, market.popularity, -np.inf)))
    answers: list[list[Placed[int]]] = []

    def answer(student: int) -> list[int]:
        free = market.free()
        ranked = [tutor for tutor in recommended(student) if free[tutor]][:SHOWN]
        fitting = np.flatnonzero(free & ~is_known & (market.popularity == 0)).tolist()
        answers.append(explored(ranked, fitting, chance))
        return [each.one for each in answers[-1]]

    for _ in range(3):
        recommended = market.recommended(market.model())
        market.live(30, answer)
    drawn = [each.one for shown in answers for each in shown if each.is_explored]
    ranked = {each.one for shown in answers for each in shown if not each.is_explored}
    newcomers = set(np.flatnonzero(~is_known).tolist())
    booked = newcomers & set(np.flatnonzero(market.popularity).tolist())
    assert abs(len(drawn) / len(answers) - EXPLORED) < 3 * np.sqrt(0.09 / len(answers))
    assert set(drawn) == newcomers
    assert ranked & newcomers
    assert ranked & newcomers <= booked
