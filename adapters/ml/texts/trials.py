"""Trials of models of texts: the product's own, the plainest there is, and guessing."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from adapters.ml.history import Numbers
from adapters.ml.texts.figures import figures
from adapters.ml.texts.lines import FOLDS
from adapters.ml.texts.model import learnt
from application.status import CannotBeDone
from application.texts import PAIR, Labelled, TextTrial, Told, positive_of
from projections.embedding import Embedder

OWN = "Preceptor"
WORD = re.compile(r"\w\w")


class LearntTextTrials:
    """This runs trials in this process, on one thread, with the product's own embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def run(self, trial: TextTrial, said: Callable[[str], None]) -> Told:
        """This is what came of it; what is being done is said on the way.

        Raises:
            CannotBeDone: there are no two labels to learn, or nothing to be held against.
        """
        with threadpool_limits(1):
            return self._run(trial, said)

    def _run(self, trial: TextTrial, said: Callable[[str], None]) -> Told:
        known, too_rare = common(trial.known)
        labels = sorted(set(known.labels))
        if not trial.hidden.texts:
            raise CannotBeDone("There is nothing to be held against.")
        said("The most frequent label is taken")
        found = {"majority": _majority(known, labels, len(trial.hidden.texts))}
        said("Words alone learn")
        found["TF-IDF and logistic regression"] = _plain(known, trial.hidden.texts)
        said("The product's own model learns")
        own = learnt(known, self._embedder)
        said("The product's own model tells")
        found[OWN] = own.probabilities(trial.hidden.texts)
        truth = trial.hidden.labels
        return Told(
            trial.task,
            len(known.texts),
            len(truth),
            labels,
            positive_of(trial.task, known.labels),
            too_rare,
            [figures(name, labels, each, truth) for name, each in found.items()],
        )


def common(known: Labelled) -> tuple[Labelled, Sequence[str]]:
    """This is what can be learnt from, and the labels that too few texts have for that.

    Raises:
        CannotBeDone: fewer than two labels are left, or no text has a word.
    """
    if not any(WORD.search(text) for text in known.texts):
        raise CannotBeDone("No text has a word to learn from.")
    pairs = set(zip(known.labels, known.texts, strict=True))
    counts = Counter(label for label, _ in pairs)
    too_rare = sorted(label for label, count in counts.items() if count < FOLDS)
    if len(counts) - len(too_rare) < len(PAIR):
        raise CannotBeDone(f"There are no two labels that at least {FOLDS} texts have each.")
    kept = [
        (label, text)
        for label, text in zip(known.labels, known.texts, strict=True)
        if label not in too_rare
    ]
    return Labelled([label for label, _ in kept], [text for _, text in kept]), too_rare


def _majority(known: Labelled, labels: Sequence[str], count: int) -> Numbers:
    """This says of each text how often labels are had; the most probable is the most frequent."""
    counts = Counter(known.labels)
    shares = np.array([counts[label] for label in labels]) / len(known.labels)
    return np.tile(shares, (count, 1))


def _plain(known: Labelled, texts: Sequence[str]) -> Numbers:
    """This is what everybody tries first, as the library has it."""
    counter = TfidfVectorizer()
    fitted = LogisticRegression(max_iter=1_000).fit(
        counter.fit_transform(known.texts), known.labels
    )
    return np.asarray(fitted.predict_proba(counter.transform(texts)))
