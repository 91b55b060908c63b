"""Analytics: what happened in each window of time, and what became of what people were shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.answers import Asking, Question, answers
from api.paging import Page, page_of
from application.analytics.asking import Asked, Figure
from application.analytics.measures import Measure
from application.analytics.spans import KINDS, Period
from application.fields import Day, Moment
from application.model import models_of
from application.success import Trial
from domain.model.terms import Purpose
from projections.model_performance.queries import Performance, performance
from projections.showing_results.queries import ShowingResult, results

MOST_WINDOWS: Final = 1_500
LONGEST_DAYS: Final = 400


class ShowWindows(Question):
    """Show what was counted in each window that begins in a stretch of time."""

    period: Period
    start: Annotated[Moment, Field(examples=["2026-03-02T00:00:00Z"])]
    end: Annotated[Moment, Field(examples=["2026-03-03T00:00:00Z"])]
    measure: Measure | None = None
    by_subject: bool = False
    by_country: bool = False

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if not timedelta(0) < self.end - self.start <= MOST_WINDOWS * KINDS[self.period].hop:
            raise ValueError(f"end comes after start, and at most {MOST_WINDOWS} windows later")
        return self


class ShowShowingResults(Question):
    """Show what became of what people were shown, by model version and variation.

    Days are UTC, both ends included. Clicks count of everybody; bookings only of who agreed to
    recommendations from what they do, so their rates are of showings to those.
    """

    first: Annotated[Day, Field(examples=["2026-03-01"])]
    last: Annotated[Day, Field(examples=["2026-03-31"])]

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise ValueError(f"last comes after first, and at most {LONGEST_DAYS} days later")
        return self


class ShowModels(Question):
    """Show how each version of what puts tutors in order does, and what of it is an alarm.

    It is the week up to the day before yesterday, UTC, held against the four weeks before. What is
    worse, or looks different, is an alarm where chance alone does as much in less than one look of
    a hundred, all that is looked at taken together.
    """


class ShowSuccess(Question):
    """Show how true what students are told of their learning is, and how groups of them fare.

    It is of later weeks than those the model in use had learnt from, when it was trained. Groups of
    fewer than 30 students are left out. What drifted, students do otherwise than when it learnt.
    """


@dataclass(frozen=True, slots=True)
class SuccessModel:
    """This is the model in use: from how much it learnt, up to when, and how true it was.

    `drifted` is the features of students that are not what they were then, as of the last night.
    """

    learnt_until: datetime
    examples: int
    students: int
    trial: Trial
    drifted: tuple[str, ...]


def analytics(router: APIRouter) -> None:
    """This adds the figures by window, and the results of what was shown."""
    shown, views = "/v1/analytics/showings", ("showing_results",)
    answer = page_of(ShowingResult)
    answers(router, shown, ShowShowingResults, _showings, views=views, answer=answer)
    models, watched = "/v1/analytics/models", ("model_performance",)
    answers(router, models, ShowModels, _models, views=watched, answer=page_of(Performance))
    answers(router, "/v1/analytics/success", ShowSuccess, _success, views=(), answer=SuccessModel)
    path, page = "/v1/analytics/windows", page_of(Figure)
    answers(router, path, ShowWindows, _windows, views=(), answer=page)


def _windows(asking: Asking) -> Page:
    asked: ShowWindows = asking.question
    return Page(asking.container.figures.find(Asked(**asked.model_dump())))


def _showings(asking: Asking) -> Page:
    asked: ShowShowingResults = asking.question
    return Page(results(asking.container.reader, asked.first, asked.last))


def _models(asking: Asking) -> Page:
    container = asking.container
    return Page(performance(container.reader, container.clock.now().date()))


def _success(asking: Asking) -> SuccessModel | None:
    learnt = asking.container.success_models.live()
    live = models_of(asking.container.log, Purpose.SUCCESS).state.live
    if learnt is None:
        return None
    drifted = live.drifted if live else ()
    return SuccessModel(learnt.until, learnt.examples, learnt.students, learnt.trial, drifted)
