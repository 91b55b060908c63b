"""Packages, of a student or of a tutor, and how the trial of the two stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from projections.reading import Reader

PACKAGE: LiteralString = (
    "SELECT package_id, student_id, tutor_id, course_id, duration_minutes, lessons,"
    " price_per_lesson_minor, currency, fee_basis_points, state, payment_id, ordered_at,"
    " expires_at, bought_at, booking_ids, refunded, lost, dispute,"
    " CASE state WHEN 'bought' THEN lessons - cardinality(booking_ids) - refunded - lost"
    " ELSE 0 END AS credits_left FROM credits.packages"
)


@dataclass(frozen=True, slots=True)
class Package:
    """This is a package: what each lesson costs, and where each of them is.

    `booking_ids` are the bookings its credits pay for, `refunded` and `lost` how many lessons went
    back in money, or to the student's bank; `credits_left` is how many can still be used, unless
    `dispute` is open.
    """

    package_id: str
    student_id: str
    tutor_id: str
    course_id: str
    duration_minutes: int
    lessons: int
    price_per_lesson_minor: int
    currency: str
    fee_basis_points: int
    state: str
    payment_id: str | None
    ordered_at: datetime
    expires_at: datetime
    bought_at: datetime | None
    booking_ids: tuple[str, ...]
    refunded: int
    lost: int
    dispute: str
    credits_left: int


@dataclass(frozen=True, slots=True)
class Trial:
    """This is the one trial of two people: the booking that is it, if one is taken.

    `is_free` says that it costs nothing, or that the next one does.
    """

    booking_id: str | None
    is_free: bool


def packages(
    reader: Reader,
    *,
    student_id: str | None = None,
    tutor_id: str | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Package]:
    """This is a page of packages, the last ordered first; what is left out is not asked.

    `before` is `ordered_at` and `package_id` of the last one of the page before.
    """
    tests: list[LiteralString] = ["true"]
    if student_id is not None:
        tests.append("student_id = %(student_id)s")
    if tutor_id is not None:
        tests.append("tutor_id = %(tutor_id)s")
    if before is not None:
        tests.append("(ordered_at, package_id) < (%(ordered_at)s, %(package_id)s)")
    ordered_at, package_id = before or (None, None)
    found = reader.rows(
        PACKAGE + " WHERE " + " AND ".join(tests) + " ORDER BY ordered_at DESC, package_id DESC"
        " LIMIT %(limit)s",
        {
            "student_id": student_id,
            "tutor_id": tutor_id,
            "ordered_at": ordered_at,
            "package_id": package_id,
            "limit": limit,
        },
    )
    return [Package(**{**row, "booking_ids": tuple(row["booking_ids"])}) for row in found]


def trial(reader: Reader, student_id: str, tutor_id: str) -> Trial:
    """This is how the trial of the two stands."""
    row = reader.row(
        "SELECT booking_id, is_free FROM credits.trials"
        " WHERE student_id = %(student_id)s AND tutor_id = %(tutor_id)s",
        {"student_id": student_id, "tutor_id": tutor_id},
    )
    return Trial(None, is_free=False) if row is None else Trial(**row)
