"""What a model has learnt, as bytes that hold numbers and text and nothing that could be run.

NumPy's archive of arrays, read without pickle; trees are the library's own text. Nobody who chose
is in it, only tutors: when each was chosen, and what choices taught of them. What tutors say is
not in it either: it is theirs to change and to have erased, and so is looked up when it is read.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from adapters.ml.calibrating import Calibration
from adapters.ml.candidates import FEATURES, Learnt
from adapters.ml.content import apart
from adapters.ml.history import History, Numbers
from adapters.ml.learning import Order, Trees, added_up
from adapters.ml.sources import Kinds, Linear, Weights
from adapters.ml.trends import Trends
from application.status import CannotBeDone

LAYOUT: Final = "2"
MADE_FOR: Final = (LAYOUT, *FEATURES)
"""What a model must have been made for: to other features its trees mean something else."""

Said = Mapping[str, Sequence[float]]
"""What tutors say, as numbers."""


@dataclass(frozen=True)
class Kept:
    """This is a model as it is kept.

    Attributes:
        tutors: the id of each item.
        chosen: when each item was chosen, by nobody in particular.
        trees: what puts candidates in order, as text; nothing where nothing was learnt.
        calibration: from what the trees say to probabilities.
        scale: slope and offset from the mean of compatibility's parts; nothing where not learnt.
    """

    tutors: tuple[str, ...]
    chosen: History
    learnt: Learnt
    trees: str
    calibration: Calibration
    scale: tuple[float, float] | None

    @cached_property
    def order(self) -> Order:
        """This puts candidates in order."""
        return Trees.of(self.trees) if self.trees else added_up

    def as_bytes(self) -> bytes:
        """This is all of it; the same model gives the same bytes."""
        learnt, file = self.learnt, io.BytesIO()
        np.savez_compressed(
            file,
            allow_pickle=False,
            made_for=np.array(MADE_FOR, dtype=np.str_),
            tutors=np.array(self.tutors, dtype=np.str_),
            items=self.chosen.items,
            times=self.chosen.times,
            counted=self.chosen.weights,
            linear_items=learnt.linear.items,
            linear_weights=learnt.linear.weights,
            **_sparse("near", learnt.near),
            **_sparse("nearby", learnt.nearby),
            factors=learnt.factors.vectors,
            weights=np.array(learnt.weights),
            trees=np.frombuffer(self.trees.encode(), dtype=np.uint8),
            scores=self.calibration.scores,
            chances=self.calibration.chances,
            scale=np.array(self.scale or ()),
        )
        return file.getvalue()

    @classmethod
    def of_bytes(cls, contents: bytes, said: Said) -> "Kept":
        """This is the model again, with what its tutors say by now.

        Raises:
            CannotBeDone: it was learnt by code that knew other features.
        """
        with np.load(io.BytesIO(contents), allow_pickle=False) as file:
            held = dict(file.items())
        if tuple(held.get("made_for", np.array(())).tolist()) != MADE_FOR:
            raise CannotBeDone("The model was learnt by other code than this; train one anew.")
        tutors = tuple(held["tutors"].tolist())
        items, count = held["items"], len(tutors)
        nobody = np.zeros(len(items), np.int64)
        chosen = History(nobody, items, held["times"], held["counted"], (1, count))
        learnt = Learnt(
            popularity=chosen.popularity,
            trends=Trends(chosen),
            linear=Linear(held["linear_items"], held["linear_weights"]),
            near=_matrix("near", held, count),
            nearby=_matrix("nearby", held, count),
            factors=Kinds.of(held["factors"]),
            weights=Weights(*held["weights"].tolist()),
            vectors=None if (vectors := vectors_of(tutors, said)) is None else apart(vectors),
        )
        return cls(
            tutors,
            chosen,
            learnt,
            held["trees"].tobytes().decode(),
            Calibration(held["scores"], held["chances"]),
            tuple(held["scale"].tolist()) or None,
        )


def tutors_of(contents: bytes) -> tuple[str, ...]:
    """This is the tutors a model knows."""
    with np.load(io.BytesIO(contents), allow_pickle=False) as file:
        return tuple(file["tutors"].tolist())


def _sparse(name: str, matrix: csr_array) -> dict[str, Numbers]:
    return {
        f"{name}_data": matrix.data,
        f"{name}_indices": matrix.indices,
        f"{name}_indptr": matrix.indptr,
    }


def _matrix(name: str, held: Mapping[str, Any], count: int) -> csr_array:
    parts = (held[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    return csr_array(tuple(parts), shape=(count, count))


def vectors_of(tutors: Sequence[str], said: Said) -> Numbers | None:
    """This is what tutors say, a row each; zeros where one says nothing."""
    known = [(at, said[tutor_id]) for at, tutor_id in enumerate(tutors) if tutor_id in said]
    if not known:
        return None
    found = np.zeros((len(tutors), len(known[0][1])), dtype=np.float32)
    for at, vector in known:
        found[at] = np.asarray(vector, dtype=np.float32)
    return found
