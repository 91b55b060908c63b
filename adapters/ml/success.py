"""Learning whether students go on: tried on what came later, then learnt from everything.

The trial is as it will be: the model knows examples that were certain before the first one it is
asked about. What it has to beat is the plainest thing that works, the rate at which people went on
who had their last lesson as long ago.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits

from adapters.ml.additive import fitted, told
from adapters.ml.history import Numbers
from adapters.ml.judging import by_rate, figures, gain, heard
from application.status import CannotBeDone
from application.success import Groups, Held, Learnt, Past, Seen, Trial, drifted_from
from domain.drift.bins import Bins
from domain.success.examples import HORIZON, Example
from domain.success.features import FEATURES
from domain.success.groups import fairness

OWN: Final = "model"
OTHER: Final = "other"
BASELINE: Final = "recency alone"
RECENCY: Final = FEATURES.index("days_since_lesson")
TRIED: Final = 4
"""One in so many weeks, the last of them, is what the model is tried on."""

FEWEST_STUDENTS: Final = 50
FEWEST_EACH: Final = 30
"""So many examples of going on there have to be, and of not."""


class AdditiveLearning:
    """This learns curves, on one thread: others run beside it."""

    def learn(self, examples: Sequence[Example], groups: Groups, until: datetime) -> Learnt:
        """This is what examples teach.

        Raises:
            CannotBeDone: they are too few, or all went on, or none.
        """
        with threadpool_limits(1):
            trial = _trial(examples, groups)
            model = fitted(FEATURES, *_columns(examples))
        return Learnt(
            model,
            until,
            len(examples),
            len({each.student_id for each in examples}),
            {
                name: _seen(column)
                for name, column in zip(FEATURES, _lately(examples).T, strict=True)
            },
            trial,
        )

    def hold(self, learnt: Learnt, other: Learnt | None, past: Past) -> Held:
        """This asks both about examples after a time, which neither was learnt from.

        Raises:
            CannotBeDone: they are too few, or all went on, or none.
        """
        _check_enough(past.after)
        values, happened, people = _columns(past.after)
        own = told(learnt.model, FEATURES, values)
        name, others = _others(other, past, values)
        return Held(
            len(np.unique(people)),
            figures(OWN, own, happened),
            figures(name, others, happened),
            gain(others, own, happened, people),
            tuple(fairness(heard(people, own, happened, past.groups))),
            drifted_from(learnt.seen, _lately(past.after).tolist()),
        )


def _others(other: Learnt | None, past: Past, values: Numbers) -> tuple[str, Numbers]:
    """This is what the other model tells, or recency alone."""
    if other is not None:
        return OTHER, told(other.model, FEATURES, values)
    _check_enough(past.before)
    known, went_on, _ = _columns(past.before)
    return BASELINE, by_rate(known[:, RECENCY], went_on, values[:, RECENCY])


def _lately(examples: Sequence[Example]) -> Numbers:
    """This is what was known on the last Monday: each student once, so that each counts once."""
    last = max(each.at for each in examples)
    return _columns([each for each in examples if each.at == last])[0]


def _trial(examples: Sequence[Example], groups: Groups) -> Trial:
    first = _first_tried(examples)
    earlier = [each for each in examples if each.at + HORIZON <= first]
    later = [each for each in examples if each.at >= first]
    _check_enough(earlier)
    _check_enough(later)
    values, happened, people = _columns(earlier)
    tried, outcomes, asked = _columns(later)
    known = told(fitted(FEATURES, values, happened, people), FEATURES, tried)
    plain = by_rate(values[:, RECENCY], happened, tried[:, RECENCY])
    return Trial(
        len(earlier),
        len(later),
        len(np.unique(asked)),
        (figures(BASELINE, plain, outcomes), figures(OWN, known, outcomes)),
        gain(plain, known, outcomes, asked),
        tuple(fairness(heard(asked, known, outcomes, groups))),
    )


def _first_tried(examples: Sequence[Example]) -> datetime:
    weeks = sorted({each.at for each in examples})
    if not weeks:
        raise CannotBeDone("Nobody who agrees has learnt for long enough to learn anything from.")
    return weeks[len(weeks) * (TRIED - 1) // TRIED]


def _check_enough(examples: Sequence[Example]) -> None:
    students = len({each.student_id for each in examples})
    went_on = sum(each.went_on for each in examples)
    if students < FEWEST_STUDENTS or min(went_on, len(examples) - went_on) < FEWEST_EACH:
        raise CannotBeDone(
            f"There is too little to learn from: {FEWEST_STUDENTS} students are needed, and"
            f" {FEWEST_EACH} times that somebody went on and that somebody did not, twice: once to"
            f" learn from, and once later to try it on. There are {students} students, {went_on}"
            f" and {len(examples) - went_on} times."
        )


def _columns(examples: Sequence[Example]) -> tuple[Numbers, Numbers, Numbers]:
    """This is examples as numbers: what was known, whether they went on, and who it was."""
    return (
        np.array([each.values for each in examples], dtype=float),
        np.array([each.went_on for each in examples]),
        np.array([each.student_id for each in examples]),
    )


def _seen(column: Numbers) -> Seen:
    values = column.tolist()
    bins = Bins.of(values)
    return Seen(bins.edges, bins.count(values))
