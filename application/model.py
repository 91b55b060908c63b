"""Models: taking one in that was trained, comparing it, letting it forward, out, or going back."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.fields import Moment, Sha256
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Streams, Work, append, decided
from domain.model.aggregate import MODELS, Models
from domain.model.terms import Compared, Metric, Purpose, Trained, Why

Version = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$", examples=["2026-03-02a"])
]
Feature = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Figure = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,9})?$")]
MILLION = 1_000_000
Millionths = Annotated[int, Field(ge=-MILLION, le=MILLION)]


class ToldFigure(BaseModel):
    """One figure of a model, as digits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Feature
    value: Figure


class RegisterModel(Command):
    """Take in a model that was trained; nobody is shown anything by it yet."""

    purpose: Purpose
    version: Version
    data_digest: Sha256
    files_digest: Sha256
    position: int = Field(ge=0)
    until: Moment
    metrics: tuple[ToldFigure, ...] = Field(default=(), max_length=50)


class NoteComparison(Command):
    """Note how a model did against the one in use, for people whose choices neither knew."""

    purpose: Purpose
    version: Version
    against: Version | None
    people: int = Field(ge=1)
    margin: Millionths
    low: Millionths
    high: Millionths
    calibration: Millionths
    calibration_before: Millionths | None = None


class NoteDrift(Command):
    """Note which features of what a model is shown are not what they were when it learnt."""

    purpose: Purpose
    version: Version
    drifted: tuple[Feature, ...] = Field(max_length=50)


class PromoteModel(Command):
    """Let a model one step forward: by the rule, or because of what is said."""

    purpose: Purpose
    version: Version
    why: Why | None = None


class RetireModel(Command):
    """Take a model out that is not in use: by the rule, or because of what is said."""

    purpose: Purpose
    version: Version
    why: Why | None = None


class RollBackModel(Command):
    """Go back to the model that was in use before, and say why."""

    purpose: Purpose
    why: Why


def models_of(streams: Streams, purpose: Purpose) -> Loaded[Models]:
    """This is all models for a purpose."""
    found = streams.load(MODELS, purpose)
    return Loaded(found.stream_id, found.version, found.state or Models(purpose))


def register_model(command: RegisterModel, work: Work) -> Decision:
    """This takes a model in."""
    models = models_of(work.streams, command.purpose)
    trained = Trained(
        version=command.version,
        data_digest=command.data_digest,
        files_digest=command.files_digest,
        position=command.position,
        until=command.until,
        metrics=tuple(Metric(each.name, each.value) for each in command.metrics),
    )
    return decided(append(models, models.state.train(trained, work.now)))


def note_comparison(command: NoteComparison, work: Work) -> Decision:
    """This notes how a model did."""
    models = models_of(work.streams, command.purpose)
    compared = Compared(
        against=command.against,
        people=command.people,
        margin=command.margin,
        low=command.low,
        high=command.high,
        calibration=command.calibration,
        calibration_before=command.calibration_before,
    )
    return decided(append(models, models.state.compare(command.version, compared, work.now)))


def note_drift(command: NoteDrift, work: Work) -> Decision:
    """This notes what drifted."""
    models = models_of(work.streams, command.purpose)
    return decided(append(models, models.state.watch(command.version, command.drifted, work.now)))


def promote_model(command: PromoteModel, work: Work) -> Decision:
    """This lets a model forward."""
    models = models_of(work.streams, command.purpose)
    facts = models.state.promote(command.version, command.why, _by(work), work.now)
    return decided(append(models, facts))


def retire_model(command: RetireModel, work: Work) -> Decision:
    """This takes a model out."""
    models = models_of(work.streams, command.purpose)
    facts = models.state.retire(command.version, command.why, _by(work), work.now)
    return decided(append(models, facts))


def roll_back_model(command: RollBackModel, work: Work) -> Decision:
    """This goes back."""
    models = models_of(work.streams, command.purpose)
    return decided(append(models, models.state.roll_back(command.why, _by(work), work.now)))


def _by(work: Work) -> str | None:
    """This is the person who decided it; an operator at the command line is none of ours."""
    return None if work.actor.is_system else work.actor.id


HANDLERS: Handlers = (
    (RegisterModel, register_model),
    (NoteComparison, note_comparison),
    (NoteDrift, note_drift),
    (PromoteModel, promote_model),
    (RetireModel, retire_model),
    (RollBackModel, roll_back_model),
)
