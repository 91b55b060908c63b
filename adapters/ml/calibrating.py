"""Scores become probabilities: by what happened to those who had such scores.

With enough that happened the steps may be any that rise (isotonic regression), with little they
are a logistic curve of two numbers (Platt 1999), and with next to nothing everybody has the rate
of all. What comes of it is always a line through some points, so it is kept and read as one.
"""

from typing import Final, NamedTuple

import numpy as np

from adapters.ml.history import Numbers

ENOUGH_FOR_STEPS: Final = 400
ENOUGH_FOR_A_CURVE: Final = 30
"""So many must have happened, and as many not."""

POINTS: Final = 64
BINS: Final = 10


class Calibration(NamedTuple):
    """This is a line from scores to probabilities; beyond its ends it goes on level."""

    scores: Numbers
    chances: Numbers

    def chance(self, scores: Numbers) -> Numbers:
        """This is the probability of each."""
        return np.asarray(np.interp(scores, self.scores, self.chances))


def calibrated(scores: Numbers, happened: Numbers) -> Calibration:
    """This is the line that fits what happened; half of something is thought to have happened."""
    rare = min(happened.sum(), len(happened) - happened.sum())
    rate = (happened.sum() + 0.5) / (len(happened) + 1)
    if rare < ENOUGH_FOR_A_CURVE or np.ptp(scores) == 0:
        return Calibration(np.zeros(1), np.full(1, rate))
    if rare < ENOUGH_FOR_STEPS:
        return _curve(scores, happened)
    return _steps(scores, happened, rate)


def _curve(scores: Numbers, happened: Numbers) -> Calibration:
    from sklearn.linear_model import LogisticRegression

    spread = scores.std()
    fitted = LogisticRegression(C=1e3).fit((scores / spread)[:, None], happened)
    points = np.unique(np.quantile(scores, np.linspace(0, 1, POINTS)))
    chances = fitted.predict_proba((points / spread)[:, None])[:, 1]
    # What had a higher score and happened less often is chance: nobody is placed lower for it.
    return Calibration(points, np.maximum.accumulate(chances))


def _steps(scores: Numbers, happened: Numbers, rate: float) -> Calibration:
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=rate / 100, y_max=1 - rate / 100, out_of_bounds="clip")
    fitted.fit(scores, happened)
    return Calibration(fitted.X_thresholds_, fitted.y_thresholds_)


def error(chances: Numbers, happened: Numbers) -> float:
    """This is how far probabilities are from what happens, on the mean over tenths of all."""
    order = np.argsort(chances, kind="stable")
    parts = np.array_split(order, min(BINS, len(order)))
    gaps = [len(part) * abs(chances[part].mean() - happened[part].mean()) for part in parts]
    return float(sum(gaps) / len(order))
