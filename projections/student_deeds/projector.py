"""Facts of lessons, money and reviews: those that tell how learning goes become a line each.

A line is what the fact said when it was recorded and never changes, so what was known at any moment
is the lines up to then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.booking import events as booking
from domain.booking.outcomes import ProblemReported
from domain.booking.terms import OfBooking, Party
from domain.credit import events as credit
from domain.payment.events import CaptureFailed, PaymentDeclined
from domain.review.events import ReviewHidden, ReviewShown
from domain.shared.event import Recorded
from domain.success.deeds import Deed
from projections.rows import Rows, Table
from projections.runtime import Projection

DEEDS = Table(
    "deeds",
    key=("position",),
    columns=("student_id", "tutor_id", "deed", "about", "lesson_at", "value", "recorded_at"),
    append_only=True,
)


@dataclass(frozen=True, slots=True)
class Told:
    """This is what a fact tells: which deed, about what, and for a lesson when it is."""

    deed: Deed
    about: str
    lesson_at: datetime | None = None
    value: int = 0


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes a line, if the fact tells anything of how a student's learning goes."""
    fact = recorded.fact
    for told in _told(fact):
        rows.add(
            DEEDS,
            {
                "position": recorded.position,
                "student_id": fact.student_id,
                "tutor_id": fact.tutor_id,
                "deed": told.deed,
                "about": told.about,
                "lesson_at": told.lesson_at,
                "value": told.value,
                "recorded_at": recorded.recorded_at,
            },
        )


def _told(fact: Any) -> Iterator[Told]:
    match fact:
        case OfBooking():
            yield from _of_lesson(fact)
        case credit.OfPackage():
            yield from _of_credits(fact)
        case PaymentDeclined() | CaptureFailed():
            yield Told(Deed.PAYMENT_FAILED, fact.payment_id)
        case ReviewShown():
            yield Told(Deed.REVIEWED, fact.booking_id, value=fact.stars)
        case ReviewHidden():
            yield Told(Deed.REVIEW_HIDDEN, fact.booking_id)
        case _:
            return


def _of_lesson(fact: OfBooking) -> Iterator[Told]:
    match fact:
        case booking.BookingConfirmed():
            yield Told(Deed.AGREED, fact.booking_id, fact.start)
        case booking.BookingRescheduled():
            yield Told(Deed.MOVED, fact.booking_id, fact.start)
        case booking.LessonCompleted():
            yield Told(Deed.LEARNT, fact.booking_id)
        case booking.BookingCancelled():
            is_own = fact.by is Party.STUDENT
            yield Told(Deed.CALLED_OFF if is_own else Deed.LET_DOWN, fact.booking_id)
        case booking.NoShowReported():
            is_own = fact.absent is Party.STUDENT
            yield Told(Deed.MISSED if is_own else Deed.LET_DOWN, fact.booking_id)
        case booking.NeitherJoined():
            yield Told(Deed.FELL_THROUGH, fact.booking_id)
        case ProblemReported() if fact.by is Party.STUDENT:
            yield Told(Deed.COMPLAINED, fact.booking_id)
        case _:
            return


def _of_credits(fact: credit.OfPackage) -> Iterator[Told]:
    match fact:
        case credit.CreditsBought():
            change = fact.lessons
        case credit.CreditRedeemed():
            change = -1
        case credit.CreditReturned():
            change = 1
        case credit.CreditsRefundAsked() | credit.PackageDisputeClosed():
            change = -fact.lessons
        case _:
            return
    yield Told(Deed.CREDITED, fact.package_id, value=change)


PROJECTION = Projection(
    name="student_deeds",
    version=1,
    contexts=frozenset({"booking", "credit", "payment", "review"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(DEEDS,),
    apply=apply,
)
