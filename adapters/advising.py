"""What recommends or suspects, wired: the model in use, and what operators do with models."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.analysing import Analysing
from adapters.looking import Kept
from adapters.modelling import Modelling
from adapters.postgres.desk import Desk
from adapters.postgres.fact_reader import PostgresFactReader
from adapters.postgres.model_files import PostgresModelFiles
from adapters.recommending import Ground
from adapters.succeeding import Succeeding
from adapters.success_keeping import LiveSuccess
from application.bus import Bus
from application.model import models_of
from application.nightly import ModelsOfOneKind, is_due, remove_unneeded
from application.ports import Clock, EventLog
from application.success import SuccessLearning
from domain.model.terms import Purpose
from domain.screening.suspicion import Suspicion
from projections.suspecting import worth_a_look

if TYPE_CHECKING:
    from redis import Redis


class Advising(Analysing):
    """This is the part of the composition root that recommends, and that suspects."""

    @cached_property
    def log(self) -> EventLog:
        """This is the log; the root opens it."""
        raise NotImplementedError

    @cached_property
    def facts(self) -> PostgresFactReader:
        """This is the log as followers read it; the root makes it."""
        raise NotImplementedError

    @cached_property
    def bus(self) -> Bus:
        """This executes commands; the root makes it."""
        raise NotImplementedError

    @cached_property
    def clock(self) -> Clock:
        """This says what time it is; the root has it."""
        raise NotImplementedError

    @cached_property
    def redis(self) -> "Redis":
        """This is the connection to Redis; the root opens it."""
        raise NotImplementedError

    @cached_property
    def grounds(self) -> Ground:
        """This is what recommendations stand on besides the request."""
        from adapters.redis.remembering import RedisMemory

        recall = RedisMemory(self.redis).recall
        return Ground(self.reader, self.embedder, self.log, self.model_files, recall)

    @cached_property
    def _worth_a_look(self) -> Kept[Sequence[Suspicion]]:
        return Kept(lambda: worth_a_look(self.reader, self.clock.now()))

    def suspicions(self) -> Sequence[Suspicion]:
        """This is the reviews that may have been made up; one who asks has it worked out anew."""
        return self._worth_a_look.get()

    @property
    def model_files(self) -> PostgresModelFiles:
        """This keeps what models have learnt."""
        return PostgresModelFiles(self.datastore)

    @property
    def training_desk(self) -> Callable[[], Desk]:
        """This opens the place where one process at a time trains."""
        url = self.settings.database_url or ""
        return lambda: Desk(url, "training")

    def is_training_due(self, night: datetime) -> bool:
        """This is true while models of some kind were not trained since the night began."""
        return any(is_due(models_of(self.log, each).state, night) for each in Purpose)

    def learnt(self) -> Mapping[str, datetime]:
        """This is up to when the newest model of each kind has learnt, if there is one."""
        found = {each: models_of(self.log, each).state.known for each in Purpose}
        return {each: known[-1].trained.until for each, known in found.items() if known}

    def kinds_of_models(self) -> Sequence[ModelsOfOneKind]:
        """This is the models that are trained each night."""
        return (self.modelling, self.succeeding)

    def remove_unneeded_models(self) -> int:
        """This removes what was learnt and no model needs any more, and says of how many."""
        return remove_unneeded(self.log, self.model_files, self.clock.now())

    @property
    def modelling(self) -> Modelling:
        """This is what operators do with models; the numbers' libraries are imported only now."""
        from adapters.ml.trainer import NumericTrainer

        return Modelling(
            reader=self.reader,
            embedder=self.embedder,
            log=self.log,
            facts=self.closed_facts,
            bus=self.bus,
            clock=self.clock,
            files=self.model_files,
            trainer=NumericTrainer(),
        )

    @cached_property
    def success_models(self) -> LiveSuccess:
        """This knows the model in use of whether students go on."""
        return LiveSuccess(self.log, self.model_files)

    @property
    def succeeding(self) -> Succeeding:
        """This is what operators do with models of that."""
        return Succeeding(
            log=self.log,
            bus=self.bus,
            files=self.model_files,
            reader=self.reader,
            facts=self.closed_facts,
            clock=self.clock,
            learning=_learning,
        )


def _learning() -> SuccessLearning:
    """This learns; the numbers' libraries are imported only now."""
    from adapters.ml.success import AdditiveLearning

    return AdditiveLearning()
