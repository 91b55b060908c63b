"""How well a model ranks: the whole catalogue for each person, what is known left out."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.stats import bootstrap

from adapters.ml.history import History, Numbers
from application.ranking import SHOWN, Figures, Margin

PEOPLE_AT_ONCE = 256
RESAMPLED = 2_000
CERTAINTY = 0.95

Scoring = Callable[[Numbers], Numbers]
"""This scores every item for each of the users."""

GAINS = 1 / np.log2(np.arange(2, SHOWN + 2))


@dataclass(frozen=True, slots=True)
class Outcome:
    """This is how a model ranked, person by person, in the order of the hidden choices' people.

    `worth` is for how much each person counts.
    """

    worth: Numbers
    ndcg: Numbers
    recall: Numbers
    mrr: Numbers
    coverage: float
    new_recall: float | None

    def figures(self, model: str) -> Figures:
        """This is its means."""
        ndcg, recall, mrr = map(self.mean, (self.ndcg, self.recall, self.mrr))
        return Figures(model, ndcg, recall, mrr, self.coverage, self.new_recall)

    def mean(self, figures: Numbers) -> float:
        """This is the mean of everybody's figure."""
        return float(np.average(figures, weights=self.worth))

    def margin(self, over: str, other: "Outcome") -> Margin:
        """This is by how much it is better than another: the interval of a paired bootstrap."""
        gained = (self.ndcg - other.ndcg) * self.worth / self.worth.mean()
        low = high = float(gained.mean())
        if np.ptp(gained) > 0:
            found = bootstrap(
                (gained,),
                np.mean,
                n_resamples=RESAMPLED,
                batch=100,
                confidence_level=CERTAINTY,
                method="percentile",
                rng=np.random.default_rng(0),
            )
            low, high = map(float, found.confidence_interval)
        return Margin(over, float(gained.mean()), low, high)


@dataclass(frozen=True)
class Hidden:
    """This is what is hidden of each person, and not known already.

    Attributes:
        known: what models may have learnt from; nobody is recommended it again.
        choices: the items hidden of each user.
        is_offered: which items there are to rank; others that are hidden are never found.
        worth: for how much it counts to find each item.
    """

    known: History
    choices: dict[int, Numbers]
    is_offered: Numbers
    worth: Numbers

    @classmethod
    def of(cls, known: History, users: Numbers, items: Numbers, is_offered: Numbers) -> "Hidden":
        """This leaves out what the person is known to have chosen, and what is there twice.

        To find any of them counts for one.
        """
        found = defaultdict(set)
        for user, item in zip(users.tolist(), items.tolist(), strict=True):
            found[user].add(item)
        for user, item in zip(known.users.tolist(), known.items.tolist(), strict=True):
            if user in found:
                found[user].discard(item)
        chosen = {user: np.array(sorted(found[user])) for user in sorted(found) if found[user]}
        return cls(known, chosen, is_offered, np.ones(len(is_offered)))

    def weighed(self, worth: Numbers) -> "Hidden":
        """This is the same, where to find each item counts for so much."""
        return replace(self, worth=worth)

    @cached_property
    def users(self) -> Numbers:
        """This is everybody of whom something is hidden."""
        return np.array(list(self.choices), dtype=np.int64)

    def outcome(self, scoring: Scoring) -> Outcome:
        """This lets a model rank for everybody. Equal scores are ranked by chance, never by id."""
        draw = np.random.default_rng(0)
        people: list[tuple[float, float, float, float]] = []
        shown = np.zeros_like(self.is_offered)
        new: list[bool] = []
        for users in self._batches():
            scores = self._scores(scoring, users)
            chance = np.asarray(draw.random(scores.shape, dtype=np.float32))
            shown[_first(scores, chance)] = True
            for at, user in enumerate(users.tolist()):
                chosen = self.choices[user]
                places = _places(scores[at], chance[at], chosen)
                people.append(_person(places, self.worth[chosen]))
                is_new = self.known.popularity[chosen] == 0
                new.extend((places[is_new] < SHOWN).tolist())
        worth, ndcg, recall, mrr = np.array(people).T
        new_recall = sum(new) / len(new) if new else None
        coverage = float(shown.sum() / self.is_offered.sum())
        return Outcome(worth, ndcg, recall, mrr, coverage, new_recall)

    def _batches(self) -> Iterator[Numbers]:
        for start in range(0, len(self.users), PEOPLE_AT_ONCE):
            yield self.users[start : start + PEOPLE_AT_ONCE]

    def _scores(self, scoring: Scoring, users: Numbers) -> Numbers:
        scores = scoring(users)
        scores[self.known.matrix[users].nonzero()] = -np.inf
        scores[:, ~self.is_offered] = -np.inf
        return scores


def _first(scores: Numbers, chance: Numbers) -> Numbers:
    """This is the items that are among anybody's first ten."""
    count = min(SHOWN, scores.shape[1])
    least = np.partition(scores, -count, axis=1)[:, -count, None]
    rows, items = np.nonzero((scores >= least) & np.isfinite(scores))
    order = np.lexsort((chance[rows, items], -scores[rows, items], rows))
    rows, items = rows[order], items[order]
    places = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return np.unique(items[places < count])


def _places(scores: Numbers, chance: Numbers, items: Numbers) -> Numbers:
    """This is the place of each of the items, 0 for the first; of what is not offered, none."""
    own, drawn = scores[items, None], chance[items, None]
    before = np.sum((scores > own) | ((scores == own) & (chance < drawn)), axis=1)
    return np.where(np.isfinite(own[:, 0]), before, np.inf)


def _person(places: Numbers, worth: Numbers) -> tuple[float, float, float, float]:
    """This is for how much a person counts, and how well what they chose was found."""
    is_hit = places < SHOWN
    gained = (GAINS[places[is_hit].astype(int)] * worth[is_hit]).sum()
    best = (GAINS[: len(places)] * np.sort(worth)[::-1][:SHOWN]).sum()
    recall = worth[is_hit].sum() / worth.sum()
    return worth.mean(), gained / best, recall, 1 / (1 + places.min())
