"""A model of labels: several views of a text, each weighed by itself, and then together.

What a view says of texts it has not learnt from is what the last regression learns from, which so
weighs the views and tells probabilities that are true ones (stacking, Wolpert 1992): nobody has to
calibrate them afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from adapters.ml.history import Numbers
from adapters.ml.texts.lines import FOLDS, Lessons, Line
from adapters.ml.texts.views import FARTHEST, GRAMS, counter, manner
from application.texts import Labelled
from projections.embedding import Embedder

MOST_MEANT: Final = 10_000
"""Of more texts so many, drawn by chance, say what meaning tells: vectors take time."""

MOST_LEARNT: Final = 60_000
"""Of more texts so many are learnt from, drawn by chance: counts of letters take memory."""

MEANING: Final = "meaning"


@dataclass(frozen=True, slots=True)
class Usual:
    """This is how texts are usually written, and how far they differ in that."""

    mean: Numbers
    spread: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Usual":
        """This is that of those texts."""
        found = manner(texts)
        return cls(found.mean(axis=0), found.std(axis=0) + 1e-9)

    def beside(self, texts: Sequence[str]) -> Numbers:
        """This is how unusual each text is."""
        return np.clip((manner(texts) - self.mean) / self.spread, -FARTHEST, FARTHEST)


@dataclass(frozen=True, slots=True)
class TextModel:
    """This tells how probable each label is.

    Attributes:
        labels: what a text can be.
        counters: what counts the grams of each view that has any.
        lines: what each view says, that of meaning among them where there is an embedder.
        usual: how the texts it learnt from are written.
        together: what all of it says.
        embedder: tells what texts mean.
    """

    labels: Sequence[str]
    counters: Mapping[str, TfidfVectorizer]
    lines: Mapping[str, Line]
    usual: Usual
    together: Line
    embedder: Embedder

    def probabilities(self, texts: Sequence[str]) -> Numbers:
        """This is a row for each text, and in it a column for each label."""
        if not texts:
            return np.zeros((0, len(self.labels)))
        said = {name: counts.transform(texts) for name, counts in self.counters.items()}
        if MEANING in self.lines:
            said[MEANING] = np.asarray(self.embedder.embed(texts))
        scores = [line.scores(said[name]) for name, line in self.lines.items()]
        found = self.together.scores(np.hstack([*scores, self.usual.beside(texts)]))
        both = np.hstack([np.zeros_like(found), found]) if found.shape[1] == 1 else found
        return np.asarray(softmax(both, axis=1))


def learnt(known: Labelled, embedder: Embedder) -> TextModel:
    """This is the model of those labels, each of which is had by as many texts as there are folds.

    What is there twice is learnt once: else a view would know what is held back from it.
    """
    labels, pairs = sorted(set(known.labels)), _pairs(known)
    texts = [text for _, text in pairs]
    truth = np.array([labels.index(label) for label, _ in pairs])
    counters, counted = _counted(texts)
    found = {name: Lessons(truth).of(matrix) for name, matrix in counted.items()}
    lines = {name: line for name, (line, _) in found.items()}
    drawn = _drawn(truth, MOST_MEANT)
    fewer, said = [texts[at] for at in drawn], [held_back[drawn] for _, held_back in found.values()]
    if embedder.dimensions:
        lines[MEANING], held_back = Lessons(truth[drawn]).of(np.asarray(embedder.embed(fewer)))
        said.append(held_back)
    usual = Usual.of(fewer)
    together = Lessons(truth[drawn]).together(np.hstack([*said, usual.beside(fewer)]))
    return TextModel(labels, counters, lines, usual, together, embedder)


def _counted(texts: Sequence[str]) -> tuple[dict[str, TfidfVectorizer], dict[str, Any]]:
    """This is what counts each view, and what it counted; a view that sees nothing is left out."""
    counters, counted = {}, {}
    for name in GRAMS:
        counts = counter(name, len(texts))
        try:
            counted[name] = counts.fit_transform(texts)
        except ValueError:
            continue
        counters[name] = counts
    return counters, counted


def _pairs(known: Labelled) -> Sequence[tuple[str, str]]:
    pairs = list(dict.fromkeys(zip(known.labels, known.texts, strict=True)))
    drawn = _drawn(np.array([label for label, _ in pairs]), MOST_LEARNT)
    return [pairs[at] for at in drawn]


def _drawn(labels: Numbers, most: int) -> Numbers:
    """This is about so many places at most, by chance; of each label enough for every fold."""
    if len(labels) <= most:
        return np.arange(len(labels))
    some = np.random.default_rng(0).choice(len(labels), most, replace=False)
    rare = [np.flatnonzero(labels == label)[:FOLDS] for label in np.unique(labels)]
    return np.unique(np.concatenate([some, *rare]))
