"""What items say, as a source: close to what a user chose is what says the like."""

import numpy as np
from scipy.sparse import diags_array

from adapters.ml.history import History, Numbers

NOTHING = 1e-6
"""Of a text that says what all say nothing is left but what rounding leaves."""


class Content:
    """This scores items by how close their texts are to those of what the user chose.

    The vectors are those that `apart` makes of texts.
    """

    def __init__(self, history: History, vectors: Numbers) -> None:
        self._vectors = vectors
        shares = diags_array(1 / np.maximum(history.activity, 1), dtype=np.float32)
        self._tastes = shares @ (history.matrix @ self._vectors)

    def scores(self, users: Numbers) -> Numbers:
        """This is the mean closeness."""
        return np.asarray(self._tastes[users] @ self._vectors.T)

    def like(self, items: Numbers) -> Numbers:
        """This is a score for every item, by one that was chosen."""
        return np.asarray(self._vectors[items] @ self._vectors.T)

    def both(self, users: Numbers, items: Numbers) -> tuple[Numbers, Numbers]:
        """This is the scores, and those by the items, in one walk over all vectors."""
        asked = np.vstack((self._tastes[users], self._vectors[items]))
        found = np.asarray(asked @ self._vectors.T)
        return found[: len(users)], found[len(users) :]


def apart(vectors: Numbers) -> Numbers:
    """This takes the mean of all texts away: what they have in common tells none from another."""
    said = np.asarray(vectors.any(axis=1))
    centred = np.where(said[:, None], vectors - vectors[said].mean(axis=0), 0)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.where(norms > NOTHING, norms, 1), dtype=np.float32)
