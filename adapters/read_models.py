"""Every read model, wired, and every process as the projection that keeps its state."""

from functools import cached_property
from pathlib import Path
from typing import Any

from adapters.postgres.todos.fold import projection_of
from adapters.reading_texts import FreshTextReader
from adapters.secrets import Secrets
from adapters.spelling import RapidfuzzSpeller
from application.automation import PROCESSES, REACTIONS
from application.ranking import RankingTrials
from application.reactions.profile_scoring import PROFILE_SCORING
from application.retrieval import RetrievalTrials
from application.success import SuccessTrials
from application.texts import TextModels, TextTrials
from application.todo import Process
from projections.asking.spelling import Speller
from projections.catalogue import read_models
from projections.embedding import Embedder
from projections.finding import Search
from projections.reading import Reader
from projections.runtime import Projection
from projections.texts import TextReader


class ReadModels(Secrets):
    """This is the part of the composition root that knows what is made of facts."""

    @cached_property
    def reader(self) -> Reader:
        """This reads the read models; the root opens it."""
        raise NotImplementedError

    @cached_property
    def embedder(self) -> Embedder:
        """This turns words into vectors; its weights are loaded when the first word comes."""
        from adapters.embeddings.sentence import SentenceEmbedder

        return SentenceEmbedder()

    @cached_property
    def speller(self) -> Speller:
        """This puts right what somebody typed."""
        return RapidfuzzSpeller()

    @property
    def search(self) -> Search:
        """This finds tutors by words."""
        return Search(self.reader, self.embedder, self.speller)

    @property
    def ranking_trials(self) -> RankingTrials:
        """This measures the ranking; the numbers' libraries are imported only now."""
        from adapters.ml.trials import NumericTrials

        return NumericTrials(self.embedder)

    @property
    def success_trials(self) -> SuccessTrials:
        """This measures how success is learnt; the numbers' libraries are imported only now."""
        from adapters.ml.outcomes import OutcomeTrials

        return OutcomeTrials()

    @property
    def retrieval_trials(self) -> RetrievalTrials:
        """This measures search, in read models of its own."""
        from adapters.finding import SearchTrials

        return SearchTrials(self.settings, self.embedder, self.speller)

    @property
    def text_trials(self) -> TextTrials:
        """This measures models of texts; the numbers' libraries are imported only now."""
        from adapters.ml.texts.trials import LearntTextTrials

        return LearntTextTrials(self.embedder)

    @property
    def text_models(self) -> TextModels:
        """This keeps models of texts; the numbers' libraries are imported only now."""
        from adapters.ml.texts.reader import KeptTextModels

        return KeptTextModels(self._text_models, self.embedder)

    @cached_property
    def text_reader(self) -> TextReader:
        """This reads texts, as far as a model has learnt to; without one nothing is imported."""

        def read() -> TextReader:
            from adapters.ml.texts.reader import KeptTextModels

            return KeptTextModels(self._text_models, self.embedder)

        return FreshTextReader(self._text_models, read)

    @property
    def _text_models(self) -> Path:
        return self.settings.preceptor_home / "models"

    @cached_property
    def read_models(self) -> tuple[Projection, ...]:
        """This is every read model."""
        return tuple(read_models(self.embedder, self.text_reader))

    @cached_property
    def reactions(self) -> tuple[Process[Any], ...]:
        """This is every reaction that has something to do here.

        Without a service to ask, what to ask of profiles would be a list as long as there are
        tutors, through which nobody ever gets.
        """
        idle = () if self.settings.moderation_url else (PROFILE_SCORING,)
        return tuple(one for one in REACTIONS if one not in idle)

    @cached_property
    def automata(self) -> tuple[Projection, ...]:
        """This is the state of every process and reaction."""
        return tuple(projection_of(process) for process in (*PROCESSES, *self.reactions))
