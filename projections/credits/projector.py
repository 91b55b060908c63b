"""Facts of credits: each package into a row, and each pair's trial."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, assert_never

from domain.credit.events import (
    CreditRedeemed,
    CreditReturned,
    CreditsBought,
    CreditsRefundAsked,
    LateOrderPaymentReported,
    OrderExpired,
    OrderMismatchReported,
    OrderWithdrawn,
    PackageDisputeClosed,
    PackageDisputed,
    PackageEvent,
    PackageOrdered,
    TrialTaken,
    UseEvent,
)
from domain.credit.terms import Dispute, State
from domain.shared.event import Recorded
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

PACKAGES = Table(
    "packages",
    key=("package_id",),
    columns=(
        "student_id",
        "tutor_id",
        "course_id",
        "duration_minutes",
        "lessons",
        "price_per_lesson_minor",
        "currency",
        "fee_basis_points",
        "state",
        "payment_id",
        "ordered_at",
        "expires_at",
        "bought_at",
        "booking_ids",
        "refunded",
        "lost",
        "dispute",
    ),
    blank={"booking_ids": [], "refunded": 0, "lost": 0, "dispute": Dispute.NONE.value},
)
TRIALS = Table("trials", key=("student_id", "tutor_id"), columns=("booking_id", "is_free"))


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This changes the row of the package, or of the two people."""
    fact = recorded.fact
    if isinstance(fact, PackageEvent):
        known = rows.get(PACKAGES, fact.package_id) or PACKAGES.template
        rows.change(PACKAGES, fact.package_id, **_changed(fact, known))
    else:
        taken = fact.booking_id if isinstance(fact, TrialTaken) else None
        pair = fact.student_id, fact.tutor_id
        rows.change(TRIALS, *pair, booking_id=taken, is_free=fact.is_free)


def _changed(fact: PackageEvent, known: Row) -> Row:
    match fact:
        case PackageOrdered():
            return _ordered(fact)
        case OrderExpired():
            return {"state": State.EXPIRED}
        case OrderWithdrawn():
            return {"state": State.WITHDRAWN}
        case CreditsBought():
            bought = {"payment_id": fact.payment_id, "bought_at": fact.bought_at}
            return {"state": State.BOUGHT, **bought}
        case OrderMismatchReported() | LateOrderPaymentReported():
            return {}
        case _:
            return _used(fact, known)


def _used(fact: UseEvent, known: Row) -> Row:
    match fact:
        case CreditRedeemed():
            return {"booking_ids": [*known["booking_ids"], fact.booking_id]}
        case CreditReturned():
            left = [one for one in known["booking_ids"] if one != fact.booking_id]
            return {"booking_ids": left}
        case CreditsRefundAsked():
            return {"refunded": known["refunded"] + fact.lessons}
        case PackageDisputed():
            return {"dispute": Dispute.OPEN}
        case PackageDisputeClosed():
            ended = Dispute.WON if fact.is_won else Dispute.LOST
            return {"dispute": ended, "lost": known["lost"] + fact.lessons}
        case _:
            assert_never(fact)


def _ordered(fact: PackageOrdered) -> Row:
    return {
        "student_id": fact.student_id,
        "tutor_id": fact.tutor_id,
        "course_id": fact.course_id,
        "duration_minutes": fact.duration_minutes,
        "lessons": fact.lessons,
        "price_per_lesson_minor": fact.price_per_lesson.minor,
        "currency": fact.price_per_lesson.currency,
        "fee_basis_points": fact.fee_basis_points,
        "state": State.ORDERED,
        "ordered_at": fact.ordered_at,
        "expires_at": fact.expires_at,
    }


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact changes."""
    fact = recorded.fact
    if isinstance(fact, PackageEvent):
        yield PACKAGES, (fact.package_id,)
    else:
        yield TRIALS, (fact.student_id, fact.tutor_id)


PROJECTION = Projection(
    name="credits",
    version=1,
    contexts=frozenset({"credit"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(PACKAGES, TRIALS),
    apply=apply,
    keys=keys,
)
