"""What a model of success has learnt, as bytes; and the model in use, read once.

The bytes are JSON, and say which features they were learnt for: to others the curves mean something
else, or are not there. Nothing of it runs, and no library of numbers is needed to read it.
"""

from typing import Final

import msgspec
import structlog

from application.model import models_of
from application.modelling import ModelFiles
from application.ports import EventLog
from application.status import CannotBeDone
from application.success import Learnt
from domain.model.terms import Known, Purpose
from domain.success.features import FEATURES

LAYOUT: Final = "1"
"""Raised whenever the same numbers would say something else."""

MADE_FOR: Final = (LAYOUT, *FEATURES)

log = structlog.get_logger()


class Kept(msgspec.Struct):
    """This is what was learnt, and for what; from before models said so there is neither."""

    made_for: tuple[str, ...] = ()
    learnt: msgspec.Raw = msgspec.Raw()


def as_bytes(learnt: Learnt) -> bytes:
    """This is all of it; the same model gives the same bytes."""
    return msgspec.json.encode(Kept(MADE_FOR, msgspec.Raw(msgspec.json.encode(learnt))))


def of_bytes(contents: bytes) -> Learnt:
    """This is the model again.

    Raises:
        CannotBeDone: it was learnt by code that knew other features.
    """
    kept = msgspec.json.decode(contents, type=Kept)
    if kept.made_for != MADE_FOR:
        raise CannotBeDone("The model was learnt by other code than this; train one anew.")
    return msgspec.json.decode(kept.learnt, type=Learnt)


class LiveSuccess:
    """This knows the model in use, and reads it again when that is another one."""

    def __init__(self, log: EventLog, files: ModelFiles) -> None:
        self._log = log
        self._files = files
        self._held: tuple[str, Learnt | None] | None = None

    def live(self) -> Learnt | None:
        """This is the model in use, if there is one, and what it has learnt can be read here."""
        known = models_of(self._log, Purpose.SUCCESS).state.live
        if known is None:
            return None
        digest = known.trained.files_digest
        if self._held is None or self._held[0] != digest:
            self._held = digest, self._read(known)
        return self._held[1]

    def _read(self, known: Known) -> Learnt | None:
        """This reads a model. One that is not kept here, or of other code, is like none."""
        version = known.trained.version
        contents = self._files.find(known.trained.files_digest)
        if contents is None:
            log.warning("model_is_not_kept", version=version)
            return None
        try:
            return of_bytes(contents)
        except CannotBeDone as reason:
            # Whoever asks is told that there is no outlook; operators are told why.
            log.warning("model_cannot_be_read", version=version, reason=str(reason))
            return None
