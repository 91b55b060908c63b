"""A place for what nobody has chosen yet: else it would never be chosen, because it never was.

What is new among the first that content alone would show is shown in any case, in the last places
if learning gives it no better one. So new items are surfaced as well as by content alone.
"""

import numpy as np

from adapters.ml.history import Numbers
from application.ranking import SHOWN

APART = 64.0
"""More than scores of one row differ."""


def give_places(scores: Numbers, content: Numbers, is_new: Numbers) -> None:
    """This raises scores, row by row: who has places among the first gives up the last ones.

    Minus infinity stands where something is not to be shown.
    """
    own = _first(scores)
    wanted = is_new & (content > 0) & _first(np.where(np.isfinite(scores), content, -np.inf))
    for row in np.flatnonzero(np.any(wanted & ~own, axis=1)):
        missing = np.flatnonzero(wanted[row] & ~own[row])
        others = np.flatnonzero(own[row] & ~wanted[row])
        leaving = others[np.argsort(scores[row, others])][: len(missing)]
        stays = own[row].copy()
        stays[leaving] = False
        scores[row, missing] = scores[row, ~stays].max() + 1 + content[row, missing]
        scores[row, stays] += APART


def _first(scores: Numbers) -> Numbers:
    """This is which ones are shown of each row."""
    count = min(SHOWN, scores.shape[1])
    least = np.partition(scores, -count, axis=1)[:, -count, None]
    return np.asarray((scores >= least) & np.isfinite(scores))
