"""Simulated people whose features are known to stay, or to move."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from domain.drift.bins import Bins
from domain.drift.calibration import STEPS, Told
from domain.drift.features import Change, change

Numbers = np.ndarray[Any, Any]
Shape = Callable[[np.random.Generator, int], Numbers]


def normal(random: np.random.Generator, people: int) -> Numbers:
    """This is values as likely above as below their mean, and none far off."""
    return random.normal(size=people)


def skewed(random: np.random.Generator, people: int) -> Numbers:
    """This is values a few of which are very large, as prices are."""
    return random.lognormal(0, 1.5, people)


def counted(random: np.random.Generator, people: int) -> Numbers:
    """This is small numbers, many of them the same."""
    return random.poisson(0.4, people).astype(float)


def rare(random: np.random.Generator, people: int) -> Numbers:
    """This is something that one in fifty has."""
    return (random.random(people) < 0.02).astype(float)


def unknown(random: np.random.Generator, people: int) -> Numbers:
    """This is values that a third of people have none of."""
    return np.where(random.random(people) < 0.33, np.nan, random.normal(size=people))


FEATURES: Mapping[str, Shape] = {
    f"{shape.__name__} {at}": shape
    for shape in (normal, skewed, counted, rare, unknown)
    for at in range(4)
}
"""Twenty features of all kinds."""


def looked_at(
    random: np.random.Generator,
    shapes: Mapping[str, Shape],
    people: tuple[int, int],
    shift: float | Mapping[str, float],
) -> dict[str, Change]:
    """This is one look at every feature: people from before, and those of now, who are shifted."""
    found = {}
    for name, shape in shapes.items():
        before, now = shape(random, people[0]), shape(random, people[1])
        by = shift if isinstance(shift, float | int) else shift.get(name, 0.0)
        bins = Bins.of(before.tolist())
        found[name] = change(counts(bins, before), counts(bins, now + by))
    return found


def counts(bins: Bins, values: Numbers) -> tuple[int, ...]:
    """This counts many values sooner than the bins do by themselves."""
    known = values[~np.isnan(values)]
    found = np.bincount(np.searchsorted(bins.edges, known), minlength=len(bins.edges) + 1)
    return (len(values) - len(known), *found.tolist())


def groups(said: Numbers, happened: Numbers) -> list[Told]:
    """This puts probabilities into groups, likewise."""
    at = np.searchsorted(STEPS, said, side="right")
    people, expected, spread, hits = (
        np.bincount(at, each, minlength=len(STEPS) + 1).tolist()
        for each in (np.ones_like(said), said, said * (1 - said), happened)
    )
    return [
        Told(int(people[one]), expected[one], spread[one], int(hits[one]))
        for one in range(len(people))
    ]
