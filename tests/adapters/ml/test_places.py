"""How likely each place is seen, and what choices count for by that, where the truth is known."""

from collections.abc import Sequence
from math import nan

import numpy as np
import pytest

from adapters.ml.history import Numbers
from adapters.ml.places import MOST, seen, telling, weights
from application.dataset.places import FEWEST, FIRST_OF_BAND, Places, band_of
from tests.support.tries import some

SEEDS = (1, 2, 3)
SHOWINGS, TUTORS, SHOWN = 4_000, 48, 16
TRUTHS = {
    "falling": 1 / np.arange(1, SHOWN + 1),
    "a screen": np.where(np.arange(SHOWN) < 4, 1.0, 0.3),
    "alike": np.ones(SHOWN),
}
NEAR = 0.15


def noted(
    tutor: Sequence[int], band: Sequence[int], booked: Sequence[int], score: Sequence[float] = ()
) -> Places:
    """This is places on record, in one ranking."""
    places = Places(tutors={str(number): number for number in range(max(tutor) + 1)})
    places.rankings["search", "one"] = 0
    places.tutor.extend(tutor)
    places.ranking.extend([0] * len(tutor))
    places.score.extend(score or [nan] * len(tutor))
    places.band.extend(band)
    places.booked.extend(booked)
    return places


def shown_by_liking(seed: int, truth: Numbers) -> Places:
    """This is a market in which a third is free, and what people like best stands first.

    One who likes a tutor best of all books them in three of ten cases, if they see them.
    """
    chance = np.random.default_rng(seed)
    free = np.argsort(chance.random((SHOWINGS, TUTORS)), axis=1)[:, :SHOWN]
    appeal = chance.uniform(0.1, 1, TUTORS)
    likes = 0.3 * appeal[free] * chance.beta(0.5, 1.5, free.shape)
    order = np.argsort(-likes, axis=1)
    tutors, scores = np.take_along_axis(free, order, 1), np.take_along_axis(likes, order, 1)
    booked = (chance.random(scores.shape) < scores * truth).astype(int)
    bands = np.tile([band_of(place) for place in range(1, SHOWN + 1)], SHOWINGS)
    who, came = tutors.ravel().tolist(), booked.ravel().tolist()
    return noted(who, bands.tolist(), came, scores.ravel().tolist())


def in_bands(truth: Numbers) -> Numbers:
    """This is the mean of each band."""
    bands = np.array([band_of(place) for place in range(1, SHOWN + 1)])
    return np.asarray(np.bincount(bands, truth) / np.bincount(bands))


@pytest.mark.parametrize("name", TRUTHS)
def test_finds_how_likely_places_are_seen_though_the_best_liked_stand_first(name: str) -> None:
    for seed in some(SEEDS):
        places = shown_by_liking(seed, TRUTHS[name])
        found, truth = seen(places), in_bands(TRUTHS[name])
        assert np.abs(found[: len(truth)] - truth).max() < NEAR, found
        assert (np.diff(found) <= 0).all()


def test_finds_it_without_scores_though_the_best_tutors_stand_first() -> None:
    """Nine of ten times the first of two stands before the second, who is booked half as often."""
    chance = np.random.default_rng(1)
    tutor = np.tile([0, 1], 4_000)
    swapped = np.repeat(chance.random(4_000) < 0.1, 2)
    band = np.where(swapped, 1 - tutor, tutor)
    booked = chance.random(8_000) < 0.4 / (1 + tutor) / (1 + band)
    found = seen(noted(tutor.tolist(), band.tolist(), booked.tolist()))
    assert found[1] == pytest.approx(0.5, abs=0.1)


def test_bookings_tell_where_their_tutor_stood_in_several_bands() -> None:
    places = noted([0, 0, 1, 1, 2], [0, 1, 0, 0, 3], [1, 1, 1, 1, 1])
    assert telling(places) == 2
    assert telling(Places()) == 0


def test_as_many_as_are_asked_for_tell_it_nearly() -> None:
    """Ten tutors who are as good stand here and there; the second place is seen half as often."""
    chance, errors = np.random.default_rng(1), []
    for _ in range(100):
        band = chance.integers(0, 2, 3_400)
        booked = chance.random(3_400) < 0.2 / (1 + band)
        places = noted(chance.integers(0, 10, 3_400).tolist(), band.tolist(), booked.tolist())
        errors.append(seen(places)[1] - 0.5)
        assert abs(telling(places) - FEWEST) < 100
    assert np.quantile(np.abs(errors), 0.9) < 0.1
    assert abs(np.mean(errors)) < 0.03


def test_places_where_nobody_stood_are_seen_like_those_before() -> None:
    found = seen(noted([0] * 40, [0] * 20 + [1] * 20, [1] * 9 + [0] * 11 + [1] * 3 + [0] * 17))
    assert found == pytest.approx([1, *[1 / 3] * (len(FIRST_OF_BAND) - 1)])


class TestWeights:
    SEEN = np.array([1.0, 0.5, 0.25, 0.1, 0.1, 0.1])

    def counted(self, *tutors: tuple[int, int, int], others: int = 0) -> Numbers:
        """This is what choices count for: by band, how often shown in it, and what came of it."""
        tutor, band, booked = [], [], []
        for number, (where, times, came) in enumerate(tutors):
            tutor += [number] * times
            band += [where] * times
            booked += [1] * came + [0] * (times - came)
        chosen = np.array([came for *_, came in tutors] + [5] * others)
        names = [str(number) for number in range(len(chosen))]
        return weights(names, chosen, noted(tutor, band, booked), self.SEEN)

    def test_are_more_the_less_somebody_was_seen(self) -> None:
        first, twin = self.counted((0, 400, 80), (1, 200, 20))
        assert first < 1 < twin
        assert 80 * first + 20 * twin == pytest.approx(100)
        assert twin / first == pytest.approx(4, rel=0.1)

    def test_are_one_where_nothing_came_of_showings(self) -> None:
        assert self.counted((0, 90, 30), (1, 90, 9), others=1)[2] == 1
        assert self.counted((0, 10, 0), others=1).tolist() == [1, 1]

    def test_have_bounds(self) -> None:
        found = self.counted((0, 90_000, 900), (5, 2, 1))
        assert found.max() <= MOST
        assert found.min() >= 1 / MOST

    def test_of_a_tutor_count_for_one_as_far_as_they_came_of_none(self) -> None:
        places = noted([0] * 100 + [1] * 100, [0] * 100 + [2] * 100, ([1] * 10 + [0] * 90) * 2)
        all_came, all_came_too = weights(["0", "1"], np.array([10, 10]), places, self.SEEN)
        one, other = weights(["0", "1"], np.array([20, 20]), places, self.SEEN)
        assert one - 1 == pytest.approx((all_came - 1) / 2)
        assert other - 1 == pytest.approx((all_came_too - 1) / 2)
