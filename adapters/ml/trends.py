"""How often an item had been chosen by a time, when last, and how much that is worth by now."""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from adapters.ml.history import History, Numbers

DAY = 86_400.0
HALVED = (7.0, 30.0, 120.0)
"""Days after which a choice counts half."""

MOMENTS = 64
"""What is popular is looked up for so many moments, not for each user's own."""

MOST_HALVINGS = 900
"""A choice may be worth two to the power of this, in terms of the first one."""


class Trend(NamedTuple):
    """This is what an item was like at a time, an item a row.

    Attributes:
        counts: how often it had been chosen; what was chosen at that very time counts.
        last_days: since its last choice then; not a number, where there was none.
        first_days: since its first one.
        worth: of its choices then, for each of the days after which one counts half.
    """

    counts: Numbers
    last_days: Numbers
    first_days: Numbers
    worth: Sequence[Numbers]


class Trends:
    """This keeps each item's choices in order, and running sums of what they are worth.

    In terms of the first choice a later one is worth more, and never less later on: so one sum
    serves all times. Where a history is very long, choices keep their worth for longer.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._since = float(history.times[0]) if len(history) else 0.0
        self._span = history.until - self._since
        order = np.argsort(history.items, kind="stable")
        self._times = history.times[order] - self._since
        self._keys = history.items[order] * (self._span + DAY) + self._times
        self._starts = np.concatenate(([0], np.cumsum(history.popularity)))
        self._weights = history.weights[order]
        self._counts = self._running(self._weights.copy())
        self._halved = [max(days * DAY, self._span / MOST_HALVINGS) for days in HALVED]
        self._sums = [
            self._running(self._weights * np.exp2(self._times / halved)) for halved in self._halved
        ]

    def at(self, items: Numbers, times: Numbers) -> Trend:
        """This is what each of the items was like at the time beside it."""
        asked = times - self._since
        within = np.clip(asked, -1.0, self._span)
        ends = np.searchsorted(self._keys, items * (self._span + DAY) + within, side="right")
        starts = self._starts[items]
        was = ends > starts
        last, first = np.where(was, ends - 1, 0), np.where(was, starts, 0)
        last_days, first_days = (
            np.where(was, (asked - self._times[place]) / DAY, np.nan) for place in (last, first)
        )
        counts = np.where(was, self._counts[last], 0)
        worth = [
            np.where(was, sums[last] * np.exp2(-asked / halved), 0.0)
            for sums, halved in zip(self._sums, self._halved, strict=True)
        ]
        return Trend(counts, last_days, first_days, worth)

    def trending(self, at: Numbers) -> Numbers:
        """This is what was worth most at the moment before each time that was looked up."""
        moments, worth = self._trending
        return np.asarray(worth[np.searchsorted(moments, at, side="right").clip(min=1) - 1])

    @cached_property
    def _trending(self) -> tuple[Numbers, Numbers]:
        moments = np.unique(np.quantile(self._history.times, np.linspace(0, 1, MOMENTS)))
        items = np.arange(self._history.shape[1])
        worth = [self.at(items, np.full(len(items), at)).worth[1] for at in moments]
        return moments, np.array(worth, dtype=np.float32)

    def _running(self, worth: Numbers) -> Numbers:
        for start, end in pairwise(self._starts):
            worth[start:end] = np.cumsum(worth[start:end])
        return worth
