"""Is what puts tutors in order still what it was? The last days held against those before.

Clicks, bookings and the place of what is opened, whether chances of a booking came true, and what
features look like: all of it is one look, and shares one risk of a false alarm. Getting better is
no alarm. All comes in sums by the day; how restless days are anyhow is learnt from the days before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from domain.drift import features, figures
from domain.drift.bins import UNKNOWN
from domain.drift.calibration import STEPS, Calibration, Told, calibration
from domain.drift.features import Change, Counts, change
from domain.drift.figures import F, Mean, Share
from domain.drift.judging import FEWEST, MATTERS, alarming

CALIBRATION: Final = "calibration"


@dataclass(frozen=True, slots=True)
class Day:
    """This is what was shown on a day, and what became of it.

    Attributes:
        clicked: in how many showings a tutor was opened.
        booked: in how many a booking began, of those that say who saw them.
        gain: of the first tutor opened, by their place (NDCG@10); nothing where none was.
        told: what was said of bookings, by its group.
        seen: for each feature how many values lay in which bin.
    """

    clicked: Share
    booked: Share
    gain: Mean
    told: Mapping[int, Told] = field(default_factory=dict)
    seen: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """This is a figure now and before, and how likely chance alone differs as much."""

    name: str
    now: float
    before: float
    p: float
    is_alarming: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """This is what a feature looks like against before; see `features.py`."""

    name: str
    psi: float
    psi_by_chance: float
    p: float
    is_alarming: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """This is one look.

    Attributes:
        showings: how many there were now; `showings_before` is before.
        figures: clicks, bookings and gain.
        calibration: of the chances of a booking, if any were said.
        features: each that was known.
        alarms: the names of whatever is worse, or not what it was, by more than chance.
    """

    showings: int
    showings_before: int
    figures: tuple[Figure, ...]
    calibration: Calibration | None
    features: tuple[Feature, ...]
    alarms: tuple[str, ...]


def watch(before: Sequence[Day], now: Sequence[Day]) -> Watched:
    """This looks at some days, held against those before them."""
    shown = [sum(day.clicked.people for day in days) for days in (before, now)]
    compared = _figures(before, now)
    told = _calibration(before, now)
    changes = {name: _change(name, before, now) for name in _names(now)}
    chances = {
        **{each.name: each.p for each in compared},
        **({CALIBRATION: told.p} if told else {}),
        **{name: each.p for name, each in changes.items()},
    }
    bad = {each.name for each in compared if each.now < each.before} | {CALIBRATION}
    bad |= {name for name, each in changes.items() if each.beyond_chance >= MATTERS}
    certain = alarming(chances) if min(shown) >= FEWEST else ()
    alarms = tuple(name for name in certain if name in bad)
    return Watched(
        shown[1],
        shown[0],
        tuple(replace(each, is_alarming=each.name in alarms) for each in compared),
        told,
        tuple(
            Feature(name, each.psi, each.psi_by_chance, each.p, name in alarms)
            for name, each in changes.items()
        ),
        alarms,
    )


def _figures(before: Sequence[Day], now: Sequence[Day]) -> tuple[Figure, ...]:
    return (
        _figure("clicked", [day.clicked for day in before], [day.clicked for day in now], Share()),
        _figure("booked", [day.booked for day in before], [day.booked for day in now], Share()),
        _figure("gain", [day.gain for day in before], [day.gain for day in now], Mean()),
    )


def _figure(name: str, before: Sequence[F], now: Sequence[F], nothing: F) -> Figure:
    was, is_now = sum(before, nothing), sum(now, nothing)
    restless = figures.restlessness(before, was)
    p = is_now.thinned(restless).chance(was.thinned(restless))
    return Figure(name, is_now.value, was.value, p)


def _calibration(before: Sequence[Day], now: Sequence[Day]) -> Calibration | None:
    steps = range(len(STEPS) + 1)
    groups = [sum((day.told.get(at, Told()) for day in now), Told()) for at in steps]
    if not any(each.people for each in groups):
        return None
    booked = [day.booked for day in before]
    return calibration(groups, figures.restlessness(booked, sum(booked, Share())))


def _names(days: Sequence[Day]) -> list[str]:
    return sorted({name for day in days for name in day.seen})


def _change(name: str, before: Sequence[Day], now: Sequence[Day]) -> Change:
    seen = [[day.seen.get(name, {}) for day in days] for days in (before, now)]
    held = {at for days in seen for day in days for at in day}
    bins = [UNKNOWN, *sorted(held - {UNKNOWN})]
    earlier, week = ([[day.get(at, 0) for at in bins] for day in days] for days in seen)
    return change(_added(earlier), _added(week), features.restlessness(earlier))


def _added(days: Sequence[Counts]) -> Counts:
    return [sum(counts) for counts in zip(*days, strict=True)]
