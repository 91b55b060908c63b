"""Earnings: what a tutor earned and where it is, and their statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.accepts import accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode
from api.sheets import AsSheet
from api.statements import Statement, sheet_of
from application.earning import ClearMismatch
from application.fields import Identity
from domain.shared.time import month_of
from projections.tutor_earnings import queries
from projections.tutor_earnings.answers import Earning, Payout, State, Sum
from projections.tutor_earnings.statements import statement

VIEWS = ("tutor_earnings",)
Month = Annotated[
    str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2026-03"], description="YYYY-MM")
]


class ShowEarnings(Question):
    """Show what a tutor earned and where it is: sums, latest payouts, and booking by booking."""

    tutor_id: Identity
    state: State | None = None
    after: Cursor | None = None
    limit: Limit = 50


class ShowStatement(Question):
    """Show what a month changed in what a tutor is owed; as CSV for who asks for `text/csv`."""

    AS_SHEET: ClassVar[AsSheet | None] = staticmethod(sheet_of)

    tutor_id: Identity
    month: Month


class Earnings(BaseModel):
    """What a tutor earned; `next`, sent as `after`, gives the following bookings."""

    tutor_id: str
    sums: Sequence[Sum]
    payouts: Sequence[Payout]
    items: Sequence[Earning]
    next: str | None


@dataclass(frozen=True, slots=True)
class EarningsPage(Page):
    """This is a page of bookings, with what holds for all of them."""

    about: tuple[tuple[str, Any], ...] = ()

    @property
    def answer(self) -> dict[str, Any]:
        """This is the page as it goes out."""
        return {**dict(self.about), **Page(self.items, self.place).answer}


def earnings(router: APIRouter) -> None:
    """This adds what tutors ask about their money, and staff letting go what was frozen."""
    path = "/v1/tutors/{tutor_id}/earnings"
    answers(router, path, ShowEarnings, _earnings, views=VIEWS, answer=Earnings)
    path = "/v1/tutors/{tutor_id}/statements/{month}"
    answers(router, path, ShowStatement, _statement, views=VIEWS, answer=Statement)
    accepts(router, "POST", "/v1/bookings/{booking_id}/earning/clear-mismatch", ClearMismatch)


def _earnings(asking: Asking) -> EarningsPage:
    asked: ShowEarnings = asking.question
    reader, tutor_id = asking.container.reader, asked.tutor_id
    found = queries.earnings(
        reader,
        tutor_id,
        state=asked.state,
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    page = Page.of(found, asked.limit, "starts_at", "booking_id")
    about = (
        ("tutor_id", tutor_id),
        ("sums", queries.sums(reader, tutor_id)),
        ("payouts", queries.payouts(reader, tutor_id)),
    )
    return EarningsPage(page.items, page.place, about)


def _statement(asking: Asking) -> Statement:
    asked: ShowStatement = asking.question
    container = asking.container
    zone = container.establishment.zone
    month = month_of(asked.month, zone)
    return Statement(
        tutor_id=asked.tutor_id,
        month=asked.month,
        zone=zone,
        start=month.start,
        end=month.end,
        is_final=month.end <= container.clock.now(),
        parts=tuple(statement(container.reader, asked.tutor_id, month)),
    )
