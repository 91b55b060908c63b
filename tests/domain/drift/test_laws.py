"""Drift is told where it is, and where there is none nobody cries wolf: on simulated people.

Two thousand looks that alarm in one of a hundred are seen to alarm in two of a hundred less than
once in ten thousand times: the seeds are fixed, so a law that held once holds until the code
changes.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from domain.drift.bins import Bins
from domain.drift.calibration import calibration, told
from domain.drift.features import change
from domain.drift.figures import Mean, Share
from domain.drift.judging import FALSE_ALARMS, alarming, drifted
from tests.domain.drift.simulated import FEATURES, Numbers, Shape, counts, groups, looked_at, normal

LOOKS = 2000
MOST_FALSE = 0.02
"""What we promise."""


def alarms(shapes: Mapping[str, Shape], people: tuple[int, int], looks: int, shift: float) -> float:
    """This is in how many looks anything is said to have drifted."""
    random = np.random.default_rng(people[1])
    seen = (looked_at(random, shapes, people, shift) for _ in range(looks))
    return float(np.mean([bool(drifted(changes)) for changes in seen]))


class TestFeaturesThatStay:
    @pytest.mark.parametrize("people", [(300, 300), (1000, 300)], ids=str)
    def test_alarm_in_two_looks_of_a_hundred_at_most(self, people: tuple[int, int]) -> None:
        assert alarms(FEATURES, people, LOOKS // 10, shift=0) <= MOST_FALSE

    def test_however_small_a_change_would_be_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("domain.drift.judging.MATTERS", -1.0)
        assert alarms({"one": normal}, (1000, 300), LOOKS, shift=0) <= MOST_FALSE
        assert alarms(FEATURES, (1000, 300), LOOKS // 10, shift=0) <= MOST_FALSE

    def test_would_by_the_usual_threshold_of_the_index_alarm_all_the_time(self) -> None:
        random = np.random.default_rng(1)
        shapes = {str(at): normal for at in range(20)}
        looks = [looked_at(random, shapes, (300, 300), 0) for _ in range(100)]
        cries = [any(each.psi > 0.1 for each in look.values()) for look in looks]
        assert np.mean(cries) > 0.5
        assert np.mean([[each.beyond_chance for each in one.values()] for one in looks]) < 0.01


class TestAFeatureThatMoves:
    def test_by_a_third_of_its_spread_is_found_among_others(self) -> None:
        random = np.random.default_rng(2)
        shapes = {"moved": normal, **FEATURES}
        found = [
            "moved" in drifted(looked_at(random, shapes, (1000, 1000), {"moved": 0.3}))
            for _ in range(200)
        ]
        assert np.mean(found) >= 0.95

    def test_or_only_spreads_is_found(self) -> None:
        random = np.random.default_rng(3)
        bins = Bins.of(random.normal(size=5000))
        before = counts(bins, random.normal(size=5000))
        wide = [counts(bins, random.normal(scale=1.4, size=1000)) for _ in range(100)]
        assert np.mean([bool(drifted({"wide": change(before, now)})) for now in wide]) >= 0.95

    def test_or_is_not_known_any_more_is_found(self) -> None:
        random = np.random.default_rng(4)
        values = random.normal(size=2000)
        bins = Bins.of(values)
        lost = np.where(random.random(1000) < 0.1, np.nan, random.normal(size=1000))
        assert drifted({"lost": change(bins.count(values), bins.count(lost))})

    def test_by_nothing_that_matters_is_certain_and_not_told(self) -> None:
        random = np.random.default_rng(5)
        bins = Bins.of(random.normal(size=1000))
        before, now = (counts(bins, random.normal(by, size=300_000)) for by in (0, 0.05))
        found = change(before, now)
        assert found.p < 1e-6
        assert not drifted({"slightly": found})


Pairs = Callable[[np.random.Generator], tuple[Mean | Share, Mean | Share]]


def clicks(rate: float, people: int) -> Pairs:
    """This is shares of the same rate, one of many people and one of few."""
    return lambda random: (
        Share(10 * people, random.binomial(10 * people, rate)),
        Share(people, random.binomial(people, rate)),
    )


def gains(people: int, shift: float = 0.0) -> Pairs:
    """This is means of what is nothing for most, and something between 0 and 1 for the others."""

    def mean(random: np.random.Generator, of: int, by: float) -> Mean:
        values = random.beta(2, 3, of) * (random.random(of) < 0.3)
        values = values + by * 0.25
        return Mean(of, float(values.sum()), float((values**2).sum()))

    return lambda random: (mean(random, 5 * people, 0.0), mean(random, people, shift))


class TestFigures:
    @pytest.mark.parametrize("pairs", [clicks(0.01, 300), clicks(0.3, 300), gains(300)])
    def test_that_stay_alarm_in_two_looks_of_a_hundred_at_most(self, pairs: Pairs) -> None:
        random = np.random.default_rng(6)
        looks = [[pairs(random) for _ in range(4)] for _ in range(LOOKS)]
        cries = [
            bool(alarming({str(at): now.chance(before) for at, (before, now) in enumerate(look)}))  # type: ignore[arg-type]
            for look in looks
        ]
        assert np.mean(cries) <= MOST_FALSE

    def test_that_move_by_a_third_of_their_spread_are_found(self) -> None:
        random = np.random.default_rng(7)
        moved = [gains(1000, shift=0.3)(random) for _ in range(300)]
        assert np.mean([now.chance(before) < FALSE_ALARMS for before, now in moved]) >= 0.95  # type: ignore[arg-type]
        rates = [
            (Share(10_000, random.binomial(10_000, 0.1)), Share(1000, random.binomial(1000, 0.19)))
            for _ in range(300)
        ]
        assert np.mean([now.chance(before) < FALSE_ALARMS for before, now in rates]) >= 0.95

    def test_of_which_each_is_the_same_say_nothing(self) -> None:
        assert Mean(1000, 300.0, 90.0).chance(Mean(1000, 300.0, 90.0)) == 1
        assert Mean().chance(Mean(5, 1, 1)) == 1


def expectations(random: np.random.Generator, people: int, *, rarely: bool) -> Numbers:
    """This is what people are told: all sorts, or that it hardly ever happens."""
    return random.beta(1, 60, people) if rarely else random.beta(2, 2, people)


class TestCalibration:
    @pytest.mark.parametrize("rarely", [False, True])
    @pytest.mark.parametrize("people", [300, 3000])
    def test_that_is_true_alarms_in_two_looks_of_a_hundred_at_most(
        self, people: int, *, rarely: bool
    ) -> None:
        random = np.random.default_rng(8)
        cries, errors, by_chance = [], [], []
        for _ in range(LOOKS):
            said = expectations(random, people, rarely=rarely)
            happened = random.random(people) < said
            found = calibration(groups(said, happened))
            cries.append(found.p < FALSE_ALARMS)
            errors.append(found.error)
            by_chance.append(found.error_by_chance)
        assert np.mean(cries) <= MOST_FALSE
        assert np.mean(errors) == pytest.approx(np.mean(by_chance), rel=0.15)

    def test_that_is_off_is_found(self) -> None:
        random = np.random.default_rng(9)
        found = []
        for _ in range(300):
            said = expectations(random, 1000, rarely=False)
            happened = random.random(1000) < np.clip(said * 1.2, 0, 1)
            found.append(calibration(groups(said, happened)))
        assert np.mean([each.p < FALSE_ALARMS for each in found]) >= 0.95
        assert np.mean([each.error for each in found]) > 0.06

    def test_puts_people_into_groups_by_what_they_were_told(self) -> None:
        random = np.random.default_rng(10)
        said = random.beta(1, 5, 200)
        happened = random.random(200) < said
        found = told(zip(said.tolist(), happened.tolist(), strict=True))
        for one, other in zip(found, groups(said, happened), strict=True):
            assert (one.people, one.happened) == (other.people, other.happened)
            assert one.expected == pytest.approx(other.expected)

    def test_of_too_few_says_nothing(self) -> None:
        assert calibration(told([(0.5, True)] * 30)).p == 1
        assert calibration(()).people == 0
