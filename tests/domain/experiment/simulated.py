"""Simulated experiments with a known truth, as sums after each of many looks."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from domain.experiment.moments import Moments

Numbers = np.ndarray[Any, Any]
LOOKS = 40


def lives(
    random: np.random.Generator, runs: int, people: int, lift: float = 0.0
) -> tuple[Numbers, Numbers]:
    """This is what people do and did before: counts that are skewed, and alike for one person."""
    keen = random.lognormal(-0.5, 0.9, (runs, people))
    return random.poisson(keen * (1 + lift)), random.poisson(keen)


def rates(
    random: np.random.Generator, runs: int, people: int, rate: float
) -> tuple[Numbers, Numbers]:
    """This is who did it and who did not, of whom nothing is known before."""
    return random.binomial(1, rate, (runs, people)), np.zeros((runs, people), dtype=int)


def looks(done: Numbers, before: Numbers, count: int = LOOKS) -> Iterator[list[Moments]]:
    """This is each run as a list of what is seen at one look after the other."""
    steps = [
        each.reshape(*each.shape[:1], count, -1).sum(axis=2).cumsum(axis=1)
        for each in (np.ones_like(done), done, done**2, before, before**2, done * before)
    ]
    for run in np.stack(steps, axis=2):
        yield [Moments(*map(int, look)) for look in run]
