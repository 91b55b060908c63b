"""Who comes into question for whom, and all that is known of the two at the time of asking.

Each source proposes what it scores best; what any of them proposed is a candidate, and is
described by what all of them say of it. The same lines describe what is learnt from and what is
recommended, so that both are told the same.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from scipy.sparse import csr_array

from adapters.ml.content import Content, apart
from adapters.ml.history import NONE, History, Numbers
from adapters.ml.sources import (
    MIDDLING,
    MOST_DENSE,
    Ease,
    Factors,
    Kinds,
    Linear,
    Nearby,
    Neighbours,
    Weights,
)
from adapters.ml.trends import DAY, HALVED, Trends

PROPOSED: Final = 40
"""So many items each source proposes."""

NEW: Final = 10
"""So many items content proposes of those that nobody ever chose."""

MOST_EQUAL: Final = 2

SCORED: Final = ("ease", "neighbours", "nearby", "factors", "content", "trending")
LIKE_THE_LAST: Final = ("ease_last", "nearby_last", "content_last")

FEATURES: Final = (
    *SCORED,
    *LIKE_THE_LAST,
    *(f"{source}_place" for source in SCORED),
    "times_chosen",
    "days_since_chosen",
    "days_known",
    *(f"worth_of_{days:g}_days" for days in HALVED),
    "user_activity",
    "user_days_away",
)

NOBODY: Final = np.empty(0, dtype=np.int64)

PLACES: Final = [FEATURES.index(f"{source}_place") for source in SCORED]


@dataclass(frozen=True, slots=True)
class Candidates:
    """This is what comes into question, a user's together, in the order of users and items.

    Attributes:
        rows: which of the users asked for, from 0 on.
        items: the item.
        features: what is known of the two, a column for each of `FEATURES`.
    """

    rows: Numbers
    items: Numbers
    features: Numbers


@dataclass(frozen=True, slots=True)
class Learnt:
    """This is all that sources have learnt, of items alone; nobody who chose is in it.

    Attributes:
        popularity: how often each item was chosen.
        trends: when.
        vectors: what items say, apart from what all say.
    """

    popularity: Numbers
    trends: Trends
    linear: Linear
    near: csr_array
    nearby: csr_array
    factors: Kinds
    weights: Weights
    vectors: Numbers | None


@dataclass(frozen=True)
class Sources:
    """This is all sources, each fitted when first asked; without texts content says nothing.

    Attributes:
        history: what they are fitted to; of those who ask, where something is learnt already.
        vectors: what items say, a row each.
        weights: how factors are learnt.
        most_dense: so many items have a place in EASE.
        learnt: what was learnt before, from others.
    """

    history: History
    vectors: Numbers | None
    weights: Weights = MIDDLING
    most_dense: int = MOST_DENSE
    learnt: Learnt | None = None

    @classmethod
    def asked_by(cls, history: History, learnt: Learnt) -> Self:
        """This is what was learnt, asked by others."""
        return cls(history, None, learnt.weights, learnt=learnt)

    def learn(self) -> Learnt:
        """This is what all of them learnt."""
        return Learnt(
            popularity=self.popularity,
            trends=self.trends,
            linear=self.ease.linear,
            near=self.neighbours.near,
            nearby=self.nearby.near,
            factors=self.factors.learnt,
            weights=self.weights,
            vectors=self._apart,
        )

    @property
    def popularity(self) -> Numbers:
        """This is how often each item had been chosen."""
        return self.history.popularity if self.learnt is None else self.learnt.popularity

    @cached_property
    def ease(self) -> Ease:
        """This knows which items are chosen instead of one another or together."""
        linear = None if self.learnt is None else self.learnt.linear
        return Ease(self.history, linear, self.most_dense)

    @cached_property
    def neighbours(self) -> Neighbours:
        """This knows which items are chosen together."""
        return Neighbours(self.history, None if self.learnt is None else self.learnt.near)

    @cached_property
    def nearby(self) -> Nearby:
        """This knows which items are chosen one soon after another."""
        return Nearby(self.history, None if self.learnt is None else self.learnt.nearby)

    @cached_property
    def factors(self) -> Factors:
        """This knows kinds of users and items."""
        kinds = None if self.learnt is None else self.learnt.factors
        return Factors(self.history, self.weights, kinds)

    @cached_property
    def content(self) -> Content | None:
        """This knows what items say."""
        vectors = self._apart if self.learnt is None else self.learnt.vectors
        return None if vectors is None else Content(self.history, vectors)

    @cached_property
    def _apart(self) -> Numbers | None:
        return None if self.vectors is None else apart(self.vectors)

    @cached_property
    def trends(self) -> Trends:
        """This knows when items were chosen."""
        return Trends(self.history) if self.learnt is None else self.learnt.trends

    def candidates(self, users: Numbers, at: Numbers, also: Numbers = NOBODY) -> Candidates:
        """This is what comes into question for each of the users, asked at a time each.

        So does what others propose `also`, unless it was chosen.
        """
        scores = self.scores(users, at)
        proposed = self.proposed(users, scores)
        proposed[:, also] = True
        return self.described(users, at, scores, proposed)

    def proposed(self, users: Numbers, scores: dict[str, Numbers]) -> Numbers:
        """This is which items any source proposes to each of the users."""
        seen = self.history.matrix[users].nonzero()
        found = np.zeros((len(users), self.history.shape[1]), dtype=bool)
        for said in scores.values():
            said[seen] = 0
            _propose(found, said, PROPOSED)
        new = self.popularity == 0
        _propose(found, np.where(new, scores["content"], 0), NEW)
        return found

    def described(
        self, users: Numbers, at: Numbers, scores: dict[str, Numbers], proposed: Numbers
    ) -> Candidates:
        """This is what is known of those proposed, but for what was chosen already."""
        proposed[self.history.matrix[users].nonzero()] = False
        rows, items = np.nonzero(proposed)
        columns = [_spread(rows, said[rows, items]) for said in scores.values()]
        columns += [_places(rows, column) for column in columns[: len(SCORED)]]
        columns += self._known(users[rows], items, at[rows])
        return Candidates(rows, items, np.stack(columns, axis=1).astype(np.float32))

    def scores(self, users: Numbers, at: Numbers) -> dict[str, Numbers]:
        """This is what each source says of every item, by its name, in the order of features."""
        last = self.history.last_items[users]
        is_none = last == NONE
        content = self.content
        nothing = np.zeros((len(users), self.history.shape[1]), dtype=np.float32)
        meant, meant_last = (
            (nothing, nothing.copy()) if content is None else content.both(users, last)
        )
        found = {
            "ease": self.ease.scores(users),
            "neighbours": self.neighbours.scores(users),
            "nearby": self.nearby.scores(users),
            "factors": self.factors.scores(users),
            "content": meant,
            "trending": self.trends.trending(at),
            "ease_last": self.ease.like(last),
            "nearby_last": self.nearby.like(last),
            "content_last": meant_last,
        }
        for name in LIKE_THE_LAST:
            found[name][is_none] = 0
        return found

    def _known(self, users: Numbers, items: Numbers, at: Numbers) -> list[Numbers]:
        """This is what is known without any source, in the order of features."""
        trend = self.trends.at(items, at)
        days_away = (at - self.history.last_times[users]) / DAY
        activity = self.history.activity[users]
        return [trend.counts, trend.last_days, trend.first_days, *trend.worth, activity, days_away]


def _propose(proposed: Numbers, scores: Numbers, count: int) -> None:
    """This adds the best of each row, as far as anything speaks for them.

    Of equal ones all are added, or, where they are too many, none.
    """
    count = min(count, scores.shape[1])
    least = np.partition(scores, -count, axis=1)[:, -count, None]
    best = scores >= least
    crowded = best.sum(axis=1) > MOST_EQUAL * count
    best[crowded] = scores[crowded] > least[crowded]
    proposed |= best & (scores > 0)


def _spread(rows: Numbers, scores: Numbers) -> Numbers:
    """This is scores in terms of how they are spread in their row.

    Whoever chose more has higher scores, and learning must not depend on how much was held back.
    """
    counts = np.maximum(np.bincount(rows), 1)
    from_mean = scores - (np.bincount(rows, scores) / counts)[rows]
    spread = np.sqrt(np.bincount(rows, from_mean**2) / counts)[rows]
    return from_mean / np.where(spread > 0, spread, 1)


def _places(rows: Numbers, scores: Numbers) -> Numbers:
    """This is how many candidates of its row have a better score, for each: equal ones share it."""
    order = np.lexsort((-scores, rows))
    by_row, by_score = rows[order], scores[order]
    is_next = np.ones(len(rows), dtype=bool)
    is_next[1:] = (by_row[1:] != by_row[:-1]) | (by_score[1:] != by_score[:-1])
    at = np.maximum.accumulate(np.where(is_next, np.arange(len(rows)), 0))
    places = np.empty(len(rows), dtype=np.int64)
    places[order] = at - np.searchsorted(by_row, by_row)
    return places
