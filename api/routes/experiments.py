"""Experiments: planning and running them, what a student is shown, and what they tell."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application import experiment, participation
from application.experiment import MOST_VARIATIONS
from application.fields import Identity
from domain.experiment.planning import POWER, Aim, NobodySeesItsEnd, Size, size
from domain.experiment.terms import Reason
from projections.experiment_results import queries
from projections.experiment_results.queries import Experiment, Told

EXPERIMENTS = "/v1/experiments"
ONE = f"{EXPERIMENTS}/{{experiment_id}}"
VIEWS = ("experiment_results",)
Above = Annotated[float, Field(gt=0, le=1e9)]


class ExperimentDrafted(Created):
    """The experiment is planned; nobody sees anything of it before it is started."""

    experiment_id: str


class Shown(BaseModel):
    """What to show, and why: it is the same each time, and recorded the first time."""

    variation: str
    reason: Reason


class ListExperiments(Question):
    """List experiments, the last drafted first."""

    after: Cursor | None = None
    limit: Limit = 50


class ShowExperiment(Question):
    """Show an experiment: what was planned, how it stands, and what it tells by now."""

    experiment_id: Identity


class SizeExperiment(Question):
    """Tell how many people it takes to find an effect, and how many days.

    `deviation` is the standard deviation of what one person does: of a share p it is the root of
    p (1 − p). `effect` is the smallest difference that matters, in the same unit.
    """

    REFUSALS = (NobodySeesItsEnd,)

    deviation: Above
    effect: Above
    daily: Above
    variations: Annotated[int, Field(ge=2, le=MOST_VARIATIONS)] = 2
    correlation: Annotated[float, Field(ge=0, lt=1)] = 0
    power: Annotated[float, Field(ge=0.5, lt=1)] = POWER
    span_days: Annotated[int, Field(ge=1, le=90)] = 14


def experiments(router: APIRouter) -> None:
    """This adds experiments."""
    answers(router, EXPERIMENTS, ListExperiments, _list, views=VIEWS, answer=page_of(Experiment))
    answers(router, f"{EXPERIMENTS}/size", SizeExperiment, _size, views=(), answer=Size)
    answers(router, ONE, ShowExperiment, _show, views=VIEWS, answer=Told)
    accepts(router, "POST", EXPERIMENTS, experiment.DraftExperiment, ExperimentDrafted)
    accepts(router, "POST", f"{ONE}/start", experiment.StartExperiment)
    accepts(router, "POST", f"{ONE}/traffic", experiment.ChangeTraffic)
    accepts(router, "POST", f"{ONE}/pause", experiment.PauseExperiment)
    accepts(router, "POST", f"{ONE}/resume", experiment.ResumeExperiment)
    accepts(router, "POST", f"{ONE}/complete", experiment.CompleteExperiment)
    accepts(router, "POST", f"{ONE}/enter", participation.EnterExperiment, Shown)


def _list(asking: Asking) -> Page:
    asked: ListExperiments = asking.question
    found = queries.experiments(
        asking.container.reader,
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "drafted_at", "experiment_id")


def _show(asking: Asking) -> Told | None:
    container, asked = asking.container, asking.question
    return queries.told(container.reader, asked.experiment_id, container.clock.now())


def _size(asking: Asking) -> Size:
    asked: SizeExperiment = asking.question
    aim = Aim(asked.deviation, asked.effect, asked.variations, asked.correlation, asked.power)
    return size(aim, asked.daily, asked.span_days)
