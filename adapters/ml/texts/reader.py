"""The models of texts that are kept in a folder: learning, setting how sure to be, and reading."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from math import floor
from pathlib import Path
from typing import Final

import numpy as np
import orjson
import structlog
from threadpoolctl import threadpool_limits

from adapters.ml.history import Numbers
from adapters.ml.texts.figures import figures
from adapters.ml.texts.model import TextModel, learnt
from adapters.ml.texts.storing import Origin, load, replacing, store
from adapters.ml.texts.trials import OWN, common
from application.status import CannotBeDone
from application.texts import (
    Kind,
    Labelled,
    Learnt,
    Task,
    TextFigures,
    Threshold,
    language_of,
    named,
    poles,
)
from projections.embedding import Embedder

THRESHOLDS: Final = "thresholds.json"
HELD_BACK: Final = 5
"""One text in so many is held back to say how well a model tells."""

log = structlog.get_logger()


class KeptTextModels:
    """This keeps a file for each kind; what is not there has not been learnt, and is not told."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder

    def learn(self, kind: Kind, known: Labelled) -> Learnt:
        """This learns a model, once without what is held back and once with it, and keeps it.

        Raises:
            CannotBeDone: the labels are not those of the kind, or there is too little to learn.
        """
        known, _ = common(known)
        labels = sorted(set(known.labels))
        is_fit = poles(labels) if kind is Kind.SENTIMENT else named(Task.TOXICITY, labels)
        if is_fit is None:
            raise CannotBeDone(f"No model of {kind} has the labels {', '.join(labels)}.")
        lines = [f"{label}\t{text}" for label, text in zip(known.labels, known.texts, strict=True)]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        with threadpool_limits(1):
            told = self._tried(known, lines)
            model = learnt(known, self._embedder)
        store(model, Origin(len(lines), digest), self._folder / f"{kind}.npz")
        return Learnt(kind, len(lines), digest, labels, told)

    def calibrate(self, ordinary: Sequence[str], share: float) -> Sequence[Threshold]:
        """This sets for each language how sure the model of toxicity has to be, and keeps it.

        Raises:
            CannotBeDone: there is no such model, or it was learnt by other code.
        """
        toxicity = self._kept(Kind.TOXICITY)
        if toxicity is None:
            raise CannotBeDone("No model of toxicity has been learnt.")
        found = []
        for language in sorted({language_of(text) for text in ordinary}):
            texts = [text for text in ordinary if language_of(text) == language]
            sure = np.sort(_toxic(toxicity, texts))[::-1]
            least = float(sure[floor(share * len(sure))])
            threshold = float(np.nextafter(least, 1.0)) if least < 1.0 else 1.0
            count = int((sure >= threshold).sum())
            found.append(Threshold(language, threshold, len(texts), count))
        kept = {each.language: each.probability for each in found}
        with replacing(self._folder / THRESHOLDS) as file:
            file.write(orjson.dumps({**self._thresholds, **kept}))
        return found

    def opinions(self, texts: Sequence[str]) -> Sequence[float | None]:
        """This is what each text thinks, from -1 (bad) to 1 (good), or nothing without a model."""
        if self._sentiment is None:
            return [None] * len(texts)
        pair = poles(self._sentiment.labels)
        assert pair is not None
        praise, blame = map(list(self._sentiment.labels).index, pair)
        told = self._sentiment.probabilities(texts)
        return [round(float(each), 2) for each in told[:, praise] - told[:, blame]]

    def is_toxic(self, text: str) -> bool:
        """This is true where the model is as sure as was set for the text's language."""
        threshold = self._thresholds.get(language_of(text))
        if threshold is None or self._toxicity is None:
            return False
        return bool(_toxic(self._toxicity, [text])[0] >= threshold)

    def _tried(self, known: Labelled, lines: Sequence[str]) -> TextFigures:
        """This is how well a model that knows nothing of a fifth tells it, drawn by digest."""
        digests = [hashlib.sha256(line.encode()).digest() for line in lines]
        order = sorted(range(len(lines)), key=digests.__getitem__)
        rest, _ = common(_some(known, [at for place, at in enumerate(order) if place % HELD_BACK]))
        hidden = _some(known, order[::HELD_BACK])
        model = learnt(rest, self._embedder)
        return figures(OWN, model.labels, model.probabilities(hidden.texts), hidden.labels)

    @cached_property
    def _sentiment(self) -> TextModel | None:
        return self._read(Kind.SENTIMENT)

    @cached_property
    def _toxicity(self) -> TextModel | None:
        return self._read(Kind.TOXICITY)

    @cached_property
    def _thresholds(self) -> dict[str, float]:
        path = self._folder / THRESHOLDS
        return dict(orjson.loads(path.read_bytes())) if path.exists() else {}

    def _read(self, kind: Kind) -> TextModel | None:
        """This is the model of that kind. One that was learnt by other code is like none."""
        try:
            return self._kept(kind)
        except CannotBeDone as reason:
            # Facts are followed all the same; operators are told.
            log.warning("text_model_cannot_be_read", kind=kind, reason=str(reason))
            return None

    def _kept(self, kind: Kind) -> TextModel | None:
        path = self._folder / f"{kind}.npz"
        return load(path, self._embedder)[0] if path.exists() else None


def _some(known: Labelled, places: Sequence[int]) -> Labelled:
    return Labelled([known.labels[at] for at in places], [known.texts[at] for at in places])


def _toxic(model: TextModel, texts: Sequence[str]) -> Numbers:
    sought = named(Task.TOXICITY, model.labels)
    assert sought is not None
    return model.probabilities(texts)[:, list(model.labels).index(sought)]
