"""What was chosen, once each and in the order of time, and how a part of it is held back."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ml.history import IN_TURN, History, Split
from tests.support.choosing import history
from tests.support.tries import tried

CHOICES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 8), st.floats(0, 9).map(round)), min_size=1
)
SPLITS: tuple[Split, ...] = ("forward", "last", "mixed")


def pairs(of: History) -> list[tuple[int, int]]:
    return list(zip(of.users.tolist(), of.items.tolist(), strict=True))


class TestAHistory:
    @given(choices=CHOICES)
    @tried(50)
    def test_has_each_choice_once_and_the_first_time(
        self, choices: list[tuple[int, int, float]]
    ) -> None:
        found = history(*choices)
        assert sorted(pairs(found)) == sorted({(user, item) for user, item, _ in choices})
        assert np.all(np.diff(found.times) >= 0)
        for (user, item), time in zip(pairs(found), found.times.tolist(), strict=True):
            assert time == min(at for who, what, at in choices if (who, what) == (user, item))

    @given(choices=CHOICES, split=st.sampled_from(SPLITS))
    @tried(30)
    def test_counts_in_parts_for_what_it_counts_in_all(
        self, choices: list[tuple[int, int, float]], split: Split
    ) -> None:
        counts = np.arange(1.0, 10.0)
        whole = history(*choices, items=9).weighed(counts)
        for part in (whole, *(each for parts in whole.splits(split) for each in parts)):
            assert part.weights.tolist() == counts[part.items].tolist()

    def test_puts_what_has_no_time_first(self) -> None:
        found = history((0, 0, 5.0), (0, 1, math.nan), (0, 2, 7.0))
        assert set(pairs(found)[:2]) == {(0, 0), (0, 1)}
        assert found.times.tolist() == [5.0, 5.0, 7.0]

    def test_orders_equal_times_by_chance_and_not_by_id(self) -> None:
        found = history(*((0, item, 1.0) for item in range(40)))
        assert found.items.tolist() != sorted(found.items.tolist())
        assert found.items.tolist() != sorted(found.items.tolist(), reverse=True)


class TestHoldingBack:
    @given(choices=CHOICES, split=st.sampled_from(SPLITS))
    @tried(100)
    def test_parts_make_the_whole(
        self, choices: list[tuple[int, int, float]], split: Split
    ) -> None:
        whole = history(*choices)
        earlier, later = next(whole.splits(split))
        assert sorted(pairs(earlier) + pairs(later)) == sorted(pairs(whole))

    @given(choices=CHOICES)
    @tried(50)
    def test_of_all_is_what_came_after_all_else(
        self, choices: list[tuple[int, int, float]]
    ) -> None:
        for earlier, later in history(*choices).splits("forward"):
            assert not len(earlier) or earlier.times.max() < later.times.min()

    @given(choices=CHOICES)
    @tried(50)
    def test_of_each_is_what_they_chose_last(self, choices: list[tuple[int, int, float]]) -> None:
        for earlier, later in history(*choices).splits("last"):
            for user in set(later.users.tolist()):
                left = earlier.times[earlier.users == user]
                assert left.size
                assert left.max() <= later.times[later.users == user].min()

    @given(choices=CHOICES)
    @tried(50)
    def test_in_turn_comes_to_everything_once(self, choices: list[tuple[int, int, float]]) -> None:
        whole = history(*choices)
        turns = list(whole.splits("mixed"))
        assert len(turns) == IN_TURN
        back = [pair for _, later in turns for pair in pairs(later)]
        counts = whole.activity
        assert sorted(back) == sorted(pair for pair in pairs(whole) if counts[pair[0]] > 1)
        for earlier, later in turns:
            assert set(later.users.tolist()) <= set(earlier.users.tolist())


class TestTellingHowOthersWereHeldBack:
    KNOWN = history(*((user, item, 10.0 * user + item) for user in range(10) for item in range(5)))

    def test_is_not_told_by_those_of_whom_nothing_is_known(self) -> None:
        known = history((0, 0, 1.0), (0, 1, 9.0), users=2)
        assert known.split_from(np.array([1]), np.array([2.0])) == "mixed"

    @pytest.mark.parametrize(
        ("times", "split"),
        [
            ([200.0] * 10, "forward"),
            ([10.0 * user + 6 for user in range(10)], "last"),
            ([10.0 * user + 2.5 for user in range(10)], "mixed"),
            ([math.nan] * 10, "mixed"),
        ],
    )
    def test_follows_from_times(self, times: list[float], split: Split) -> None:
        assert self.KNOWN.split_from(np.arange(10), np.array(times)) == split
