"""Trials of how success is learnt, on data of anybody: what is known of people, what happened."""

from typing import Final

import numpy as np
from sklearn.metrics import log_loss
from threadpoolctl import threadpool_limits

from adapters.ml.additive import FOLDS, fitted, told
from adapters.ml.history import Numbers
from adapters.ml.judging import by_rate, figures, gain, heard
from application.status import CannotBeDone
from application.success import Sample, Trial
from domain.success.groups import fairness

OWN: Final = "model"
NOBODY: Final = "the same for all"


class OutcomeTrials:
    """This runs trials in this process, on one thread."""

    def run(self, known: Sample, asked: Sample) -> Trial:
        """This learns from some people and tells of others.

        The model is held against the one feature that by itself tells most of those it learns from.

        Raises:
            CannotBeDone: they are too few, or it happened to all or to nobody.
        """
        names = tuple(known.features)
        for each in (known, asked):
            _check(each)
        past, now = _columns(known, names), _columns(asked, names)
        happened, outcomes = np.array(known.happened), np.array(asked.happened)
        people = np.array(asked.people)
        with threadpool_limits(1):
            model = fitted(names, past, happened, np.array(known.people))
            own = told(model, names, now)
            best = min(range(len(names)), key=lambda at: _loss(past[:, at], happened))
            alone = by_rate(past[:, best], happened, now[:, best])
        everybody = np.full(len(outcomes), happened.mean())
        return Trial(
            len(happened),
            len(outcomes),
            len(np.unique(people)),
            (
                figures(NOBODY, everybody, outcomes),
                figures(f"{names[best]} alone", alone, outcomes),
                figures(OWN, own, outcomes),
            ),
            gain(alone, own, outcomes, people),
            tuple(fairness(heard(people, own, outcomes, asked.groups))),
        )


def _loss(values: Numbers, happened: Numbers) -> float:
    return float(log_loss(happened, by_rate(values, happened, values)))


def _columns(sample: Sample, names: tuple[str, ...]) -> Numbers:
    return np.array([sample.features[name] for name in names], dtype=float).T


def _check(sample: Sample) -> None:
    hits = sum(sample.happened)
    if not 0 < hits < len(sample.happened):
        raise CannotBeDone("It has to have happened to somebody, and not to everybody.")
    if len(set(sample.people)) < FOLDS:
        raise CannotBeDone(f"There have to be {FOLDS} people at least.")
