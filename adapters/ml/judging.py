"""How true probabilities were, and by how much truer than other ones."""

from collections import defaultdict
from statistics import fmean
from typing import Final

import numpy as np
from scipy.stats import bootstrap
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from adapters.ml.history import Numbers
from application.success import Figures, Gain, Groups
from domain.drift import calibration
from domain.drift.bins import Bins
from domain.success.groups import Heard

RESAMPLED: Final = 1_000


def figures(model: str, said: Numbers, happened: Numbers) -> Figures:
    """This is how true probabilities were."""
    groups = calibration.told(zip(said.tolist(), happened.tolist(), strict=True))
    found = calibration.calibration(groups)
    return Figures(
        model,
        float(roc_auc_score(happened, said)),
        float(brier_score_loss(happened, said)),
        float(log_loss(happened, said)),
        found.error,
        found.error_by_chance,
    )


def gain(plain: Numbers, known: Numbers, happened: Numbers, people: Numbers) -> Gain:
    """This resamples people, because examples of one are alike."""
    _, at = np.unique(people, return_inverse=True)
    gained = (plain - happened) ** 2 - (known - happened) ** 2
    sums, counts = np.bincount(at, gained), np.bincount(at)
    found = bootstrap(
        (sums, counts),
        lambda some, of, axis: some.sum(axis) / of.sum(axis),
        paired=True,
        n_resamples=RESAMPLED,
        batch=100,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    low, high = map(float, found.confidence_interval)
    return Gain(float(gained.mean()), low, high)


def heard(people: Numbers, said: Numbers, happened: Numbers, groups: Groups) -> list[Heard]:
    """This is each student once, with the mean of what they were told and of how it went."""
    mine: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for person, *both in zip(people.tolist(), said.tolist(), happened.tolist(), strict=True):
        mine[person].append((both[0], both[1]))
    return [
        Heard(
            fmean(pair[0] for pair in pairs),
            fmean(pair[1] for pair in pairs),
            groups.get(person, {}),
        )
        for person, pairs in mine.items()
    ]


def by_rate(known: Numbers, happened: Numbers, asked: Numbers) -> Numbers:
    """This is how often it happened to those whose one value was about the same."""
    bins = Bins.of(known.tolist())
    at = _places(bins, known)
    people = np.bincount(at, minlength=len(bins.edges) + 2)
    rates = (np.bincount(at, happened, len(bins.edges) + 2) + 1) / (people + 2)
    return np.asarray(rates[_places(bins, asked)])


def _places(bins: Bins, values: Numbers) -> Numbers:
    """This is the bin of each value; what is not known has the first."""
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(bins.edges, values))
