"""Simple models, each of which proposes items by itself, and all of which the ranking looks at.

Each is fitted to a history and scores every item for some users at once. What was chosen already
is left to whoever asks. Nobody's score knows more than the history it was fitted to.

What a source has learnt is of items alone. Given that, it is not fitted, and the history is of
those who ask: others' choices taught it, their own of now are what it goes by.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, Self

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_array

from adapters.ml.history import History, Numbers

SHRINKAGE = 50.0
"""Added to the norm of two neighbours, so that one user in common makes no twins."""

MOST_STEPS = 10
FADING = 0.8

REGULARISED = 300.0
MOST_DENSE = 10_000
"""EASE keeps a number for each two items: so many items make 400 MB."""

FACTORS = 64
ROUNDS = 8


class Weights(NamedTuple):
    """This is how much more a choice weighs than none, and how short vectors are held."""

    confidence: float
    shortness: float


MIDDLING = Weights(20, 0.01)
WEIGHTS = (Weights(3, 0.02), Weights(40, 0.003))
"""For users who chose much, and for those who chose little."""

AT_ONCE, MOST_PADDED = 256, 100_000
"""So many rows of a matrix are worked on at once, and so many of their places."""


class Source(Protocol):
    """This is a model that was fitted."""

    def scores(self, users: Numbers) -> Numbers:
        """This is a score for each of the users and every item, as 32-bit numbers."""


class Popularity:
    """This scores all users alike: by how often an item was chosen."""

    def __init__(self, history: History) -> None:
        self._popularity = history.popularity.astype(np.float32)

    def scores(self, users: Numbers) -> Numbers:
        """This is the popularity, once for each user."""
        return np.tile(self._popularity, (len(users), 1))


class Neighbours:
    """This scores items by how often they were chosen together with what the user chose.

    Cosine of the items' users, shrunk (Sarwar et al. 2001).

    Attributes:
        near: what was learnt, how near each two items are.
    """

    def __init__(self, history: History, near: csr_array | None = None) -> None:
        self._matrix = history.matrix
        self.near = self._fitted(history) if near is None else near

    def _fitted(self, history: History) -> csr_array:
        return _shrunk(history, history.taught.T @ history.taught, SHRINKAGE)

    def scores(self, users: Numbers) -> Numbers:
        """This is the sum over what the user chose."""
        return np.asarray((self._matrix[users] @ self.near).toarray())

    def like(self, items: Numbers) -> Numbers:
        """This is a score for every item, by one that was chosen."""
        return np.asarray(self.near[items].toarray())


class Nearby(Neighbours):
    """This scores items by how often they were chosen shortly before or after what the user chose.

    It counts choices in between, not days: the more there are, the less it counts.
    """

    def _fitted(self, history: History) -> csr_array:
        order = np.argsort(history.users, kind="stable")
        users, items = history.users[order], history.items[order]
        weights = history.weights[order]
        near = csr_array((history.shape[1],) * 2, dtype=np.float32)
        for steps in range(1, MOST_STEPS + 1):
            is_one = users[steps:] == users[:-steps]
            pairs = items[:-steps][is_one], items[steps:][is_one]
            counted = (weights[:-steps] * weights[steps:])[is_one] * FADING ** (steps - 1)
            near += csr_array((counted.astype(np.float32), pairs), shape=near.shape)
        return _shrunk(history, near + near.T, SHRINKAGE)


def _shrunk(history: History, together: csr_array, shrinkage: float) -> csr_array:
    """This is how near items are to one another, by how often they were chosen together.

    There may be a number for each two items, so it is made in place, some rows at a time.
    """
    near = csr_array(together, dtype=np.float32)
    lengths = np.sqrt(history.worth).astype(np.float32)
    for start in range(0, near.shape[0], AT_ONCE):
        bounds = near.indptr[start : start + AT_ONCE + 1]
        places = slice(bounds[0], bounds[-1])
        one = np.repeat(np.arange(start, start + len(bounds) - 1), np.diff(bounds))
        other = near.indices[places]
        near.data[places] /= lengths[one] * lengths[other] + shrinkage
        near.data[places][one == other] = 0
    return near


class Linear(NamedTuple):
    """This is what EASE has learnt: items that have a place in it, and a weight for each two."""

    items: Numbers
    weights: Numbers


class Ease:
    """This scores items by a linear model of each item on all others (Steck 2019).

    Only the most popular items have a place in it, if there are very many.

    Attributes:
        linear: what was learnt.
    """

    def __init__(
        self, history: History, linear: Linear | None = None, most: int = MOST_DENSE
    ) -> None:
        self.linear = _linear(history, most) if linear is None else linear
        self._width = history.shape[1]
        self._items, self._weights = self.linear
        self._matrix = history.matrix[:, self._items]

    def scores(self, users: Numbers) -> Numbers:
        """This is what the model says."""
        return self._widened(self._matrix[users] @ self._weights)

    def like(self, items: Numbers) -> Numbers:
        """This is a score for every item, by one that was chosen."""
        places = np.searchsorted(self._items, items).clip(max=len(self._items) - 1)
        has_place = self._items[places] == items
        return self._widened(np.where(has_place[:, None], self._weights[places], 0))

    def _widened(self, scores: Numbers) -> Numbers:
        found = np.zeros((len(scores), self._width), dtype=np.float32)
        found[:, self._items] = scores
        return found


def _linear(history: History, most: int) -> Linear:
    chance = np.random.default_rng(0).random(history.shape[1])
    order = np.lexsort((chance, -history.popularity))[:most]
    items = np.sort(order[history.popularity[order] > 0])
    return Linear(items, _weights(history.taught[:, items]))


def _weights(matrix: csr_array) -> Numbers:
    """This is the weights, made in the place of the Gram matrix: nothing of its size is copied."""
    gram = (matrix.T @ matrix).toarray(order="F").astype(np.float32, copy=False)
    gram[np.diag_indices_from(gram)] += REGULARISED
    factor, _ = lapack.spotrf(gram, lower=0, clean=0, overwrite_a=1)
    inverse, _ = lapack.spotri(factor, lower=0, overwrite_c=1)
    for start in range(0, len(inverse), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        square = np.triu(inverse[rows, rows])
        inverse[rows, rows] = square + np.triu(square, 1).T
        inverse[start + AT_ONCE :, rows] = inverse[rows, start + AT_ONCE :].T
    # The other way round it is the same, and rows lie together for those who multiply by it.
    inverse = inverse.T
    inverse /= -inverse.diagonal().copy()
    inverse[np.diag_indices_from(inverse)] = 0
    return np.asarray(inverse)


class Kinds(NamedTuple):
    """This is the vectors of one side, and their product with themselves, which takes long."""

    vectors: Numbers
    shared: Numbers

    @classmethod
    def of(cls, vectors: Numbers) -> Self:
        """This makes it once."""
        return cls(vectors, vectors.T @ vectors)


class Factors:
    """This scores by the product of two vectors that alternating least squares learnt.

    Choices weigh more than what was not chosen (Hu, Koren, Volinsky 2008), and a vector is held
    the shorter the more there is to learn it from (Rendle et al. 2022). All choices weigh alike:
    a vector says of which kind an item is, and not how often it is chosen.

    Attributes:
        learnt: what was learnt, a vector an item.
    """

    def __init__(
        self, history: History, weights: Weights = MIDDLING, learnt: Kinds | None = None
    ) -> None:
        self.learnt = learnt or Kinds.of(_items(history, weights))
        self._users = _solved(history.matrix, self.learnt, weights)

    def scores(self, users: Numbers) -> Numbers:
        """This is the products."""
        return np.asarray(self._users[users] @ self.learnt.vectors.T)


def _items(history: History, weights: Weights) -> Numbers:
    chosen, by_item = history.matrix, csr_array(history.matrix.T)
    draw = np.random.default_rng(0)
    first = draw.normal(0, 0.1 / np.sqrt(FACTORS), (history.shape[1], FACTORS))
    items = first.astype(np.float32)
    for _ in range(ROUNDS):
        users = _solved(chosen, Kinds.of(items), weights)
        items = _solved(by_item, Kinds.of(users), weights)
    return items


def _solved(matrix: csr_array, known: Kinds, weights: Weights) -> Numbers:
    """This is the vectors of one side, the other held still: rows of like length together."""
    others, shared = known
    found = np.zeros((matrix.shape[0], FACTORS), dtype=np.float32)
    lengths = np.diff(matrix.indptr)
    one = np.eye(FACTORS, dtype=np.float32)
    padded = np.vstack((others, np.zeros((1, FACTORS), dtype=np.float32)))
    for rows in _alike(lengths):
        places = np.arange(lengths[rows].max())
        at = np.minimum(matrix.indptr[rows, None] + places, len(matrix.indices) - 1)
        is_there = places < lengths[rows, None]
        chosen = padded[np.where(is_there, matrix.indices[at], len(others))]
        short = weights.shortness * (weights.confidence * lengths[rows] + len(others))
        left = shared + weights.confidence * (chosen.transpose(0, 2, 1) @ chosen)
        left += short[:, None, None].astype(np.float32) * one
        right = (1 + weights.confidence) * chosen.sum(axis=1)
        found[rows] = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    return found


def _alike(lengths: Numbers) -> Iterator[Numbers]:
    """This is the rows that hold something, those of like length together and never too many."""
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] > 0]
    start = 0
    while start < len(order):
        end = start + max(1, min(AT_ONCE, MOST_PADDED // int(lengths[order[start]])))
        yield order[start:end]
        start = end
