"""Credits: lessons paid for in advance, the student's own and those with a tutor; and the trial."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application import credit
from application.fields import Identity
from projections.booking_details.answers import Payment
from projections.booking_details.queries import payments_of
from projections.credits import queries
from projections.credits.queries import Package, Trial

CREDITS = "/v1/credits"
PAIR = f"{CREDITS}/{{student_id}}/{{tutor_id}}"
PACKAGE = f"{PAIR}/{{package_id}}"
VIEWS = ("credits",)
MOST = 100
"""So many of the last packages of two people are shown together."""


class PackageOrdered(Created):
    """The package waits for its money; what the payment asks of you, it says itself."""

    package_id: str
    payment_id: str


class ListPackages(Question):
    """List packages of lessons, the last ordered first; name yourself as student or tutor."""

    tutor_id: Identity | None = None
    student_id: Identity | None = None
    after: Cursor | None = None
    limit: Limit = 50


class ShowCredits(Question):
    """Show what a student has with a tutor: packages with their payments, and the trial."""

    student_id: Identity
    tutor_id: Identity


@dataclass(frozen=True, slots=True)
class Bought:
    """This is a package with its payment, once that was asked for."""

    package: Package
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class Credits:
    """This is what a student has with a tutor, the last ordered package first."""

    student_id: str
    tutor_id: str
    packages: tuple[Bought, ...]
    trial: Trial


def lesson_credits(router: APIRouter) -> None:
    """This adds packages of lessons: buying, using up and giving back."""
    both = (*VIEWS, "booking_details")
    answers(router, CREDITS, ListPackages, _list, views=VIEWS, answer=page_of(Package))
    answers(router, PAIR, ShowCredits, _show, views=both, answer=Credits)
    accepts(router, "POST", CREDITS, credit.BuyPackage, PackageOrdered)
    accepts(router, "POST", f"{PACKAGE}/withdraw", credit.WithdrawOrder)
    accepts(router, "POST", f"{PACKAGE}/refund", credit.RefundCredits)


def _list(asking: Asking) -> Page:
    asked: ListPackages = asking.question
    found = queries.packages(
        asking.container.reader,
        student_id=asked.student_id,
        tutor_id=asked.tutor_id,
        before=decode(asked.after, datetime, str),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "ordered_at", "package_id")


def _show(asking: Asking) -> Credits:
    asked: ShowCredits = asking.question
    reader, pair = asking.container.reader, (asked.student_id, asked.tutor_id)
    found = queries.packages(reader, student_id=pair[0], tutor_id=pair[1], limit=MOST)
    paid = {
        payment.payment_id: payment
        for payment in payments_of(reader, [package.package_id for package in found])
    }
    bought = (Bought(one, paid.get(credit.payment_of(one.package_id))) for one in found)
    return Credits(*pair, tuple(bought), queries.trial(reader, *pair))
