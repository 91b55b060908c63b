"""Analytics: what happened in each window of time, counted while it happens."""

from datetime import timedelta
from typing import Annotated, Final, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.answers import Asking, Question, answers
from api.paging import Page, page_of
from application.analytics.asking import Asked, Figure
from application.analytics.measures import Measure
from application.analytics.spans import KINDS, Period
from application.fields import Moment

MOST_WINDOWS: Final = 1_500


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


def analytics(router: APIRouter) -> None:
    """This adds the figures by window."""
    path, page = "/v1/analytics/windows", page_of(Figure)
    answers(router, path, ShowWindows, _windows, views=(), answer=page)


def _windows(asking: Asking) -> Page:
    asked: ShowWindows = asking.question
    return Page(asking.container.figures.find(Asked(**asked.model_dump())))
