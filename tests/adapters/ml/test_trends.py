"""What is said of an item at a time is what follows from its choices up to then, and no later."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ml.trends import DAY, HALVED, Trends
from tests.support.choosing import history
from tests.support.tries import tried

CHOICES = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 400).map(lambda d: d * DAY)),
    min_size=1,
)


@given(choices=CHOICES, item=st.integers(0, 4), asked=st.integers(-5, 500))
@tried(200)
def test_it_is_what_the_choices_up_to_then_say(
    choices: list[tuple[int, int, float]], item: int, asked: int
) -> None:
    whole = history(*choices, items=5).weighed(np.arange(1.0, 6.0))
    said = Trends(whole).at(np.array([item]), np.array([asked * DAY]))
    days = [
        float(asked - time / DAY)
        for what, time in zip(whole.items, whole.times, strict=True)
        if what == item and time <= asked * DAY
    ]
    assert said.counts[0] == len(days) * (1 + item)
    for worth, halved in zip(said.worth, HALVED, strict=True):
        assert worth[0] == pytest.approx(sum((1 + item) * 0.5 ** (day / halved) for day in days))
    if days:
        assert said.last_days[0] == pytest.approx(min(days))
        assert said.first_days[0] == pytest.approx(max(days))
    else:
        assert np.isnan(said.last_days[0])
        assert np.isnan(said.first_days[0])


def test_a_century_is_no_number_too_large() -> None:
    long = history((0, 0, 0.0), (1, 0, 100 * 365 * DAY))
    said = Trends(long).at(np.array([0]), np.array([100 * 365 * DAY]))
    assert [worth[0] for worth in said.worth] == pytest.approx([1.0, 1.0, 1.0])
