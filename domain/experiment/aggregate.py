"""Experiment: what is tried on whom, from being planned to being decided.

Rules, in plain language:

- What is tried, how people are spread over it, and what is looked at is planned before the first
  person sees anything, and never changes; only how many take part may.
- The first variation is the control. One metric decides; others are hints, or guardrails.
- Who is in, stays in their variation, whatever happens to the part of people who take part.
- While it is paused everybody sees the control, and nothing counts.
- A holdout runs before the experiments that name it.
- It ends with a variation chosen for everybody, or with none. An unwanted draft just ends.
- Asking for what is so already changes nothing.

States: DRAFT → RUNNING → PAUSED → RUNNING;  DRAFT | RUNNING | PAUSED → COMPLETED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from domain.experiment.bucketing import (
    NOWHERE,
    UNBIASED,
    bucket_ranges,
    choose_variation,
    hash,  # noqa: A004 - as SDKs name it
    in_namespace,
)
from domain.experiment.events import (
    ExperimentCompleted,
    ExperimentDrafted,
    ExperimentPaused,
    ExperimentResumed,
    ExperimentStarted,
    LifeEvent,
    TrafficChanged,
)
from domain.experiment.terms import WHOLE, Plan, Reason, Shown, State, Use, Variation
from domain.shared.errors import NotFound, RuleBroken
from domain.shared.event import Kind
from domain.shared.text import Identity

FEWEST = 2


class VariationsDoNotFit(RuleBroken):
    """It takes two variations with names of their own, whose weights add up to 10000."""


class OneMetricDecides(RuleBroken):
    """It takes exactly one primary metric, and no metric is looked at twice."""


class TheLaneIsEmpty(RuleBroken):
    """A lane of a namespace begins before it ends."""


class ThePlanIsFixed(RuleBroken):
    """Only how many take part may change, and only while it runs or is paused."""


class OnlyADraftIsStarted(RuleBroken):
    """It was started before, or is over."""


class TheHoldoutDoesNotRun(RuleBroken):
    """Start its holdout first: who is in already cannot be held out any more."""


class ItDoesNotRun(RuleBroken):
    """Only what runs is paused, and only what is paused is resumed."""


class ThereIsNoSuchVariation(NotFound):
    """The experiment has no variation of that name."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """This is one experiment."""

    experiment_id: Identity
    plan: Plan
    traffic: int
    state: State = State.DRAFT

    def start(
        self, by: str, now: datetime, holdout: "Experiment | None" = None
    ) -> Sequence[LifeEvent]:
        """This lets people in.

        Raises:
            OnlyADraftIsStarted: it is none.
            TheHoldoutDoesNotRun: the one it names would come too late.
        """
        if self.state is not State.DRAFT:
            raise OnlyADraftIsStarted
        if holdout is not None and holdout.state is not State.RUNNING:
            raise TheHoldoutDoesNotRun
        return (ExperimentStarted(experiment_id=self.experiment_id, started_by=by, started_at=now),)

    def change_traffic(self, traffic: int, by: str, now: datetime) -> Sequence[LifeEvent]:
        """This lets more people in, or fewer.

        Raises:
            ThePlanIsFixed: it is a draft, or over.
        """
        if self.state not in (State.RUNNING, State.PAUSED):
            raise ThePlanIsFixed
        if traffic == self.traffic:
            return ()
        return (
            TrafficChanged(
                experiment_id=self.experiment_id, traffic=traffic, changed_by=by, changed_at=now
            ),
        )

    def pause(self, by: str, now: datetime) -> Sequence[LifeEvent]:
        """This shows everybody the control for now.

        Raises:
            ItDoesNotRun: it never did, or is over.
        """
        if self.state is State.PAUSED:
            return ()
        if self.state is not State.RUNNING:
            raise ItDoesNotRun
        return (ExperimentPaused(experiment_id=self.experiment_id, paused_by=by, paused_at=now),)

    def resume(self, by: str, now: datetime) -> Sequence[LifeEvent]:
        """This goes on.

        Raises:
            ItDoesNotRun: it was not paused.
        """
        if self.state is State.RUNNING:
            return ()
        if self.state is not State.PAUSED:
            raise ItDoesNotRun
        return (ExperimentResumed(experiment_id=self.experiment_id, resumed_by=by, resumed_at=now),)

    def complete(self, chosen: str | None, by: str, now: datetime) -> Sequence[LifeEvent]:
        """This ends it; a second end changes nothing.

        Raises:
            ThereIsNoSuchVariation: what was chosen is none of its variations.
        """
        if chosen is not None and chosen not in {each.name for each in self.plan.variations}:
            raise ThereIsNoSuchVariation
        if self.state is State.COMPLETED:
            return ()
        return (
            ExperimentCompleted(
                experiment_id=self.experiment_id, chosen=chosen, completed_by=by, completed_at=now
            ),
        )

    def counts(self, exposed_at: datetime, at: datetime) -> bool:
        """This is true of what somebody exposed then does at that instant."""
        is_in_time = exposed_at <= at < exposed_at + self.plan.span
        return self.state is State.RUNNING and is_in_time

    def bucket(self, person_id: str) -> Shown:
        """This is where somebody falls who is not in yet: the same place each time."""
        lane = self.plan.lane
        if lane and not in_namespace(
            person_id, lane.namespace, lane.start / WHOLE, lane.end / WHOLE
        ):
            return self.control(Reason.IN_ANOTHER)
        weights = [each.weight / WHOLE for each in self.plan.variations]
        ranges = bucket_ranges(len(weights), self.traffic / WHOLE, weights)
        number = hash(self.experiment_id, person_id, UNBIASED)
        found = NOWHERE if number is None else choose_variation(number, ranges)
        if found == NOWHERE:
            return self.control(Reason.OUT_OF_TRAFFIC)
        return Shown(self.plan.variations[found].name, Reason.ASSIGNED)

    def control(self, reason: Reason) -> Shown:
        """This is what everybody sees who is not in, and why they are not."""
        return Shown(self.plan.control.name, reason)


def draft(experiment_id: str, plan: Plan, by: str, now: datetime) -> Sequence[LifeEvent]:
    """This plans an experiment.

    Raises:
        VariationsDoNotFit: people cannot be spread over them.
        OneMetricDecides: none does, or several do, or one is looked at twice.
        TheLaneIsEmpty: nobody could fall into its lane.
    """
    _check_variations(plan.variations)
    uses = [each.use for each in plan.watched]
    if uses.count(Use.PRIMARY) != 1 or len({each.metric for each in plan.watched}) != len(uses):
        raise OneMetricDecides
    if plan.lane and plan.lane.start >= plan.lane.end:
        raise TheLaneIsEmpty
    return (
        ExperimentDrafted(experiment_id=experiment_id, plan=plan, drafted_by=by, drafted_at=now),
    )


def _check_variations(variations: Sequence[Variation]) -> None:
    names = {each.name for each in variations}
    is_whole = sum(each.weight for each in variations) == WHOLE
    if len(variations) < FEWEST or len(names) < len(variations) or not is_whole:
        raise VariationsDoNotFit


def evolve(state: Experiment | None, fact: LifeEvent) -> Experiment:
    """This is the experiment after the fact; it asks no question and reads no clock."""
    if isinstance(fact, ExperimentDrafted):
        return Experiment(fact.experiment_id, fact.plan, fact.plan.traffic)
    assert state is not None
    match fact:
        case ExperimentStarted() | ExperimentResumed():
            return replace(state, state=State.RUNNING)
        case TrafficChanged():
            return replace(state, traffic=fact.traffic)
        case ExperimentPaused():
            return replace(state, state=State.PAUSED)
        case ExperimentCompleted():
            return replace(state, state=State.COMPLETED)
        case _:
            assert_never(fact)


EXPERIMENT = Kind("experiment", Experiment, evolve)
