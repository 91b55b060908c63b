"""How well does search find what answers a question, when it is known what does?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LOOKED_AT = 10
"""So many results somebody looks at."""


@dataclass(frozen=True, slots=True)
class Question:
    """This is what somebody types, and the documents of which some are an answer.

    Attributes:
        words: what is typed.
        relevant: the documents that answer it.
        documents: what to find them among, each with its words; questions may share it.
    """

    words: str
    relevant: frozenset[str]
    documents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """This is what came of all questions.

    Attributes:
        questions: how many were asked.
        documents: how many there are in all.
        mrr: one over the place of the first answer among the first ten, on the mean.
        answered: the share of questions with an answer among the first ten.
    """

    questions: int
    documents: int
    mrr: float
    answered: float


class RetrievalTrials(Protocol):
    """This lets search answer questions, and says how well it did."""

    def run(self, questions: Sequence[Question], said: Callable[[str], None]) -> Retrieved:
        """This is what came of it; what is being done is said on the way.

        Raises:
            CannotStart: search has nothing to run on.
        """


def measured(found: Sequence[tuple[Question, Sequence[str]]], documents: int) -> Retrieved:
    """This is how well questions were answered by what was found for each, the best first."""
    places = [_place(question, names[:LOOKED_AT]) for question, names in found]
    hits = [place for place in places if place is not None]
    count = len(places)
    mrr = sum(1 / place for place in hits) / count
    return Retrieved(count, documents, mrr, len(hits) / count)


def _place(question: Question, found: Sequence[str]) -> int | None:
    return next((at for at, name in enumerate(found, 1) if name in question.relevant), None)
