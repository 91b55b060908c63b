"""How candidates are put in order: learnt from which were chosen, as far as there is enough.

LambdaMART (Burges 2010): trees that bring what was chosen before what was not, the more so the
nearer to the top. Some users are kept aside to say when more trees are of no more use.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import lightgbm
import numpy as np
from scipy.sparse import csr_array

from adapters.ml.candidates import FEATURES, PLACES, Candidates
from adapters.ml.history import Numbers

Order = Callable[[Candidates], Numbers]
"""This is a score for each candidate."""

FEWEST: Final = 50
"""Of fewer users nothing is learnt: the places that the sources give are added up instead."""

DAMPING: Final = 60
CHECKED: Final = 5
"""One user in so many is kept aside."""

MOST_TREES: Final = 300
PATIENCE: Final = 30
SETTINGS: Final[dict[str, Any]] = {
    "objective": "lambdarank",
    "metric": "ndcg",
    "eval_at": [10],
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 30,
    "deterministic": True,
    "num_threads": 1,
    "force_row_wise": True,
    "seed": 0,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Lessons:
    """This is candidates of users of whom at least one was chosen.

    Attributes:
        features: what was known of each, a user's together.
        chosen: whether it was chosen.
        weights: for how much it counts that it is in its place.
        counts: how many of each user there are.
    """

    features: Numbers
    chosen: Numbers
    weights: Numbers
    counts: Numbers

    def dataset(self, users: Numbers) -> lightgbm.Dataset:
        """This is the lessons of some of the users, as the library takes them."""
        rows = np.repeat(users, self.counts)
        return lightgbm.Dataset(
            self.features[rows],
            self.chosen[rows],
            weight=self.weights[rows],
            group=self.counts[users],
            feature_name=list(FEATURES),
        )


def lessons_of(candidates: Candidates, taught: csr_array) -> Lessons:
    """This is what candidates teach, when it is known what each of their users chose.

    What was chosen counts for what it does; what was not, for one.
    """
    counted = taught.toarray()[candidates.rows, candidates.items]
    hits = counted > 0
    counts = np.bincount(candidates.rows, minlength=taught.shape[0])
    is_hit = np.bincount(candidates.rows, hits, minlength=taught.shape[0]) > 0
    kept = is_hit[candidates.rows]
    weights = np.where(hits, counted, 1)
    return Lessons(candidates.features[kept], hits[kept], weights[kept], counts[is_hit])


class Trees:
    """This is an order that was learnt. As text it can be kept, and read again."""

    def __init__(self, booster: lightgbm.Booster) -> None:
        self._booster = booster

    @classmethod
    def of(cls, text: str) -> Self:
        """This reads what was kept."""
        return cls(lightgbm.Booster(model_str=text))

    @property
    def text(self) -> str:
        """This is the trees, in the library's own text."""
        return str(self._booster.model_to_string())

    @property
    def gains(self) -> list[float]:
        """This is how much each feature did for the order."""
        return [float(gain) for gain in self._booster.feature_importance("gain")]

    def __call__(self, candidates: Candidates) -> Numbers:
        """This is a score for each."""
        return np.asarray(self._booster.predict(candidates.features, num_threads=1))


def learnt(lessons: Sequence[Lessons]) -> Order:
    """This is how to put candidates in order, after those lessons."""
    if sum(len(each.counts) for each in lessons) < FEWEST:
        return added_up
    whole = Lessons(
        np.concatenate([each.features for each in lessons]),
        np.concatenate([each.chosen for each in lessons]),
        np.concatenate([each.weights for each in lessons]),
        np.concatenate([each.counts for each in lessons]),
    )
    is_aside = np.arange(len(whole.counts)) % CHECKED == 0
    trees = lightgbm.train(
        SETTINGS,
        whole.dataset(~is_aside),
        num_boost_round=MOST_TREES,
        valid_sets=[whole.dataset(is_aside)],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )
    return Trees(trees)


def added_up(candidates: Candidates) -> Numbers:
    """This is the places of all sources as one score (reciprocal rank fusion, Cormack 2009)."""
    return np.asarray(np.sum(1 / (DAMPING + 1 + candidates.features[:, PLACES]), axis=1))
