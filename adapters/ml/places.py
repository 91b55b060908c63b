"""How likely each place is seen, and for how much a choice counts by that.

How often somebody is booked is taken for a product: of who it is, of how well whoever was shown
them is taken to like them, and of how likely the place is seen (Wang et al. 2018, with tables in
the place of trees). Who stands where is decided by the score and by who else is there; so among
equal scores the place says nothing of liking, and what it does is all its own.

A tutor's choices then count the more the less they were seen (inverse propensity, Joachims et al.
2017): by all the times they were shown, not by the one place of each booking, which is more of a
matter of luck.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.optimize import isotonic_regression

from adapters.ml.history import Numbers
from application.dataset.places import FEWEST, FIRST_OF_BAND, Places

BANDS: Final = len(FIRST_OF_BAND)
STEPS: Final = 100
PARTS: Final = 50
"""Scores of one ranking are told apart by so many parts of all it gave."""

LEAST: Final = 0.02
"""However far down, a place is seen as likely as that: what nobody saw tells nothing."""

MOST: Final = 5.0
"""A choice counts for so many at the most, and for one part in so many at the least."""


def worth(tutors: Sequence[str], chosen: Numbers, places: Places) -> Numbers:
    """This is for how much a choice of each tutor counts; for one, where too little tells it."""
    if telling(places) < FEWEST:
        return np.ones(len(tutors))
    return weights(tutors, chosen, places, seen(places))


def telling(places: Places) -> int:
    """This is how many bookings tell of places: those of tutors who stood in several bands."""
    tutor, booked = np.asarray(places.tutor), np.asarray(places.booked)
    stood = np.zeros((len(places.tutors), BANDS), dtype=bool)
    stood[tutor, np.asarray(places.band)] = True
    return int(booked[stood.sum(axis=1)[tutor] > 1].sum())


def seen(places: Places) -> Numbers:
    """This is how likely each band is seen, the first one surely.

    No place is seen more often than one before it: where it seems so, that is chance.
    """
    band, booked = np.asarray(places.band), np.asarray(places.booked)
    known = np.asarray(places.tutor), _liked(places)
    found = _parts((*known, band), booked)[-1]
    was = np.flatnonzero(np.bincount(band, minlength=len(found)))
    booked_there = np.bincount(band, booked)[was]
    falling = isotonic_regression(found[was], weights=booked_there + 1.0, increasing=False).x
    return np.asarray(np.interp(np.arange(BANDS), was, falling / falling[0]).clip(LEAST))


def weights(tutors: Sequence[str], chosen: Numbers, places: Places, seen: Numbers) -> Numbers:
    """This is for how much a choice of each tutor counts: all choices of one tutor alike.

    On the mean one counts for one, if it came of a showing; of others nothing else is known.
    """
    tutor, band = np.asarray(places.tutor), np.asarray(places.band)
    times = _of(tutors, places, np.bincount(tutor, seen[band]))
    came = _of(tutors, places, np.bincount(tutor, places.booked)).clip(max=chosen)
    if not came.any():
        return np.ones(len(tutors))
    # As if each had been seen so often more as leads to one booking: few showings tell little.
    damping = times.sum() / came.sum()
    found = 1 / (times + damping)
    found *= came.sum() / (came @ found)
    return np.asarray(1 + came / np.maximum(chosen, 1) * (found.clip(1 / MOST, MOST) - 1))


def _of(tutors: Sequence[str], places: Places, numbers: Numbers) -> Numbers:
    """This is the number of each of the tutors, and nothing of who was never shown."""
    return np.array(
        [numbers[at] if (at := places.tutors.get(each, -1)) >= 0 else 0 for each in tutors]
    )


def _liked(places: Places) -> Numbers:
    """This is to which part of all scores of its ranking each score belongs; none is a part too."""
    ranking, score = np.asarray(places.ranking), np.asarray(places.score)
    found = ranking * (PARTS + 1)
    for number in range(len(places.rankings)):
        is_scored = (ranking == number) & np.isfinite(score)
        if is_scored.any():
            bounds = np.quantile(score[is_scored], np.linspace(0, 1, PARTS + 1)[1:-1])
            found[is_scored] += 1 + np.searchsorted(bounds, score[is_scored], side="right")
    return found


def _parts(columns: Sequence[Numbers], booked: Numbers) -> list[Numbers]:
    """This is what each value of each column does, so that their products are the likeliest.

    Each in turn is made to say how often what has that value was booked, until all do.
    """
    found = [np.ones(column.max() + 1) for column in columns]
    happened = [np.bincount(column, booked) for column in columns]
    expected = np.ones(len(booked))
    for _ in range(STEPS):
        for at, column in enumerate(columns):
            said = np.bincount(column, expected)
            change = np.divide(happened[at], said, out=np.ones_like(said), where=said > 0)
            found[at] *= change
            expected *= change[column]
    return found
