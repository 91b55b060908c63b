"""What content would show of the new is shown, and nothing else changes its order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adapters.ml.newcomers import give_places
from application.ranking import SHOWN
from tests.support.tries import tried

ITEMS = 30


def first(scores: list[float]) -> list[int]:
    order = sorted(range(len(scores)), key=lambda item: -scores[item])
    return [item for item in order[:SHOWN] if np.isfinite(scores[item])]


@given(
    own=st.permutations(range(ITEMS)),
    by_content=st.permutations(range(ITEMS)),
    new=st.sets(st.integers(0, ITEMS - 1)),
    chosen=st.sets(st.integers(0, ITEMS - 1)),
)
@tried(200)
def test_new_ones_are_shown_as_by_content_alone(
    own: list[int], by_content: list[int], new: set[int], chosen: set[int]
) -> None:
    scores = np.array([[float(each) for each in own]], dtype=np.float32)
    content = np.array([[each / ITEMS for each in by_content]], dtype=np.float32)
    scores[0, list(chosen)] = -np.inf
    shown_before = first(scores[0].tolist())
    alone = np.where(np.isfinite(scores), content, -np.inf)[0].tolist()
    wanted = {item for item in first(alone) if item in new and content[0, item] > 0}
    give_places(scores, content, np.isin(np.arange(ITEMS), list(new)))
    shown = first(scores[0].tolist())
    assert len(shown) == len(shown_before)
    assert wanted <= set(shown)
    kept = [item for item in shown if item in shown_before]
    assert kept == [item for item in shown_before if item in shown]
    added = set(shown) - set(shown_before)
    assert added <= wanted
    if added:
        assert set(shown[-len(added) :]) == added
    left = [item for item in shown_before if item not in shown]
    assert left == [item for item in shown_before if item not in wanted][len(shown) - len(wanted) :]


def test_what_says_nothing_is_given_no_place() -> None:
    scores = np.arange(20, dtype=np.float32)[None, :]
    before = scores.copy()
    give_places(scores, np.zeros((1, 20), dtype=np.float32), np.arange(20) < 10)
    assert np.array_equal(scores, before)
