"""What can happen to a model. What it has learnt stands in no fact, only the digest of it."""

from dataclasses import dataclass
from datetime import datetime

from domain.model.terms import Compared, Ground, Purpose, State, Trained, Why
from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Code, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class OfModel(Fact):
    """This is what every fact of a model says: what for, and which one."""

    purpose: Purpose
    version: Version


@fact("model.trained.v1")
class ModelTrained(OfModel):
    """The model was trained; nobody is shown anything by it yet."""

    trained: Trained
    trained_at: datetime


@fact("model.compared.v1")
class ModelCompared(OfModel):
    """The model was held against the one in use, by what people did later or what was held back."""

    compared: Compared
    compared_at: datetime


@fact("model.watched.v1")
class ModelWatched(OfModel):
    """What the model is shown now was held against what it learnt from, and differs otherwise.

    `drifted` is the features that are not what they were; none of them, where all are again.
    """

    drifted: tuple[Code, ...]
    watched_at: datetime


@fact("model.promoted.v1")
class ModelPromoted(OfModel):
    """The model came one step further; once live it takes the place of the one before."""

    state: State
    ground: Ground
    why: Why | None
    instead_of: Version | None
    promoted_by: PersonId | None
    promoted_at: datetime


@fact("model.rolled_back.v1")
class ModelRolledBack(OfModel):
    """The model is in use no more, and the one before is again, if there was one."""

    back_to: Version | None
    why: Why
    rolled_back_by: PersonId | None
    rolled_back_at: datetime


@fact("model.retired.v2")
class ModelRetired(OfModel):
    """The model will not be used any more, by the rule or because of what somebody says."""

    ground: Ground
    why: Why | None
    retired_by: PersonId | None
    retired_at: datetime


ModelEvent = (
    ModelTrained | ModelCompared | ModelWatched | ModelPromoted | ModelRolledBack | ModelRetired
)
