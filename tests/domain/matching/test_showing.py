"""Showing: unlike ones before alike ones, and a newcomer now and then, with the chance they had."""

from collections import Counter
from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.matching.showing import EXPLORED, explored, unlike
from tests.support.tries import tried

RANKED = st.lists(
    st.tuples(st.integers(0, 99), st.floats(0, 1)), max_size=12, unique_by=lambda one: one[0]
).map(lambda ranked: sorted(ranked, key=lambda one: -one[1]))


def alike(one: int, other: int) -> float:
    """This is how alike numbers are: those of one ten are the same."""
    return float(one // 10 == other // 10)


class TestUnlike:
    @tried(100)
    @given(RANKED, st.integers(0, 15))
    def test_are_some_of_those_asked_for_once_each_and_the_best_first(
        self, ranked: list[tuple[int, float]], limit: int
    ) -> None:
        found = unlike(ranked, alike, limit)
        assert len(found) == len(set(found)) == min(limit, len(ranked))
        assert set(found) <= {one for one, _ in ranked}
        if found:
            assert found[0] == ranked[0][0]

    @tried(100)
    @given(RANKED)
    def test_keep_their_order_where_nobody_is_like_another(
        self, ranked: list[tuple[int, float]]
    ) -> None:
        found = unlike(ranked, lambda _one, _other: 0.0, len(ranked))
        assert found == [one for one, _ in ranked]

    def test_let_somebody_else_in_before_a_second_of_the_same(self) -> None:
        ranked = [(11, 0.9), (12, 0.89), (21, 0.8)]
        assert unlike(ranked, alike, 3) == [11, 21, 12]
        assert unlike([(11, 0.9), (12, 0.89), (21, 0.5)], alike, 3) == [11, 12, 21]


class TestExploring:
    def test_chances_of_the_last_place_add_up_and_are_what_happens(self) -> None:
        chance, runs = Random(1), 20_000  # noqa: S311 - the same each time
        seen = Counter(
            (placed[-1].one, placed[-1].propensity)
            for placed in (explored("abc", "xyz", chance) for _ in range(runs))
        )
        assert sum(propensity for _, propensity in seen) == pytest.approx(1)
        assert {one for one, _ in seen} == {"c", "x", "y", "z"}
        for (_, propensity), count in seen.items():
            assert count / runs == pytest.approx(propensity, abs=0.006)

    @tried(100)
    @given(st.text("abcdef", max_size=6), st.text("xyz", max_size=3), st.integers())
    def test_touches_no_place_but_the_last(self, shown: str, newcomers: str, seed: int) -> None:
        placed = explored(shown, newcomers, Random(seed))  # noqa: S311
        assert [each.one for each in placed][:-1] == list(shown)[:-1]
        assert len(placed) == len(shown)
        for each in placed[:-1]:
            assert (each.propensity, each.is_explored) == (1.0, False)

    def test_is_not_done_where_there_is_one_place_or_nobody_new(self) -> None:
        for seed in range(200):
            chance = Random(seed)  # noqa: S311
            assert [each.propensity for each in explored("a", "xyz", chance)] == [1.0]
            assert [each.propensity for each in explored("ab", "", chance)] == [1.0, 1.0]

    def test_says_who_was_drawn(self) -> None:
        for seed in range(200):
            *_, last = explored("ab", "xy", Random(seed))  # noqa: S311
            assert last.is_explored == (last.one in "xy")
            assert last.propensity == (EXPLORED / 2 if last.is_explored else 1 - EXPLORED)
