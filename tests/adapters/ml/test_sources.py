"""Each source says what its formula says, worked out here the long way."""

import numpy as np
import pytest

from adapters.ml import sources
from adapters.ml.content import Content, apart
from adapters.ml.history import History, Numbers
from adapters.ml.sources import (
    MIDDLING,
    REGULARISED,
    SHRINKAGE,
    Ease,
    Factors,
    Nearby,
    Neighbours,
    Popularity,
)
from tests.support.choosing import chosen, history

PEOPLE, ITEMS = 60, 30


@pytest.fixture(scope="module", params=[1.0, 4.0], ids=["alike", "weighed"])
def market(request: pytest.FixtureRequest) -> History:
    """This is a market in which choices count for one, or of later items for up to four."""
    found = History.of(*chosen(PEOPLE, ITEMS, 6), (PEOPLE, ITEMS + 1))
    return found.weighed(np.linspace(1, request.param, ITEMS + 1))


def everybody() -> Numbers:
    return np.arange(PEOPLE)


def test_popularity_counts(market: History) -> None:
    assert Popularity(market).scores(everybody())[7].tolist() == market.popularity.tolist()


def test_neighbours_add_up_shrunk_cosines(market: History) -> None:
    dense, taught = market.matrix.toarray(), market.taught.toarray()
    together = taught.T @ taught
    norms = np.sqrt(np.outer(market.worth, market.worth))
    near = together / (norms + SHRINKAGE)
    np.fill_diagonal(near, 0)
    said = Neighbours(market).scores(everybody())
    assert said == pytest.approx(dense @ near, abs=1e-5)


def test_ease_is_the_inverse_it_says(market: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "AT_ONCE", 7)
    dense, taught = (each.toarray()[:, :ITEMS] for each in (market.matrix, market.taught))
    inverse = np.linalg.inv(taught.T @ taught + REGULARISED * np.eye(ITEMS))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    ease = Ease(market)
    assert ease.scores(everybody())[:, :ITEMS] == pytest.approx(dense @ weights, abs=1e-5)
    assert not ease.scores(everybody())[:, ITEMS].any()
    assert ease.like(np.array([3, ITEMS]))[0, :ITEMS] == pytest.approx(weights[3], abs=1e-5)
    assert not ease.like(np.array([3, ITEMS]))[1].any()


def test_ease_has_place_for_the_most_popular(market: History) -> None:
    said = Ease(market, most=10).scores(everybody()).any(axis=0)
    assert said.sum() == 10
    assert market.popularity[said].min() >= market.popularity[~said].max()


@pytest.mark.parametrize("padded", [1, 100_000])
def test_factors_minimise_what_they_say(
    market: History, padded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any step away from a side that was just solved makes it worse."""
    monkeypatch.setattr(sources, "MOST_PADDED", padded)
    model, weights, dense = Factors(market), MIDDLING, market.matrix.toarray()

    def loss(users: Numbers) -> float:
        said = users @ model.learnt.vectors.T
        short = weights.shortness * (weights.confidence * market.activity + ITEMS + 1)
        wrong = (said**2).sum() + weights.confidence * (dense * (1 - said) ** 2).sum()
        wrong += (dense * ((1 - said) ** 2 - said**2)).sum()
        return float(wrong + (short @ users**2).sum())

    best = loss(model._users.astype(float))
    draw = np.random.default_rng(0)
    for _ in range(20):
        step = draw.normal(0, 0.05, model._users.shape)
        assert loss(model._users + step) > best


@pytest.mark.parametrize("source", [Ease, Nearby, Neighbours])
def test_a_twin_whose_choices_count_for_more_is_scored_higher(
    source: type[Ease | Nearby | Neighbours],
) -> None:
    """Whoever chose the last item chose one of the other two as well."""
    pairs = [(user, item, float(user)) for user in range(40) for item in (user % 2, 2)]
    twins = history(*pairs, (40, 2, 40.0))
    asked = np.array([40])
    one, other, _ = source(twins).scores(asked)[0]
    assert one == pytest.approx(other, rel=0.05)
    one, other, _ = source(twins.weighed(np.array([1.0, 3.0, 1.0]))).scores(asked)[0]
    assert other > 1.3 * one > 0


def test_nearby_counts_less_what_lies_in_between() -> None:
    one = history(*((0, item, float(item)) for item in range(5)))
    said = Nearby(one).like(np.array([2]))[0]
    assert said[1] == said[3] > said[0] == said[4] > 0 == said[2]


def test_nearby_knows_no_neighbours_across_users() -> None:
    two = history((0, 0, 1.0), (1, 1, 2.0), (0, 2, 3.0))
    assert not Nearby(two).like(np.array([1])).any()


class TestContent:
    VECTORS = np.array([[1, 0.1], [1, 0.2], [0, 1], [0, 0]], dtype=np.float32)

    def test_finds_what_nobody_ever_chose(self) -> None:
        said = Content(history((0, 0, 1.0), items=4), apart(self.VECTORS)).scores(np.array([0]))[0]
        assert said[1] > 0.9
        assert said[2] < 0

    def test_says_nothing_of_what_says_nothing(self) -> None:
        content = Content(history((0, 0, 1.0), (1, 3, 1.0), items=4), apart(self.VECTORS))
        assert content.scores(np.array([0]))[0, 3] == 0
        assert not content.scores(np.array([1])).any()

    def test_tells_nothing_from_texts_that_are_all_alike(self) -> None:
        alike = np.full((3, 2), 0.7, dtype=np.float32)
        assert not Content(history((0, 0, 1.0), items=3), apart(alike)).scores(np.array([0])).any()
