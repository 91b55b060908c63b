"""A look at what puts tutors in order: quiet where nothing changed, and not where something did."""

from dataclasses import dataclass

import numpy as np
import pytest

from domain.drift.bins import HALF, grid
from domain.drift.calibration import Told
from domain.drift.figures import Mean, Share, restlessness
from domain.drift.watching import Day, watch

FEATURES = tuple(f"feature {at}" for at in range(4))
POOL = 400


@dataclass(frozen=True)
class World:
    """This is how people search: `at_once` showings a person of one day, all alike."""

    clicks: float = 0.3
    books: float = 0.1
    place: float = 3.0
    shift: float = 0.0
    at_once: int = 1
    has_features: bool = True


def day(random: np.random.Generator, world: World, showings: int) -> Day:
    """This is a day of that world."""
    people = showings // world.at_once
    clicked = np.repeat(random.random(people) < world.clicks, world.at_once)
    booked = np.repeat(random.random(people) < world.books, world.at_once)
    places = np.repeat(random.geometric(1 / world.place, people), world.at_once)
    gains = clicked * (places <= 10) / np.log2(1 + places)
    told = Told(people * world.at_once, world.books * len(booked), 0.0, int(booked.sum()))
    spread = world.books * (1 - world.books) * told.people
    return Day(
        Share(len(clicked), int(clicked.sum())),
        Share(len(booked), int(booked.sum())),
        Mean(len(gains), float(gains.sum()), float((gains**2).sum())),
        {4: Told(told.people, 0.1 * len(booked), spread, told.happened)},
        {name: values(random, world, people) for name in FEATURES if world.has_features},
    )


def values(random: np.random.Generator, world: World, people: int) -> dict[int, int]:
    """This is what a feature looks like, in bins."""
    drawn = np.repeat(random.normal(0.5 + 0.1 * world.shift, 0.1, people), world.at_once)
    bins, counts = np.unique([grid(round(each * 1e6)) for each in drawn], return_counts=True)
    return dict(zip(bins.tolist(), counts.tolist(), strict=True))


def looks(now: World, count: int, *, a_day: int = 60) -> list[tuple[str, ...]]:
    """This is the alarms of so many looks: a week held against the four before.

    Days are drawn out of a pool, which is as good as new ones and takes less time.
    """
    random = np.random.default_rng(1)
    before = World(at_once=now.at_once)
    usual = [day(random, before, a_day) for _ in range(POOL)]
    changed = usual if now == before else [day(random, now, a_day) for _ in range(POOL // 10)]
    found = []
    for _ in range(count):
        days = random.permutation(POOL)
        week = days[28:35] if now == before else random.permutation(len(changed))[:7]
        found.append(watch([usual[at] for at in days[:28]], [changed[at] for at in week]).alarms)
    return found


class TestALook:
    def test_is_quiet_where_nothing_changed(self) -> None:
        assert np.mean([bool(each) for each in looks(World(), 150)]) <= 0.02

    def test_is_quiet_where_the_same_people_come_again_and_again(self) -> None:
        assert np.mean([bool(each) for each in looks(World(at_once=6), 150)]) <= 0.02

    @pytest.mark.parametrize(
        ("now", "alarm"),
        [
            (World(clicks=0.17), "clicked"),
            (World(books=0.04), "booked"),
            (World(books=0.16), "calibration"),
            (World(place=9.0), "gain"),
            (World(shift=0.3), "feature 0"),
        ],
        ids=lambda each: each if isinstance(each, str) else "",
    )
    def test_hears_what_changed(self, now: World, alarm: str) -> None:
        found = looks(now, 20, a_day=150)
        assert np.mean([alarm in each for each in found]) >= 0.9

    def test_does_not_mind_getting_better(self) -> None:
        found = looks(World(clicks=0.4, place=2.0), 20, a_day=150)
        assert not [each for each in found if {"clicked", "gain"} & set(each)]

    def test_at_too_few_says_nothing(self) -> None:
        assert not any(looks(World(clicks=0.02), 3, a_day=12))
        nothing = watch([], [])
        assert (nothing.showings, nothing.alarms, nothing.calibration) == (0, (), None)


def test_days_are_as_restless_as_people_are_alike() -> None:
    random = np.random.default_rng(2)
    for at_once in (1, 5):
        days = [
            day(random, World(at_once=at_once, has_features=False), 600).clicked for _ in range(300)
        ]
        assert restlessness(days, sum(days, Share())) == pytest.approx(at_once, rel=0.2)


def test_a_grid_holds_whatever_comes() -> None:
    assert grid(None) == 0
    assert grid(0) == HALF
    assert grid(-1_000_000) < grid(-500_000) < grid(0) < grid(500_000) < grid(600_000)
    assert 0 < grid(-(10**30)) < grid(10**30) < 2 * HALF
