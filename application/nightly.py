"""What happens to models in a night: who stands against the live one is looked at, one is trained.

First it is noted whether the live model is still shown what it learnt from. Then the canary is
looked at, and those in its shadow, the newest first, by what people did since they were trained.
The rule lets forward one of each, one step a night, so that nobody comes into use by one lucky
look, and retires a canary that was worse. Then a model is trained on everything up to now. It
stands in the shadow until it has been looked at, which can be another night at the earliest. At
last whoever stands against nobody any more is retired, and what no model needs any more is removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar, Protocol

from application.model import MILLION, models_of
from application.modelling import ModelFiles
from application.status import CannotBeDone
from application.work import Streams
from domain.model.aggregate import Models
from domain.model.policies import MONTH, challengers, is_worse, outlived
from domain.model.terms import Known, Purpose, State, Why


class ModelsOfOneKind(Protocol):
    """This is every model for one purpose, as whoever operates them sees them."""

    PURPOSE: ClassVar[Purpose]

    def models(self) -> Models:
        """This is all models there are."""

    def train(self, before: datetime | None) -> Known:
        """This trains a model on what was done before a time, and takes it in.

        Raises:
            CannotBeDone: there is too little to learn from.
        """

    def evaluate(self, version: str) -> object:
        """This holds a model against the live one, and notes how it did.

        Raises:
            CannotBeDone: too little was done since both were trained.
        """

    def watch(self) -> Known | None:
        """This notes whether the live model is still shown what it learnt from, and answers it.

        Raises:
            CannotBeDone: that cannot be found out.
        """

    def promote(self, version: str, why: Why | None) -> Known:
        """This lets a model one step forward.

        Raises:
            CannotBeDone: it is not let forward.
        """

    def retire(self, version: str, why: Why | None) -> Known:
        """This takes a model out that is not in use.

        Raises:
            CannotBeDone: it stays.
        """


@dataclass(frozen=True, slots=True)
class Outcome:
    """This is what came of one model in a night: one line for whoever reads the log.

    Attributes:
        event: what it is: `model_trained`, `nothing_to_learn`, `model_went_forward`,
            `model_waits`, `model_retired`, `model_drifted`, `model_cannot_be_watched`.
        purpose: what the model is for.
        version: the model, if there is one.
        told: figures and reasons, by name.
    """

    event: str
    purpose: Purpose
    version: str | None
    told: dict[str, object]


def last_night(now: datetime, hour: int) -> datetime:
    """This is when the night began in which we are, or the one before: at that hour, UTC."""
    begins = datetime.combine(now.date(), time(hour), now.tzinfo)
    return begins if begins <= now else begins - timedelta(days=1)


def is_due(models: Models, night: datetime) -> bool:
    """This is true until a model was trained since the night began."""
    return all(each.trained.until < night for each in models.known)


def one_night(models: ModelsOfOneKind, now: datetime) -> Iterator[Outcome]:
    """This does all of it with models of one kind, and tells what came of each as it comes."""
    yield from _watch(models)
    for state in (State.CANARY, State.SHADOW):
        found = models.models()
        for each in challengers(found.known, found.live, state):
            looked_at = _look(models, each.trained.version)
            yield looked_at
            if looked_at.event == "model_went_forward":
                break
    yield _train(models)
    found = models.models()
    for each in outlived(found.known, found.live, now):
        yield _retire(models, each.trained.version, {})


def remove_unneeded(streams: Streams, files: ModelFiles, now: datetime) -> int:
    """This removes what no model of any kind needs, and says of how many.

    What was learnt lately is left alone: it may be of a model that is about to be taken in. Older
    bytes that no fact names are of one that never was, because its training was killed.
    """
    needed = {digest for each in Purpose for digest in models_of(streams, each).state.needed}
    return len(files.remove(now - MONTH, needed))


def _watch(models: ModelsOfOneKind) -> Iterator[Outcome]:
    """This looks at what the live one is shown, and tells it where that is not what it was."""
    try:
        known = models.watch()
    except CannotBeDone as reason:
        yield Outcome("model_cannot_be_watched", models.PURPOSE, None, {"reason": str(reason)})
        return
    if known is not None and known.drifted:
        told: dict[str, object] = {"features": known.drifted}
        yield Outcome("model_drifted", models.PURPOSE, known.trained.version, told)


def _look(models: ModelsOfOneKind, version: str) -> Outcome:
    """This holds it against the live one, and asks the rule."""
    told: dict[str, object] = {}
    try:
        models.evaluate(version)
        told = _compared(models.models().of(version))
        if is_worse(models.models().of(version), models.models().live):
            return _retire(models, version, told)
        known = models.promote(version, None)
    except CannotBeDone as reason:
        return Outcome("model_waits", models.PURPOSE, version, told | {"reason": str(reason)})
    return Outcome("model_went_forward", models.PURPOSE, version, told | {"state": known.state})


def _retire(models: ModelsOfOneKind, version: str, told: dict[str, object]) -> Outcome:
    known = models.retire(version, None)
    return Outcome("model_retired", models.PURPOSE, version, told | {"state": known.state})


def _train(models: ModelsOfOneKind) -> Outcome:
    """This trains one. Who has learnt what another one has learnt already is brought no further."""
    before = {each.trained.files_digest for each in models.models().known}
    try:
        known = models.train(None)
    except CannotBeDone as reason:
        return Outcome("nothing_to_learn", models.PURPOSE, None, {"reason": str(reason)})
    if known.trained.files_digest not in before:
        known = models.promote(known.trained.version, None)
    figures: dict[str, object] = {each.name: each.value for each in known.trained.metrics}
    told = {"state": known.state, "position": known.trained.position, **figures}
    return Outcome("model_trained", models.PURPOSE, known.trained.version, told)


def _compared(known: Known) -> dict[str, object]:
    compared = known.compared
    assert compared is not None, "it was held against another one just now"
    return {
        "against": compared.against,
        "people": compared.people,
        "margin": compared.margin / MILLION,
        "low": compared.low / MILLION,
        "high": compared.high / MILLION,
    }
