"""Straight lines through what views see: fitted by label, and told what they say held back."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import issparse
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedKFold

from adapters.ml.history import Numbers
from application.texts import PAIR

FOLDS: Final = 3
FITTED: Final = 10.0
"""How closely counts are fitted: the inverse of how weights are shrunk."""

SHRUNK: Final = 3.0
"""How much the weights of vectors are shrunk."""

JUDGED: Final = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """This is weights: a row for each label, or one alone for the second of two."""

    weights: Numbers
    bias: Numbers

    def scores(self, matrix: Any) -> Numbers:
        """This is a column for each row of weights."""
        return np.asarray(matrix @ self.weights.T) + self.bias


@dataclass(frozen=True, slots=True)
class Lessons:
    """This is the labels of texts, by number; each of them has as many texts as there are folds."""

    truth: Numbers

    def of(self, matrix: Any) -> tuple[Line, Numbers]:
        """This is what a view says, and what it said of each text without knowing its label."""
        line = self._line(matrix, np.arange(len(self.truth)))
        held_back = np.zeros((len(self.truth), len(line.bias)))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        for rest, fold in folds.split(self.truth, self.truth):
            held_back[fold] = self._line(matrix, rest).scores(matrix[fold])
        return line, held_back

    def together(self, said: Numbers) -> Line:
        """This is how to weigh what is said of a text, so that probabilities are true ones."""
        fitted = LogisticRegression(C=JUDGED, max_iter=5_000).fit(said, self.truth)
        return Line(fitted.coef_, fitted.intercept_)

    def _line(self, matrix: Any, rows: Numbers) -> Line:
        """This is fitted to those rows: to counts by a logistic regression, to vectors by a ridge.

        Both do about as well; of few columns that are all filled the ridge takes no time.
        """
        labels = np.unique(self.truth)
        told = labels[1:] if len(labels) == len(PAIR) else labels
        wanted = [self.truth[rows] == label for label in told]
        if not issparse(matrix):
            ridge = Ridge(alpha=SHRUNK).fit(matrix[rows], np.where(np.array(wanted).T, 1.0, -1.0))
            return Line(np.atleast_2d(ridge.coef_), np.atleast_1d(ridge.intercept_))
        fits = [
            LogisticRegression(
                C=FITTED, solver="liblinear", dual=True, max_iter=2_000, random_state=0
            ).fit(matrix[rows], each)
            for each in wanted
        ]
        return Line(
            np.vstack([fit.coef_ for fit in fits]), np.hstack([fit.intercept_ for fit in fits])
        )
