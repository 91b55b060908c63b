"""What happens to models in a night: who stands against the live one is looked at, one is trained.

Looked at are first the canary, then those in its shadow, the newest first, by what people did since
they were trained; the rule lets forward one of each, one step a night, so that nobody comes into
use by one lucky look, and retires a canary that was worse. Then a model is trained on everything up
to now. It stands in the shadow until it has been looked at, which can be another night at the
earliest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar, Final, Protocol

from application.model import MILLION
from application.status import CannotBeDone
from domain.model.aggregate import Known, Models
from domain.model.terms import Purpose, State, Why

MOST_LOOKED_AT: Final = 7
"""So many of those in the shadow are looked at, the newest: a week of nights."""


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
            `model_waits`, `model_retired`.
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


def one_night(models: ModelsOfOneKind) -> Iterator[Outcome]:
    """This does all of it, and tells what came of each as it comes."""
    for state in (State.CANARY, State.SHADOW):
        for version in challengers(models.models(), state):
            looked_at = _look(models, version)
            yield looked_at
            if looked_at.event == "model_went_forward":
                break
    yield _train(models)


def challengers(models: Models, state: State) -> Sequence[str]:
    """This is who in that state stands against the live model: the newest first, and no older one.

    Without a live one the newest is looked at, for whoever is to say that it should be used.
    """
    since = models.live.trained.until if models.live else None
    found = [
        each.trained.version
        for each in reversed(models.known)
        if each.state is state and (since is None or each.trained.until > since)
    ]
    return found[: MOST_LOOKED_AT if since else 1]


def _look(models: ModelsOfOneKind, version: str) -> Outcome:
    """This holds it against the live one, and asks the rule."""
    told: dict[str, object] = {}
    try:
        models.evaluate(version)
        told = _compared(models.models().of(version))
        if models.models().is_worse(version):
            known = models.retire(version, None)
            return Outcome("model_retired", models.PURPOSE, version, told | {"state": known.state})
        known = models.promote(version, None)
    except CannotBeDone as reason:
        return Outcome("model_waits", models.PURPOSE, version, told | {"reason": str(reason)})
    return Outcome("model_went_forward", models.PURPOSE, version, told | {"state": known.state})


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
