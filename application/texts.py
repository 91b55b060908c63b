"""How well do models tell what texts say, when it is known what they say?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

PAIR = ("the one", "the other")
"""Of two labels, telling the one is telling the other."""


class Task(StrEnum):
    """This is what is asked of a text."""

    SENTIMENT = "sentiment"
    TOXICITY = "toxicity"
    FAKE = "fake"


@dataclass(frozen=True, slots=True)
class Labelled:
    """This is texts, each with the label that people gave it: columns of one length."""

    labels: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class TextTrial:
    """This is what models learn from, and what they are then held against."""

    task: Task
    known: Labelled
    hidden: Labelled


@dataclass(frozen=True, slots=True)
class TextFigures:
    """This is how well a model tells labels.

    Attributes:
        model: what it is called.
        accuracy: the share of texts whose most probable label is theirs.
        weighted_f1: the F1 of each label, weighed by how often it is theirs.
        auc: the area under the ROC curve; of more than two labels the mean of each against the
            rest; nothing where the hidden texts have one label alone.
        ece: how far the probability of the most probable label is from how often it is theirs, on
            the mean over fifteen bins (expected calibration error).
        brier: the mean square of what probabilities are off by: of the positive label where there
            are two, added up over the labels where there are more.
    """

    model: str
    accuracy: float
    weighted_f1: float
    auc: float | None
    ece: float
    brier: float


@dataclass(frozen=True, slots=True)
class Told:
    """This is what came of a trial.

    Attributes:
        task: what was asked.
        known: how many texts models learnt from.
        hidden: how many they were held against.
        labels: what a text can be.
        positive: which of two labels is the one that is looked for.
        too_rare: labels that too few texts have to learn from them; texts that have them are
            counted as told wrong.
        figures: of each model, the product's own as the last.
    """

    task: Task
    known: int
    hidden: int
    labels: Sequence[str]
    positive: str | None
    too_rare: Sequence[str]
    figures: Sequence[TextFigures]


class TextTrials(Protocol):
    """This lets models learn labels and tell them, and says how well they did."""

    def run(self, trial: TextTrial, said: Callable[[str], None]) -> Told:
        """This is what came of it; what is being done is said on the way.

        Raises:
            CannotBeDone: there are no two labels to learn, or nothing to be held against.
        """


TELLING = {
    Task.SENTIMENT: (("positive", "pos", "good", "5"), ("negative", "neg", "bad", "0", "1", "-1")),
    Task.TOXICITY: (
        ("toxic", "offensive", "hate", "abusive", "obscene", "insult", "токсичный", "1", "true"),
        ("clean", "non-toxic", "normal", "neutral", "ok", "нетоксичный", "0", "false", "no"),
    ),
    Task.FAKE: (
        ("fake", "generated", "cg", "computer-generated", "deceptive", "spam", "bot", "1", "true"),
        ("original", "or", "real", "genuine", "truthful", "human", "ham", "0", "false", "no"),
    ),
}
"""What the label that is looked for is called by many, and what its opposite."""


def positive_of(task: Task, known: Sequence[str]) -> str | None:
    """This is which of two labels is looked for: by its name, else the rarer one."""
    labels = sorted(set(known))
    if len(labels) != len(PAIR):
        return None
    rarest = min(labels, key=lambda label: (list(known).count(label), label))
    return named(task, labels) or rarest


def named(task: Task, labels: Sequence[str]) -> str | None:
    """This is which of two labels is looked for, if the name of one of them tells."""
    if len(labels) != len(PAIR):
        return None
    for names, is_sought in zip(TELLING[task], (True, False), strict=True):
        found = [label for label in labels if _plain(label) in names]
        if len(found) == 1:
            return found[0] if is_sought else next(one for one in labels if one != found[0])
    return None


def _plain(label: str) -> str:
    return label.removeprefix("__label__").casefold().strip().replace("_", "-").replace(" ", "-")


class Kind(StrEnum):
    """This is what the product has a model of."""

    SENTIMENT = "sentiment"
    TOXICITY = "toxicity"


@dataclass(frozen=True, slots=True)
class Learnt:
    """This is a model that was learnt and is kept, and how well it tells a fifth held back from it.

    Attributes:
        kind: what it tells.
        texts: how many it was learnt from.
        digest: of those texts and their labels.
        labels: what a text can be.
        figures: of one that was learnt from the other four fifths.
    """

    kind: Kind
    texts: int
    digest: str
    labels: Sequence[str]
    figures: TextFigures


@dataclass(frozen=True, slots=True)
class Threshold:
    """This is from which probability on a text counts as toxic in a language.

    Attributes:
        language: of the texts it was set by.
        probability: from which on.
        texts: by how many it was set.
        found: how many of those would still count.
    """

    language: str
    probability: float
    texts: int
    found: int


class TextModels(Protocol):
    """This keeps the models that read texts."""

    def learn(self, kind: Kind, known: Labelled) -> Learnt:
        """This learns a model and keeps it; what reads texts has it half a minute later.

        Raises:
            CannotBeDone: the labels are not those of the kind, or there is too little to learn.
        """

    def calibrate(self, ordinary: Sequence[str], share: float) -> Sequence[Threshold]:
        """This sets for each language how sure the model of toxicity has to be.

        No more than that share of the texts, which are ordinary, counts as toxic then.

        Raises:
            CannotBeDone: there is no such model.
        """


def poles(labels: Sequence[str]) -> tuple[str, str] | None:
    """This is the labels of praise and of blame, whatever they are called; nothing without both."""
    praise, blame = (
        [label for label in labels if _plain(label) in names] for names in TELLING[Task.SENTIMENT]
    )
    return (praise[0], blame[0]) if praise and blame else None


def language_of(text: str) -> str:
    """This is the language that most letters are of: the product speaks two."""
    small = text.casefold()
    cyrillic = sum("а" <= letter <= "я" or letter == "ё" for letter in small)
    latin = sum("a" <= letter <= "z" for letter in small)
    return "ru" if cyrillic > latin else "en"
