"""Figures are what they are called: held against scikit-learn's, and against counting."""

import numpy as np
import pytest
from sklearn.metrics import ndcg_score

from adapters.ml.history import Numbers
from adapters.ml.measuring import Hidden, Outcome
from tests.support.choosing import history

KNOWN = history((0, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0), items=50)
ALL = np.ones(50, dtype=bool)


def hidden(*choices: tuple[int, int]) -> Hidden:
    who, what = (np.array(column) for column in zip(*choices, strict=True))
    return Hidden.of(KNOWN, who, what, ALL)


def scored(scores: Numbers) -> Outcome:
    return hidden((0, 5), (0, 7), (1, 3)).outcome(lambda users: scores[users].copy())


class TestARanking:
    def test_is_measured_as_others_do(self) -> None:
        draw = np.random.default_rng(3)
        for _ in range(50):
            scores = draw.normal(size=(2, 50))
            found = scored(scores)
            for user, (seen, wanted) in enumerate((([0], [5, 7]), ([1, 2], [3]))):
                left = np.delete(np.arange(50), seen)
                relevant = np.isin(left, wanted)
                theirs = ndcg_score([relevant], [scores[user, left]], k=10)
                assert found.ndcg[user] == pytest.approx(theirs)
                order = left[np.argsort(-scores[user, left])]
                assert found.recall[user] == np.isin(wanted, order[:10]).mean()
                assert found.mrr[user] == 1 / (1 + min(order.tolist().index(it) for it in wanted))

    def test_leaves_out_what_is_known_and_what_is_hidden_of_it(self) -> None:
        found = hidden((0, 0), (0, 1), (0, 1), (1, 1))
        assert {user: items.tolist() for user, items in found.choices.items()} == {0: [1]}
        first_two = np.array([[9.0, 8.0, *[0.0] * 48]])
        assert found.outcome(lambda _: first_two.copy()).mrr.tolist() == [1.0]

    def test_never_finds_what_there_was_not_to_rank(self) -> None:
        offered = ALL.copy()
        offered[5] = False
        only = Hidden.of(KNOWN, np.array([0]), np.array([5]), offered)
        outcome = only.outcome(lambda users: np.tile(np.arange(50.0)[::-1], (len(users), 1)))
        assert (outcome.ndcg[0], outcome.recall[0], outcome.mrr[0]) == (0, 0, 0)

    def test_says_apart_what_nobody_chose_before(self) -> None:
        best_first = np.tile(np.arange(50.0)[::-1], (2, 1))
        assert scored(best_first).new_recall == 1.0
        assert scored(-best_first).new_recall == 0.0


class TestWhatCountsMore:
    def outcome(self, first: list[int], second: list[int]) -> Outcome:
        """This is how two are ranked of whom it counts three times as much to find 5."""
        worth = np.where(np.arange(50) == 5, 3.0, 1.0)
        scores = np.zeros((2, 50))
        for user, items in enumerate((first, second)):
            scores[user, items] = np.arange(len(items), 0, -1)
        asked = hidden((0, 5), (0, 7), (1, 3)).weighed(worth)
        return asked.outcome(lambda users: scores[users].copy())

    def test_is_gained_and_found_by_what_it_counts(self) -> None:
        found = self.outcome([7, 9, 5], [3])
        assert found.worth.tolist() == [2.0, 1.0]
        best = 3 + 1 / np.log2(3)
        assert found.ndcg == pytest.approx([(1 + 3 / 2) / best, 1.0])
        assert self.outcome([7], []).recall[0] >= 1 / 4
        assert found.figures("one").ndcg == pytest.approx((2 * found.ndcg[0] + 1) / 3)

    def test_is_more_of_a_margin(self) -> None:
        good, bad = self.outcome([5, 7], [9]), self.outcome([7, 9, 5], [3])
        gained = good.ndcg - bad.ndcg
        margin = good.margin("bad", bad).difference
        assert margin == pytest.approx((2 * gained[0] + gained[1]) / 3)


class TestEqualScores:
    def test_are_ranked_by_chance(self) -> None:
        people = 2_000
        known = history((people, 0, 1.0), items=50)
        first, last = (
            Hidden.of(known, np.arange(people), np.full(people, item), ALL)
            .outcome(lambda users: np.zeros((len(users), 50)))
            .recall.mean()
            for item in (0, 49)
        )
        assert first == pytest.approx(0.2, abs=0.03)
        assert last == pytest.approx(0.2, abs=0.03)

    def test_are_ranked_alike_each_time(self) -> None:
        same = np.zeros((2, 50))
        assert scored(same).mrr.tolist() == scored(same).mrr.tolist()


class TestAMargin:
    def outcome(self, ndcg: Numbers) -> Outcome:
        return Outcome(np.ones(len(ndcg)), ndcg, ndcg, ndcg, 1.0, None)

    def test_excludes_nothing_where_there_is_a_difference(self) -> None:
        draw = np.random.default_rng(0)
        base = draw.uniform(0, 1, 500)
        better = base + draw.normal(0.05, 0.1, 500)
        margin = self.outcome(better).margin("base", self.outcome(base))
        assert 0 < margin.low < margin.difference < margin.high
        error = (better - base).std() / np.sqrt(500)
        assert margin.high - margin.low == pytest.approx(2 * 1.96 * error, rel=0.1)

    def test_holds_nothing_nineteen_times_in_twenty_where_there_is_none(self) -> None:
        draw = np.random.default_rng(1)
        held = 0
        for _ in range(100):
            margin = self.outcome(draw.normal(0, 1, 80)).margin("", self.outcome(np.zeros(80)))
            held += margin.low <= 0 <= margin.high
        assert 88 <= held <= 99

    def test_of_one_person_is_a_number(self) -> None:
        margin = self.outcome(np.array([0.5])).margin("base", self.outcome(np.array([0.1])))
        assert margin.low == margin.high == margin.difference == pytest.approx(0.4)
