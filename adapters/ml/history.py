"""Who chose what and when, as numbers, and how it is split by time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, Literal, Self

import numpy as np
from scipy.sparse import csr_array

Numbers = np.ndarray[Any, np.dtype[Any]]

IN_TURN = 4
"""A part in so many is held back."""

AGAIN = 2

Split = Literal["forward", "last", "mixed"]
"""How some choices are held back: those after a moment, the last of each user, or any of each."""

ALMOST_ALL = 0.95
MOSTLY = 0.9

NONE = -1
"""Stands where there is no item, or no turn."""


@dataclass(frozen=True)
class History:
    """This is who chose what and when: once each, the first time, and in the order of time.

    Attributes:
        users: numbers of users, a choice each.
        items: numbers of items.
        times: seconds since 1970; all the same where they are not known.
        weights: for how much each choice counts when others learn from it.
        shape: how many users and items there are, chosen or not.
    """

    users: Numbers
    items: Numbers
    times: Numbers
    weights: Numbers
    shape: tuple[int, int]

    @classmethod
    def of(cls, users: Numbers, items: Numbers, times: Numbers, shape: tuple[int, int]) -> Self:
        """This sorts by time, equal ones by chance, and leaves out what was there before.

        What has no time is older than everything that has one. Each counts for one.
        """
        known = times[np.isfinite(times)]
        times = np.where(np.isfinite(times), times, known.min() if known.size else 0.0)
        chance = np.random.default_rng(len(users)).random(len(users))
        order = np.lexsort((chance, times))
        pairs = users[order].astype(np.int64) * shape[1] + items[order]
        first = order[np.sort(np.unique(pairs, return_index=True)[1])]
        return cls(users[first], items[first], times[first], np.ones(len(first)), shape)

    def weighed(self, weights: Numbers) -> "History":
        """This is the same, where a choice counts for what its item's choices do."""
        return replace(self, weights=weights[self.items])

    def __len__(self) -> int:
        return len(self.users)

    @cached_property
    def matrix(self) -> csr_array:
        """This is a 1 where a user chose an item."""
        return self._matrix(np.ones(len(self)))

    @cached_property
    def taught(self) -> csr_array:
        """This is for how much it counts that a user chose an item."""
        return self._matrix(self.weights)

    @cached_property
    def popularity(self) -> Numbers:
        """This is how often each item was chosen."""
        return np.bincount(self.items, minlength=self.shape[1])

    @cached_property
    def worth(self) -> Numbers:
        """This is for how much all choices of each item count."""
        return np.bincount(self.items, self.weights, minlength=self.shape[1])

    @cached_property
    def activity(self) -> Numbers:
        """This is how much each user chose."""
        return np.bincount(self.users, minlength=self.shape[0])

    @cached_property
    def last_items(self) -> Numbers:
        """This is what each user chose last."""
        found = np.full(self.shape[0], NONE)
        found[self.users] = self.items
        return found

    @cached_property
    def last_times(self) -> Numbers:
        """This is when each user last chose something; of others, when anybody did."""
        found = np.full(self.shape[0], self.until)
        found[self.users] = self.times
        return found

    @property
    def until(self) -> float:
        """This is the time of the last choice."""
        return float(self.times[-1]) if len(self) else 0.0

    def split_from(self, users: Numbers, times: Numbers) -> Split:
        """This is how other choices were held back from these, as far as times tell."""
        users, times = users[np.isfinite(times)], times[np.isfinite(times)]
        if not times.size:
            return "mixed"
        if np.median(times) >= np.quantile(self.times, ALMOST_ALL):
            return "forward"
        is_later = (times >= self.last_times[users])[self.activity[users] > 0]
        return "last" if is_later.size and is_later.mean() >= MOSTLY else "mixed"

    def splits(self, split: Split) -> Iterator[tuple["History", "History"]]:
        """This is an earlier part and what was held back from it, again and again.

        Each time it is other choices that were held back. In time, the next one is from what was
        earlier the time before; any of each are held back in turn.
        """
        if split == "mixed":
            turns = self._turns(np.random.default_rng(0).permutation(len(self)))
            yield from (self._without(turns == turn) for turn in range(IN_TURN))
            return
        earlier, again = self, AGAIN
        while len(earlier) and again:
            earlier, later = earlier._without(earlier._latest(split))
            yield earlier, later
            again -= 1

    def _without(self, back: Numbers) -> tuple["History", "History"]:
        return self._part(~back), self._part(back)

    def _part(self, chosen: Numbers) -> "History":
        return replace(
            self,
            users=self.users[chosen],
            items=self.items[chosen],
            times=self.times[chosen],
            weights=self.weights[chosen],
        )

    def _matrix(self, entries: Numbers) -> csr_array:
        entries = entries.astype(np.float32)
        return csr_array((entries, (self.users, self.items)), shape=self.shape)

    def _latest(self, split: Split) -> Numbers:
        """This is which choices are the last quarter, of all or of each; one is left of each."""
        if split == "forward":
            return np.asarray(
                self.times >= np.quantile(self.times, 1 - 1 / IN_TURN, method="higher")
            )
        counts = self.activity[self.users]
        from_end = counts - self._places(np.arange(len(self)))
        return np.asarray((from_end <= np.maximum(1, counts // IN_TURN)) & (counts > 1))

    def _turns(self, order: Numbers) -> Numbers:
        """This is in whose turn a choice is held back, so that of each user some is left."""
        return np.where(self.activity[self.users] > 1, self._places(order) % IN_TURN, NONE)

    def _places(self, order: Numbers) -> Numbers:
        """This is the place of each choice among those of its user, in that order."""
        sorted_places = np.lexsort((order, self.users))
        starts = np.concatenate(([0], np.cumsum(self.activity)))
        found = np.empty(len(self), dtype=np.int64)
        found[sorted_places] = np.arange(len(self)) - starts[self.users[sorted_places]]
        return found


class Names:
    """This gives each name a number, in the order they come."""

    def __init__(self, *columns: Sequence[str]) -> None:
        self._numbers = {name: at for at, name in enumerate(dict.fromkeys(chain(*columns)))}

    def __len__(self) -> int:
        return len(self._numbers)

    def numbers(self, names: Sequence[str]) -> Numbers:
        """This is the number of each."""
        return np.fromiter((self._numbers[name] for name in names), np.int64, len(names))
