"""Calibration: of a hundred with a probability of a third, it happens to some thirty-three."""

import numpy as np
import pytest

from adapters.ml.calibrating import calibrated, error

LARGE, SMALL, TINY = 40_000, 1_000, 50


def drawn(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    scores = draw.normal(0, 2, count)
    truth = 0.3 / (1 + np.exp(-scores))
    return scores, truth, draw.random(count) < truth


@pytest.mark.parametrize(("count", "off"), [(LARGE, 0.012), (SMALL, 0.05)])
def test_probabilities_are_near_the_truth(count: int, off: float) -> None:
    scores, truth, happened = drawn(count)
    found = calibrated(scores, happened)
    assert np.abs(found.chance(scores) - truth).mean() < off
    assert error(found.chance(scores), happened) < off


def test_a_higher_score_is_never_less_likely() -> None:
    for count in (LARGE, SMALL, TINY):
        scores, _, happened = drawn(count)
        for turned in (happened, ~happened):
            chances = calibrated(scores, turned).chance(np.sort(scores))
            assert (np.diff(chances) >= -1e-12).all()
            assert ((chances > 0) & (chances < 1)).all()


def test_of_next_to_nothing_everybody_has_the_rate_of_all() -> None:
    scores, _, _ = drawn(TINY)
    happened = np.arange(TINY) < 5
    found = calibrated(scores, happened).chance(scores)
    assert set(found.tolist()) == {5.5 / 51}


def test_an_error_is_seen() -> None:
    scores, truth, happened = drawn(LARGE)
    assert error(truth, happened) < 0.01
    assert error(truth + 0.2, happened) == pytest.approx(0.2, abs=0.01)
    assert error(np.full(LARGE, truth.mean()), happened) < 0.05
    assert len(scores) == LARGE
