"""Trials of the ranking: all models are fitted to one history and rank for the same people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from adapters.ml.candidates import Sources
from adapters.ml.history import History, Names, Numbers
from adapters.ml.measuring import Hidden, Outcome
from adapters.ml.sources import Factors, Popularity, Source
from adapters.ml.two_stage import TwoStage
from application.ranking import Interactions, Ranked, Trial
from application.status import CannotBeDone
from projections.embedding import Embedder

OWN = "two-stage"


class NumericTrials:
    """This runs trials in this process, and embeds what items say with the product's embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def run(self, trial: Trial, said: Callable[[str], None]) -> Ranked:
        """This is what came of it; what is being done is said on the way.

        Linear algebra stays on one thread: several wait for one another in busy loops, and next to
        other processes they take many times as long.

        Raises:
            CannotBeDone: nothing is known, or nobody has anything hidden that is not known.
        """
        with threadpool_limits(1):
            return self._run(trial, said)

    def _run(self, trial: Trial, said: Callable[[str], None]) -> Ranked:
        users = Names(trial.known.users, trial.hidden.users)
        items = Names(trial.known.items, list(trial.texts), trial.hidden.items)
        known = History.of(*_columns(trial.known, users, items), (len(users), len(items)))
        asked, chosen, times = _columns(trial.hidden, users, items)
        is_offered = known.popularity > 0
        is_offered[items.numbers(list(trial.texts))] = True
        hidden = Hidden.of(known, asked, chosen, is_offered)
        if not len(known):
            raise CannotBeDone("Nothing is known that could be learnt from.")
        if not len(hidden.users):
            raise CannotBeDone("Nobody has anything hidden that is not known already.")
        said("What items say becomes vectors")
        vectors = self._vectors(trial.texts, items)
        said("The two stages learn")
        own = TwoStage(known, vectors, known.split_from(asked, times))
        outcomes: dict[str, Outcome] = {}
        for name, model in {**_others(known, own.sources), OWN: own}.items():
            said(f"Everything is ranked by {name}")
            outcomes[name] = hidden.outcome(model.scores)
        return _ranked(hidden, outcomes)

    def _vectors(self, texts: Mapping[str, str], items: Names) -> Numbers | None:
        """This is a vector for each item, nothing but zeros where it says nothing."""
        words = {item: text for item, text in texts.items() if text.strip()}
        if not words:
            return None
        found = np.zeros((len(items), self._embedder.dimensions), dtype=np.float32)
        found[items.numbers(list(words))] = self._embedder.embed(list(words.values()))
        return found


def _columns(
    interactions: Interactions, users: Names, items: Names
) -> tuple[Numbers, Numbers, Numbers]:
    who, what = users.numbers(interactions.users), items.numbers(interactions.items)
    return who, what, np.asarray(interactions.times, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Alone:
    """This is a source as a model by itself: who is new to it gets what is popular."""

    source: Source
    known: History

    def scores(self, users: Numbers) -> Numbers:
        """This is the source's, or the popularity."""
        found = self.source.scores(users)
        found[self.known.activity[users] == 0] = self.known.popularity
        return found


def _others(known: History, sources: Sources) -> dict[str, Source]:
    """This is what the product's own ranking is held against: one setting of each for all data."""
    found: dict[str, Source] = {
        "popularity": Popularity(known),
        "item-kNN": sources.neighbours,
        "EASE": sources.ease,
        "ALS": Factors(known),
    }
    if sources.content is not None:
        found["content"] = sources.content
    return {name: Alone(source, known) for name, source in found.items()}


def _ranked(hidden: Hidden, outcomes: Mapping[str, Outcome]) -> Ranked:
    own = outcomes[OWN]
    margins = [own.margin(name, other) for name, other in outcomes.items() if other is not own]
    return Ranked(
        people=len(hidden.users),
        items=int(hidden.is_offered.sum()),
        figures=[outcome.figures(name) for name, outcome in outcomes.items()],
        margins=sorted(margins, key=lambda margin: margin.difference),
    )
