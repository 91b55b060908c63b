"""An experiment of the tests: booking at once beside the control, and who takes part in it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from application.experiment import DraftExperiment, PlannedVariation, StartExperiment, WatchedMetric
from domain.experiment.aggregate import Experiment
from domain.experiment.events import (
    ConversionNoted,
    ExperimentDrafted,
    ExperimentStarted,
    ParticipationEnded,
    PersonExposed,
)
from domain.experiment.terms import (
    Metric,
    Plan,
    State,
    Use,
    Variation,
    Watched,
    Wish,
)
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY
from tests.support.market import Market
from tests.support.people import BEN

AS_ANALYST = Actor("some-analyst", frozenset({Role.ANALYST}))
EXPERIMENT = "11111111-1111-5111-8111-111111111111"
PLAN = Plan(
    name="instant_booking",
    variations=(Variation("control", 5000), Variation("instant", 5000)),
    traffic=10_000,
    watched=(
        Watched(Metric.BOOKINGS_CONFIRMED, Use.PRIMARY, Wish.MORE),
        Watched(Metric.CANCELLATIONS, Use.GUARDRAIL, Wish.LESS),
    ),
    span_days=14,
    people=5000,
)
DRAFTED = ExperimentDrafted(
    experiment_id=EXPERIMENT, plan=PLAN, drafted_by=AS_ANALYST.id, drafted_at=MONDAY
)
STARTED = ExperimentStarted(experiment_id=EXPERIMENT, started_by=AS_ANALYST.id, started_at=MONDAY)


def running(experiment_id: str = EXPERIMENT, **changed: Any) -> Experiment:
    """This is an experiment that runs, planned a little differently."""
    plan = replace(PLAN, **changed)
    return Experiment(experiment_id, plan, plan.traffic, State.RUNNING)


def exposed(
    person: str = BEN,
    at: datetime = MONDAY,
    variation: str = "instant",
    experiment_id: str = EXPERIMENT,
) -> PersonExposed:
    """This is somebody who was shown a variation."""
    return PersonExposed(
        experiment_id=experiment_id, person_id=person, variation=variation, exposed_at=at
    )


def converted(
    at: datetime,
    *experiment_ids: str,
    person: str = BEN,
    value: int = 1,
    metric: Metric = Metric.BOOKINGS_CONFIRMED,
) -> ConversionNoted:
    """This is somebody who did something, noted at once."""
    return ConversionNoted(
        person_id=person,
        metric=metric,
        value=value,
        source_id="b1",
        experiment_ids=experiment_ids,
        converted_at=at,
        noted_at=at,
    )


def ended(at: datetime, person: str = BEN) -> ParticipationEnded:
    """This is somebody who is measured no more."""
    return ParticipationEnded(person_id=person, ended_at=at)


def drafting(**changed: Any) -> DraftExperiment:
    """This asks for the experiment, planned a little differently."""
    asked: dict[str, Any] = {
        "name": "instant_booking",
        "variations": (
            PlannedVariation(name="control", weight=5000),
            PlannedVariation(name="instant", weight=5000),
        ),
        "metrics": (
            WatchedMetric(metric=Metric.BOOKINGS_CONFIRMED, use=Use.PRIMARY),
            WatchedMetric(metric=Metric.CANCELLATIONS, use=Use.GUARDRAIL, wish=Wish.LESS),
        ),
        "people": 5000,
    }
    return DraftExperiment(**{**asked, **changed})


def started(market: Market, **changed: Any) -> str:
    """This is an experiment that runs in a market."""
    experiment_id: str = market.ask(drafting(**changed), AS_ANALYST).answer["experiment_id"]
    assert market.ask(StartExperiment(experiment_id=experiment_id), AS_ANALYST).accepted
    return experiment_id
