"""Metrics: the marketplace in numbers, without a person in them."""

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, model_validator

from api.answers import Asking, Question, answers
from api.paging import Page, page_of
from application.fields import Day
from projections.platform_metrics.queries import Rollup, Totals, daily, totals

VIEWS = ("platform_metrics",)
LONGEST_DAYS = 400


class ShowDays(Question):
    """Show every figure of some days, UTC, both ends included."""

    first: Annotated[Day, Field(examples=["2026-03-01"])]
    last: Annotated[Day, Field(examples=["2026-03-31"])]

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if not 0 <= (self.last - self.first).days < LONGEST_DAYS:
            raise ValueError("last comes after first, and at most 400 days later")
        return self


class ShowTotals(Question):
    """Show how much there is in all."""


def metrics(router: APIRouter) -> None:
    """This adds the figures by day and in sum."""
    days, sums = "/v1/metrics/daily", "/v1/metrics/totals"
    answers(router, days, ShowDays, _daily, views=VIEWS, answer=page_of(Rollup))
    answers(router, sums, ShowTotals, _totals, views=VIEWS, answer=Totals)


def _daily(asking: Asking) -> Page:
    asked: ShowDays = asking.question
    return Page(daily(asking.container.reader, asked.first, asked.last))


def _totals(asking: Asking) -> Totals:
    return totals(asking.container.reader)
