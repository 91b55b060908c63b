"""The product's own ranking: sources propose, and what they propose is ranked by learning.

A part of what is known is held back from the sources; which of their candidates is in it is what
the ranking learns, from features of the time of asking. After that the sources are fitted to all
that is known. How a part is held back follows from how the ranking will be asked.
"""

from collections.abc import Iterator

import numpy as np

from adapters.ml.candidates import NOBODY, Candidates, Sources
from adapters.ml.history import History, Numbers, Split
from adapters.ml.learning import Lessons, learnt, lessons_of
from adapters.ml.measuring import Hidden
from adapters.ml.newcomers import give_places
from adapters.ml.sources import MIDDLING, MOST_DENSE, WEIGHTS, Factors, Weights

ENOUGH = 5_000
"""So many users with a hit among their candidates say what there is to say."""

TRIED = 1_000
"""So many users say how factors are learnt best."""

USERS_AT_ONCE = 256


class TwoStage:
    """This ranks items for users.

    Attributes:
        sources: what proposes, fitted to all that is known.
        order: what puts candidates in order.
    """

    def __init__(
        self,
        history: History,
        vectors: Numbers | None,
        split: Split,
        *,
        most_dense: int = MOST_DENSE,
        aside: Numbers = NOBODY,
    ) -> None:
        """This learns; nothing from the users who stand `aside`, but their choices are known."""
        self._split = split
        self._most_dense = most_dense
        self._weights: Weights | None = None
        self.order = learnt(list(self._lessons(history, vectors, aside)))
        self.sources = self.fitted(history, vectors)

    def fitted(self, history: History, vectors: Numbers | None) -> Sources:
        """This is sources as this ranking has them, fitted to a history."""
        return Sources(history, vectors, self._weights or MIDDLING, self._most_dense)

    def scores(self, users: Numbers) -> Numbers:
        """This is a score for each of the users and every item: candidates before all others.

        Minus infinity is that of what they chose already.
        """
        found = self._others(users)
        candidates = self._candidates(self.sources, users)
        if len(candidates.rows):
            scores = self.order(candidates)
            found[candidates.rows, candidates.items] = 2 + scores - scores.min()
        history, content = self.sources.history, self.sources.content
        found[history.matrix[users].nonzero()] = -np.inf
        if content is not None:
            give_places(found, content.scores(users), history.popularity == 0)
        return found

    def _others(self, users: Numbers) -> Numbers:
        """This orders what nothing proposes, between -1 and 1: by EASE, and by popularity."""
        popularity = self.sources.history.popularity
        found = self.sources.ease.scores(users) + 1e-6 * popularity / max(popularity.max(), 1)
        return np.asarray(found / (1 + np.abs(found)), dtype=np.float32)

    def _candidates(self, sources: Sources, users: Numbers) -> Candidates:
        """This is what comes into question: now, or right after each user's last choice.

        Where others' choices are known from after what is hidden, there is no one now.
        """
        at = sources.history.last_times[users]
        if self._split == "forward":
            at = np.full_like(at, sources.history.until)
        return sources.candidates(users, at)

    def _lessons(
        self, history: History, vectors: Numbers | None, aside: Numbers
    ) -> Iterator[Lessons]:
        """This is what is learnt from; on the way it is found out how factors are learnt best."""
        count = 0
        for earlier, later in history.splits(self._split):
            if not len(earlier) or not len(later):
                return
            self._weights = self._weights or _best(earlier, later)
            sources = self.fitted(earlier, vectors)
            for users in _by_chance(np.setdiff1d(later.users, aside)):
                found = lessons_of(self._candidates(sources, users), later.taught[users])
                yield found
                count += len(found.counts)
                if count >= ENOUGH:
                    return


def _best(earlier: History, later: History) -> Weights:
    """This is how factors are learnt so that they find most of what was held back."""
    asked = np.isin(later.users, np.concatenate(list(_by_chance(later.users)))[:TRIED])
    is_offered = earlier.popularity > 0
    hidden = Hidden.of(earlier, later.users[asked], later.items[asked], is_offered)

    def found(weights: Weights) -> float:
        return float(hidden.outcome(Factors(earlier, weights).scores).ndcg.mean())

    return max(WEIGHTS, key=found)


def _by_chance(users: Numbers) -> Iterator[Numbers]:
    """This is each of the users once, some at a time, in an order that says nothing of them."""
    drawn = np.random.default_rng(0).permutation(np.unique(users))
    for start in range(0, len(drawn), USERS_AT_ONCE):
        yield drawn[start : start + USERS_AT_ONCE]
