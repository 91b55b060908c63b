"""The ledger: what every account holds, and each movement of a booking's money."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel

from api.answers import Asking, Question, answers
from application.fields import Identity
from projections.ledger import queries
from projections.ledger.queries import Balance, BookingLedger

VIEWS = ("ledger",)


class Balances(BaseModel):
    """What accounts hold."""

    balances: Sequence[Balance]


class ShowBalances(Question):
    """Show what every account holds, in all or of one tutor."""

    tutor_id: Identity | None = None


class ShowBookingLedger(Question):
    """Show every movement of a booking's money."""

    booking_id: Identity


def ledger(router: APIRouter) -> None:
    """This adds the questions about the ledger."""
    sums, lines = "/v1/ledger/balances", "/v1/bookings/{booking_id}/ledger"
    answers(router, sums, ShowBalances, _balances, views=VIEWS, answer=Balances)
    answers(router, lines, ShowBookingLedger, _of_booking, views=VIEWS, answer=BookingLedger)


def _balances(asking: Asking) -> dict[str, Sequence[Balance]]:
    asked: ShowBalances = asking.question
    reader = asking.container.reader
    if asked.tutor_id is None:
        return {"balances": queries.balances(reader)}
    return {"balances": queries.balances_of(reader, asked.tutor_id)}


def _of_booking(asking: Asking) -> BookingLedger | None:
    return queries.ledger_of(asking.container.reader, asking.question.booking_id)
