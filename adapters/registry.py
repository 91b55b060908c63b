"""Models of one kind: what the log says of them, and what each has learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Final
from uuid import uuid4

from application.bus import Bus, Request
from application.model import (
    PromoteModel,
    RegisterModel,
    RetireModel,
    RollBackModel,
    ToldFigure,
    models_of,
)
from application.modelling import ModelFiles
from application.ports import EventLog
from application.status import CannotBeDone
from application.work import Command
from domain.model.aggregate import Models
from domain.model.terms import Known, Purpose, Why
from domain.shared.actor import Actor, Role

OPERATOR: Final = Actor("process:models", frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class Taught:
    """This is what a model was made of: up to where, digest of it, what came out, and how good."""

    position: int
    until: datetime
    data_digest: str
    contents: bytes
    figures: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Registry:
    """This is every model for one purpose, from being trained to being replaced."""

    PURPOSE: ClassVar[Purpose]

    log: EventLog
    bus: Bus
    files: ModelFiles

    def models(self) -> Models:
        """This is all models there are."""
        return models_of(self.log, self.PURPOSE).state

    def of(self, version: str | None) -> Known:
        """This is the model of that version, or the one in use.

        Raises:
            CannotBeDone: there is none.
        """
        models = self.models()
        found = {each.trained.version: each for each in models.known}
        known = models.live if version is None else found.get(version)
        if known is None:
            raise CannotBeDone(
                f"There is no model {version}."
                if version
                else "No model is in use; name a version."
            )
        return known

    def contents(self, known: Known) -> bytes:
        """This is what a model has learnt.

        Raises:
            CannotBeDone: it is not kept here.
        """
        found = self.files.find(known.trained.files_digest)
        if found is None:
            raise CannotBeDone(_gone(known, self.models()))
        return found

    def take_in(self, taught: Taught, now: datetime) -> Known:
        """This keeps what was learnt, and takes the model in as a candidate."""
        digest = sha256(taught.contents).hexdigest()
        self.files.keep(digest, taught.contents, now)
        version = f"{now:%Y-%m-%d}-{digest[:8]}"
        self.ask(
            RegisterModel(
                purpose=self.PURPOSE,
                version=version,
                data_digest=taught.data_digest,
                files_digest=digest,
                position=taught.position,
                until=taught.until,
                metrics=_told(taught.figures),
            )
        )
        return self.of(version)

    def watch(self) -> Known | None:
        """This is for kinds of which nobody else tells whether they are shown what they learnt."""
        return None

    def promote(self, version: str, why: Why | None) -> Known:
        """This lets a model one step forward.

        Raises:
            CannotBeDone: it is not let forward.
        """
        self.ask(PromoteModel(purpose=self.PURPOSE, version=version, why=why))
        return self.of(version)

    def retire(self, version: str, why: Why | None) -> Known:
        """This takes a model out that is not in use.

        Raises:
            CannotBeDone: it stays.
        """
        self.ask(RetireModel(purpose=self.PURPOSE, version=version, why=why))
        return self.of(version)

    def roll_back(self, why: Why) -> Models:
        """This goes back to the model before.

        Raises:
            CannotBeDone: none is in use.
        """
        self.ask(RollBackModel(purpose=self.PURPOSE, why=why))
        return self.models()

    def ask(self, command: Command) -> None:
        """This has it recorded.

        Raises:
            CannotBeDone: it is refused.
        """
        key = str(uuid4())
        outcome = self.bus.execute(Request(command, OPERATOR, key, key))
        if not outcome.accepted:
            raise CannotBeDone(outcome.detail)


def _gone(known: Known, models: Models) -> str:
    """This says why there is nothing: by the rule, or because it was never brought here."""
    version = known.trained.version
    if known.trained.files_digest in models.needed:
        return f"What {version} has learnt is not kept here."
    return (
        f"What {version} has learnt was removed: it is {known.state}, and nobody can go back to"
        " it. Its card stays, and of each recommendation what was known of whom and why."
    )


def _told(figures: Mapping[str, float]) -> tuple[ToldFigure, ...]:
    """This leaves out what is below nothing: how low a margin may lie, its mean tells as well."""
    return tuple(
        ToldFigure(name=name, value=f"{value:.6f}") for name, value in figures.items() if value >= 0
    )
