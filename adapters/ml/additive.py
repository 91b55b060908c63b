"""Curves that add up to the log odds of something, learnt from who it happened to.

Each feature becomes hats over a few of its quantiles (linear B-splines) beside its plain value,
and a logistic regression weighs them all; how much it is held back is chosen by what it says of
people it has not seen. What it says of those also tells how sure of itself it may be: a line
through its log odds (J. Platt, 1999), learnt from people outside of each fold. A straight line
leaves a sum of curves a sum of curves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold

from adapters.ml.history import Numbers
from domain.success.model import Curve, Model

QUANTILES: Final = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
HELD_BACK: Final = (0.003, 0.03, 0.3)
"""The smaller the more the weights are held back (inverse of the penalty)."""

FOLDS: Final = 5
ROUNDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Basis:
    """This is how the values of one feature become columns."""

    knots: Numbers
    center: float
    scale: float

    @classmethod
    def of(cls, values: Numbers) -> "Basis":
        """This is a basis with knots where the values lie; of equal values there are none."""
        known = values[~np.isnan(values)]
        if not len(known):
            return cls(np.zeros(1), 0.0, 1.0)
        knots = np.unique(np.quantile(known, QUANTILES))
        return cls(knots, float(known.mean()), float(known.std()) or 1.0)

    def columns(self, values: Numbers) -> Numbers:
        """This is the value, a hat for each knot, and whether nothing is known."""
        is_unknown = np.isnan(values)
        inside = np.clip(np.nan_to_num(values), self.knots[0], self.knots[-1])
        hats = [np.interp(inside, self.knots, hat) for hat in np.eye(len(self.knots))]
        plain = (inside - self.center) / self.scale
        found = np.column_stack([plain, *hats]) * ~is_unknown[:, None]
        return np.column_stack([found, is_unknown])

    def curve(self, weights: Numbers) -> Curve:
        """This is what weights of those columns make of a value."""
        adds = self.columns(self.knots) @ weights
        return Curve(tuple(self.knots.tolist()), tuple(adds.tolist()), float(weights[-1]))


def fitted(names: Sequence[str], values: Numbers, happened: Numbers, people: Numbers) -> Model:
    """This is what is learnt of rows of values, those of one person never in two folds."""
    bases = [Basis.of(column) for column in values.T]
    design = np.column_stack(
        [basis.columns(column) for basis, column in zip(bases, values.T, strict=True)]
    )
    held_back, odds = _chosen(design, happened, people)
    slope, shift = _line(odds, happened)
    whole = _regression(held_back).fit(design, happened)
    weights = slope * whole.coef_[0]
    ends = np.cumsum([0, *(len(basis.knots) + 2 for basis in bases)])
    start, curves = slope * whole.intercept_[0] + shift, {}
    for name, basis, (low, high) in zip(names, bases, pairwise(ends), strict=True):
        usual = float((design[:, low:high] @ weights[low:high]).mean())
        is_ever_unknown = design[:, high - 1].any()
        curve = basis.curve(weights[low:high])
        unknown = curve.unknown - usual if is_ever_unknown else 0.0
        curves[name] = Curve(curve.knots, tuple(each - usual for each in curve.adds), unknown)
        start += usual
    return Model(float(start), curves)


def told(model: Model, names: Sequence[str], values: Numbers) -> Numbers:
    """This is the probabilities of many people, as the model tells each."""
    return np.array(
        [model.probability(dict(zip(names, row, strict=True))) for row in values.tolist()]
    )


def _chosen(design: Numbers, happened: Numbers, people: Numbers) -> tuple[float, Numbers]:
    """This is how much to hold back, and the log odds that others than each one's fold give."""
    folds = list(GroupKFold(FOLDS).split(design, happened, people))
    best: tuple[float, float, Numbers] | None = None
    for held_back in HELD_BACK:
        odds = np.zeros(len(happened))
        for learnt, asked in folds:
            model = _regression(held_back).fit(design[learnt], happened[learnt])
            odds[asked] = model.decision_function(design[asked])
        loss = log_loss(happened, 1 / (1 + np.exp(-odds)), labels=[False, True])
        if best is None or loss < best[0]:
            best = loss, held_back, odds
    assert best is not None
    return best[1], best[2]


def _line(odds: Numbers, happened: Numbers) -> tuple[float, float]:
    found = LogisticRegression(C=1e6, max_iter=ROUNDS).fit(odds[:, None], happened)
    return max(float(found.coef_[0, 0]), 0.0), float(found.intercept_[0])


def _regression(held_back: float) -> LogisticRegression:
    return LogisticRegression(C=held_back, max_iter=ROUNDS)
