"""How well labels were told: each figure as it is commonly computed."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.metrics import f1_score, roc_auc_score

from adapters.ml.history import Numbers
from application.texts import PAIR, TextFigures

BINS: Final = 15


def figures(
    model: str, labels: Sequence[str], probabilities: Numbers, truth: Sequence[str]
) -> TextFigures:
    """This is how well those probabilities, a column for each label, tell what is true.

    A text whose label is none of them is told wrong, whatever is said of it.
    """
    told = np.array([labels[at] for at in probabilities.argmax(axis=1)])
    is_right = told == np.array(truth)
    is_theirs = np.array(truth)[:, None] == np.array(labels)
    return TextFigures(
        model,
        accuracy=float(is_right.mean()),
        weighted_f1=float(f1_score(list(truth), told, average="weighted", zero_division=0.0)),
        auc=_auc(probabilities, is_theirs),
        ece=_ece(probabilities.max(axis=1), is_right),
        brier=_brier(probabilities, is_theirs),
    )


def _auc(probabilities: Numbers, is_theirs: Numbers) -> float | None:
    areas = [
        float(roc_auc_score(each, scores))
        for each, scores in zip(is_theirs.T, probabilities.T, strict=True)
        if 0 < each.sum() < len(each)
    ]
    return float(np.mean(areas)) if areas else None


def _ece(sure: Numbers, is_right: Numbers) -> float:
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    off = np.bincount(bins, is_right - sure, minlength=BINS)
    return float(np.abs(off).sum() / len(sure))


def _brier(probabilities: Numbers, is_theirs: Numbers) -> float:
    squares = np.sum((probabilities - is_theirs) ** 2, axis=1)
    return float(squares.mean() / (len(PAIR) if probabilities.shape[1] == len(PAIR) else 1))
