"""What recommending stands on, looked up now and then: how often tutors are booked, and the model.

Both change slowly and are asked for with every request, so they are looked up every half minute.
"""

from hashlib import sha256
from typing import Final

import structlog

from adapters.looking import Kept
from application.model import models_of
from application.modelling import ModelFiles
from application.ports import EventLog
from application.status import CannotBeDone
from domain.matching.styles import SAID, Style
from domain.model.terms import Known, Purpose
from projections.embedding import Embedder
from projections.learning import vectors
from projections.proposing import Rates, as_vector, rates
from projections.rating import Model, NothingRated, Recall, anew
from projections.reading import Reader

READ_AGAIN_SECONDS: Final = 3_600.0
"""So often a model is read anew, with what its tutors say by then."""

WHOLE: Final = 100
CANARY_SHARE: Final = 10
"""Of a hundred students so many are shown what a canary says."""

log = structlog.get_logger()


class Ground:
    """This is what recommendations stand on: rates, and the models in use.

    Attributes:
        recall: remembers, for all processes, what was worked out for others who asked the same.
    """

    def __init__(
        self,
        reader: Reader,
        embedder: Embedder,
        log: EventLog,
        files: ModelFiles,
        recall: Recall = anew,
    ) -> None:
        self.recall = recall
        self._reader = reader
        self._embedder = embedder
        self._log = log
        self._files = files
        self._styles: dict[Style, str] = {}
        self._rates = Kept(lambda: rates(reader))
        self._in_use = Kept(self._look)
        self._models: Kept[dict[str, Model]] = Kept(dict, READ_AGAIN_SECONDS)

    @property
    def rates(self) -> Rates:
        """This is how often tutors are booked."""
        return self._rates.get()

    def model_for(self, student_id: str) -> Model:
        """This is the model in use, or for some students the one that is tried."""
        live, canary = self._in_use.get()
        return canary if canary is not None and _tries(student_id, canary.version) else live

    def style(self, style: Style) -> str:
        """This is a style of learning as a vector, worked out once."""
        if style not in self._styles:
            self._styles[style] = as_vector(self._embedder, SAID[style])
        return self._styles[style]

    def _look(self) -> tuple[Model, Model | None]:
        models = models_of(self._log, Purpose.RECOMMENDATION).state
        wanted = [each for each in (models.live, models.canary) if each]
        loaded = self._models.get()
        for each in wanted:
            if each.trained.version not in loaded:
                loaded[each.trained.version] = self._load(each)
        for version in loaded.keys() - {each.trained.version for each in wanted}:
            del loaded[version]
        live = loaded[models.live.trained.version] if models.live else NothingRated()
        return live, loaded[models.canary.trained.version] if models.canary else None

    def _load(self, known: Known) -> Model:
        """This reads a model. One that is not kept here, or of other code, is like none."""
        from adapters.ml.serving import read

        version = known.trained.version
        contents = self._files.find(known.trained.files_digest)
        if contents is None:
            log.warning("model_is_not_kept", version=version)
            return NothingRated()
        try:
            return read(
                version, contents, lambda ids: dict(vectors(self._reader, self._embedder.name, ids))
            )
        except CannotBeDone as reason:
            # Whoever asks is recommended tutors all the same; operators are told.
            log.warning("model_cannot_be_read", version=version, reason=str(reason))
            return NothingRated()


def _tries(student_id: str, version: str) -> bool:
    """This is true of the same students each time, and of others for another model."""
    drawn = int.from_bytes(sha256(f"{version}:{student_id}".encode()).digest()[:8], "big")
    return drawn % WHOLE < CANARY_SHARE
