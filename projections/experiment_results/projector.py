"""Facts of experiments: each experiment into a row, each person into sums."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, assert_never

from domain.experiment.events import (
    ConversionNoted,
    ExperimentCompleted,
    ExperimentDrafted,
    ExperimentEvent,
    ExperimentPaused,
    ExperimentResumed,
    ExperimentStarted,
    LaneReleased,
    LaneReserved,
    LifeEvent,
    ParticipationEnded,
    PersonExposed,
    TrafficChanged,
)
from domain.experiment.terms import State
from domain.shared.event import Recorded
from projections.experiment_results.measuring import convert, expose, leave
from projections.experiment_results.tables import EXPERIMENTS, PEOPLE, TABLES
from projections.rows import Row, RowKey, Rows
from projections.runtime import Projection


def apply(rows: Rows, recorded: Recorded[ExperimentEvent]) -> None:
    """This changes the row of the experiment, or the person's part in the sums."""
    fact = recorded.fact
    match fact:
        case PersonExposed():
            expose(rows, fact)
        case ConversionNoted():
            convert(rows, fact)
        case ParticipationEnded():
            leave(rows, fact)
        case LaneReserved() | LaneReleased():
            return
        case _:
            rows.change(EXPERIMENTS, fact.experiment_id, **_changed(fact))


def _changed(fact: LifeEvent) -> Row:
    match fact:
        case ExperimentDrafted():
            return _drafted(fact)
        case ExperimentStarted():
            return {"state": State.RUNNING, "started_at": fact.started_at}
        case TrafficChanged():
            return {"traffic": fact.traffic}
        case ExperimentPaused():
            return {"state": State.PAUSED}
        case ExperimentResumed():
            return {"state": State.RUNNING}
        case ExperimentCompleted():
            ended = {"completed_at": fact.completed_at, "chosen": fact.chosen}
            return {"state": State.COMPLETED, **ended}
        case _:
            assert_never(fact)


def _drafted(fact: ExperimentDrafted) -> Row:
    plan = fact.plan
    return {
        "name": plan.name,
        "state": State.DRAFT,
        "variations": [asdict(each) for each in plan.variations],
        "watched": [asdict(each) for each in plan.watched],
        "planned": plan.traffic,
        "traffic": plan.traffic,
        "span_days": plan.span_days,
        "people": plan.people,
        "locales": plan.audience.locales,
        "countries": plan.audience.countries,
        "lane": asdict(plan.lane) if plan.lane else None,
        "holdout_id": plan.holdout_id,
        "is_profiling": plan.is_profiling,
        "drafted_at": fact.drafted_at,
    }


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row of the experiment or the person; sums of a day are few, and soon at hand."""
    fact = recorded.fact
    if isinstance(fact, PersonExposed | ConversionNoted | ParticipationEnded):
        yield PEOPLE, (fact.person_id,)
    elif isinstance(fact, LifeEvent):
        yield EXPERIMENTS, (fact.experiment_id,)


PROJECTION = Projection(
    name="experiment_results",
    version=2,
    contexts=frozenset({"experiment"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=TABLES,
    apply=apply,
    keys=keys,
)
