"""A small market of which it is known who likes what: choices for trials of the ranking."""

import numpy as np

from adapters.ml.history import History, Numbers

DAY = 86_400.0


def chosen(
    people: int, items: int, each: int, *, kinds: int = 4, seed: int = 1
) -> tuple[Numbers, Numbers, Numbers]:
    """This is who chose which item when: mostly of the kind they like, popular ones more often."""
    draw = np.random.default_rng(seed)
    kind_of_item = np.arange(items) % kinds
    appeal = 1 / (1 + np.arange(items) // kinds)
    who, what, when = [], [], []
    for user in range(people):
        liked = np.where(kind_of_item == user % kinds, 20.0, 1.0) * appeal
        what.append(draw.choice(items, size=each, replace=False, p=liked / liked.sum()))
        who.append(np.full(each, user))
        when.append(draw.uniform(0, 300 * DAY) + np.sort(draw.uniform(0, 20 * DAY, each)))
    return np.concatenate(who), np.concatenate(what), np.concatenate(when)


def history(*choices: tuple[int, int, float], users: int = 0, items: int = 0) -> History:
    """This is a history of such choices: user, item, time."""
    who, what, when = (np.array(column) for column in zip(*choices, strict=True))
    shape = max(users, who.max() + 1), max(items, what.max() + 1)
    return History.of(who, what, when.astype(float), shape)
