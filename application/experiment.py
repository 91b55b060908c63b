"""Experiments: planning one, letting people in, pausing it, and deciding."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.fields import Code, Identity
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.account.events import Locale
from domain.experiment.aggregate import EXPERIMENT, Experiment, draft
from domain.experiment.namespace import NAMESPACE, Namespace
from domain.experiment.terms import (
    WHOLE,
    Audience,
    Lane,
    Metric,
    Plan,
    Use,
    Variation,
    Watched,
    Wish,
)

BasisPoints = Annotated[int, Field(ge=0, le=WHOLE, examples=[WHOLE // 2])]
"""A part of people, in basis points."""

MOST_VARIATIONS = 10


class Part(BaseModel):
    """A part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedVariation(Part):
    """One of the things tried, and the part of people who see it."""

    name: Code = Field(examples=["control"])
    weight: BasisPoints


class WatchedMetric(Part):
    """A metric to look at: what for, and which way it should go."""

    metric: Metric
    use: Use = Use.SECONDARY
    wish: Wish = Wish.MORE


class PlannedLane(Part):
    """A lane of a namespace: experiments in one exclude one another."""

    namespace: Code = Field(examples=["checkout"])
    start: BasisPoints = 0
    end: BasisPoints = WHOLE


class Meant(Part):
    """Whom it is meant for: everybody, where nothing is said."""

    locales: tuple[Locale, ...] = Field(default=(), max_length=len(Locale))
    countries: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = Field(
        default=(), max_length=250
    )


class DraftExperiment(Command):
    """Plan an experiment: what is tried, the control first, on whom, and what is looked at."""

    name: Code = Field(examples=["instant_booking"])
    variations: tuple[PlannedVariation, ...] = Field(
        min_length=2,
        max_length=MOST_VARIATIONS,
        examples=[[{"name": "control", "weight": 5000}, {"name": "instant", "weight": 5000}]],
    )
    traffic: BasisPoints = WHOLE
    metrics: tuple[WatchedMetric, ...] = Field(
        min_length=1,
        max_length=len(Metric),
        examples=[[{"metric": "bookings_confirmed", "use": "primary"}]],
    )
    span_days: int = Field(default=14, ge=1, le=90)
    people: int = Field(ge=200, le=100_000_000, examples=[5000])
    audience: Meant = Meant()
    lane: PlannedLane | None = None
    holdout_id: Identity | None = None
    is_profiling: bool = False

    @property
    def plan(self) -> Plan:
        """This is the plan as the domain knows it."""
        lane = self.lane
        return Plan(
            name=self.name,
            variations=tuple(Variation(each.name, each.weight) for each in self.variations),
            traffic=self.traffic,
            watched=tuple(Watched(each.metric, each.use, each.wish) for each in self.metrics),
            span_days=self.span_days,
            people=self.people,
            audience=Audience(self.audience.locales, self.audience.countries),
            lane=Lane(lane.namespace, lane.start, lane.end) if lane else None,
            holdout_id=self.holdout_id,
            is_profiling=self.is_profiling,
        )


class StartExperiment(Command):
    """Let people in."""

    experiment_id: Identity


class ChangeTraffic(Command):
    """Let more people in, or fewer; who is in, stays in."""

    experiment_id: Identity
    traffic: BasisPoints


class PauseExperiment(Command):
    """Show everybody the control for now; nothing counts until it is resumed."""

    experiment_id: Identity


class ResumeExperiment(Command):
    """Let a paused experiment go on."""

    experiment_id: Identity


class CompleteExperiment(Command):
    """End an experiment, perhaps with a variation chosen for everybody."""

    experiment_id: Identity
    chosen: Code | None = None


def draft_experiment(command: DraftExperiment, work: Work) -> Decision:
    """This plans an experiment; the holdout it names has to be there."""
    experiment_id = work.new_id("experiment")
    if command.holdout_id is not None:
        work.load(EXPERIMENT, command.holdout_id)
    facts = draft(experiment_id, command.plan, work.actor.id, work.now)
    found = work.find(EXPERIMENT, experiment_id)
    return decided(append(found, facts), experiment_id=experiment_id)


def start_experiment(command: StartExperiment, work: Work) -> Decision:
    """This lets people in, and takes the lane that keeps them out of others."""
    known = work.load(EXPERIMENT, command.experiment_id)
    holdout = holdout_of(known.state, work)
    started = append(known, known.state.start(work.actor.id, work.now, holdout))
    lane = known.state.plan.lane
    if lane is None:
        return decided(started)
    namespace = _namespace(lane.namespace, work)
    reserved = namespace.state.reserve(command.experiment_id, lane, work.now)
    return decided(started, append(namespace, reserved))


def change_traffic(command: ChangeTraffic, work: Work) -> Decision:
    """This changes how many take part."""
    known = work.load(EXPERIMENT, command.experiment_id)
    facts = known.state.change_traffic(command.traffic, work.actor.id, work.now)
    return decided(append(known, facts))


def pause_experiment(command: PauseExperiment, work: Work) -> Decision:
    """This shows everybody the control."""
    known = work.load(EXPERIMENT, command.experiment_id)
    return decided(append(known, known.state.pause(work.actor.id, work.now)))


def resume_experiment(command: ResumeExperiment, work: Work) -> Decision:
    """This lets it go on."""
    known = work.load(EXPERIMENT, command.experiment_id)
    return decided(append(known, known.state.resume(work.actor.id, work.now)))


def complete_experiment(command: CompleteExperiment, work: Work) -> Decision:
    """This ends it, and sets its lane free."""
    known = work.load(EXPERIMENT, command.experiment_id)
    completed = append(known, known.state.complete(command.chosen, work.actor.id, work.now))
    lane = known.state.plan.lane
    if lane is None:
        return decided(completed)
    namespace = _namespace(lane.namespace, work)
    released = namespace.state.release(command.experiment_id, work.now)
    return decided(completed, append(namespace, released))


def holdout_of(experiment: Experiment, work: Work) -> Experiment | None:
    """This is the experiment whose control group takes no part in this one."""
    holdout_id = experiment.plan.holdout_id
    return work.load(EXPERIMENT, holdout_id).state if holdout_id else None


def _namespace(name: str, work: Work) -> Loaded[Namespace]:
    found = work.find(NAMESPACE, name)
    return Loaded(found.stream_id, found.version, found.state or Namespace(name))


HANDLERS: Handlers = (
    (DraftExperiment, draft_experiment),
    (StartExperiment, start_experiment),
    (ChangeTraffic, change_traffic),
    (PauseExperiment, pause_experiment),
    (ResumeExperiment, resume_experiment),
    (CompleteExperiment, complete_experiment),
)
