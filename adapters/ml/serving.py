"""A model that was kept, asked for one student: by what they chose, as of now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

import numpy as np
from threadpoolctl import ThreadpoolController

from adapters.ml.candidates import FEATURES, NOBODY, SCORED, Candidates, Sources
from adapters.ml.history import History, Numbers
from adapters.ml.keeping import Kept, Said, tutors_of
from domain.matching.compatibility import Scale
from projections.rating import Choice, Rated

PROPOSED: Final = 60
FOREMOST: Final = 10
"""A source speaks for those who are among its first so many."""

ALONE: Final = np.zeros(1, dtype=np.int64)


def read(version: str, contents: bytes, said: Callable[[Sequence[str]], Said]) -> "ServedModel":
    """This is a model that was kept; what its tutors say by now is asked for.

    Raises:
        CannotBeDone: it was learnt by code that knew other features.
    """
    tutors = tutors_of(contents)
    return ServedModel(version, Kept.of_bytes(contents, said(tutors)))


class ServedModel:
    """This rates tutors by what was learnt. It knows tutors, and of a student what it is told.

    Attributes:
        threads: holds linear algebra to one thread, where several wait for one another.
    """

    def __init__(self, version: str, kept: Kept) -> None:
        self.threads = ThreadpoolController()
        self._version = version
        self._kept = kept
        self._numbers = {tutor_id: at for at, tutor_id in enumerate(kept.tutors)}

    @property
    def version(self) -> str:
        """This names it."""
        return self._version

    @property
    def scale(self) -> Scale:
        """This makes a probability of compatibility."""
        return Scale(*self._kept.scale, is_calibrated=True) if self._kept.scale else Scale()

    def asked(self, choices: Sequence[Choice], now: datetime) -> "ServedRating":
        """This is what it says for somebody who chose those tutors."""
        known = [each for each in choices if each.tutor_id in self._numbers]
        items = self.numbers([each.tutor_id for each in known])
        times = np.array([each.first_at.timestamp() for each in known], dtype=np.float64)
        shape = (1, len(self._kept.tutors))
        history = History.of(np.zeros(len(items), np.int64), items, times, shape)
        return ServedRating(self, self._kept, history, now)

    def numbers(self, tutor_ids: Sequence[str]) -> Numbers:
        """This is the number of each tutor it knows."""
        found = [self._numbers[one] for one in tutor_ids if one in self._numbers]
        return np.array(found, dtype=np.int64)


class ServedRating:
    """This is the model, asked for one student; it works when it is looked at."""

    def __init__(self, model: ServedModel, kept: Kept, history: History, now: datetime) -> None:
        self._model = model
        self._kept = kept
        self._sources = Sources.asked_by(history, kept.learnt)
        self._at = np.array([now.timestamp()])

    @cached_property
    def proposed(self) -> Sequence[str]:
        """This is the tutors who come into question, the best first."""
        found, scores = self._rated(NOBODY)
        best = np.argsort(-scores, kind="stable")[:PROPOSED]
        return [self._kept.tutors[item] for item in found.items[best]]

    def of(self, tutor_ids: Sequence[str]) -> Mapping[str, Rated]:
        """This is what it says of those it knows, and whom the student has not chosen."""
        wanted = self._model.numbers(tutor_ids)
        found, scores = self._rated(wanted)
        chances = self._kept.calibration.chance(scores)
        asked = set(wanted.tolist())
        return {
            self._kept.tutors[item]: Rated(float(scores[at]), float(chances[at]), _said(found, at))
            for at, item in enumerate(found.items.tolist())
            if item in asked
        }

    @cached_property
    def _said(self) -> dict[str, Numbers]:
        return self._sources.scores(ALONE, self._at)

    @cached_property
    def _first(self) -> Numbers:
        return self._sources.proposed(ALONE, self._said)

    def _rated(self, also: Numbers) -> tuple[Candidates, Numbers]:
        with self._model.threads.limit(limits=1):
            proposed = self._first.copy()
            proposed[:, also] = True
            found = self._sources.described(ALONE, self._at, self._said, proposed)
            return found, self._kept.order(found) if len(found.items) else np.empty(0)


def _said(found: Candidates, at: int) -> frozenset[str]:
    """This is the sources that speak for a candidate."""
    row = found.features[at]
    return frozenset(
        source
        for source in SCORED
        if row[FEATURES.index(source)] > 0 and row[FEATURES.index(f"{source}_place")] < FOREMOST
    )
