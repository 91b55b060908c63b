"""The one question several read models answer together: how did reviews come about?

Of the reviews of the last half year: what was written, the booking it is about, and since when the
student has an account. Whoever lets the use of their data rest is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from domain.screening.suspicion import Suspicion, suspicions
from domain.screening.traces import Trace
from projections.reading import Reader

LOOKED_BACK: Final = timedelta(days=183)
MOST: Final = 20_000
"""Of more reviews the last so many are looked at together."""

WORTH_A_LOOK: Final = 0.1

IS_THERE: LiteralString = """
        AND said.part = 'review' AND said.step <> 'withdrawn' AND NOT EXISTS (
            SELECT FROM reviews.resting WHERE person_id = said.student_id AND is_resting
        )
"""
TRACES: LiteralString = (
    """
    SELECT said.booking_id, said.tutor_id, said.student_id, coalesce(b.subject, '') AS subject,
        r.stars, said.written_at, b.held_at, b.starts_at, b.ends_at, b.price_minor, b.is_trial,
        'student' = ANY(b.joined) AS was_joined, coalesce(b.refund_minor, 0) > 0 AS was_refunded,
        a.registered_at, coalesce(said.text, '') AS text, said.step, r.is_shown
    FROM reviews.words said
    JOIN reviews.reviews r ON r.booking_id = said.booking_id
    JOIN booking_details.bookings b ON b.booking_id = said.booking_id
    LEFT JOIN directory.accounts a ON a.account_id = said.student_id
    WHERE said.written_at > %(since)s AND r.stars IS NOT NULL AND b.held_at IS NOT NULL
"""
    + IS_THERE
    + """
    ORDER BY said.written_at DESC, said.booking_id
    LIMIT %(most)s
"""
)
AS_THEY_ARE: LiteralString = (
    """
    SELECT said.booking_id, said.tutor_id, said.student_id, r.stars, said.written_at, said.step,
        r.is_shown
    FROM reviews.words said
    JOIN reviews.reviews r ON r.booking_id = said.booking_id
    WHERE said.booking_id = ANY(%(ids)s)
"""
    + IS_THERE
)


@dataclass(frozen=True, slots=True)
class Suspected:
    """This is a review that may have been made up: how likely, and why, the heaviest reason first.

    `step` is where its words stand with the reviewers.
    """

    booking_id: str
    tutor_id: str
    student_id: str
    stars: int
    written_at: datetime
    step: str
    is_shown: bool
    probability: float
    reasons: tuple[str, ...]


def worth_a_look(reader: Reader, now: datetime) -> Sequence[Suspicion]:
    """This is what may have been made up; of very many reviews that takes seconds to work out."""
    found = reader.rows(TRACES, {"since": now - LOOKED_BACK, "most": MOST})
    judged = suspicions([_trace(row) for row in found])
    return [each for each in judged if each.probability >= WORTH_A_LOOK]


def suspected(
    reader: Reader, found: Sequence[Suspicion], reviewer_id: str, *, limit: int
) -> list[Suspected]:
    """This is what of it a reviewer should look at, the most suspected first; never of their own.

    Reviews are as they are now, and those are left out that are gone or rest since it was found.
    """
    now = {
        row["booking_id"]: row
        for row in reader.rows(AS_THEY_ARE, {"ids": [each.booking_id for each in found]})
        if reviewer_id not in {row["tutor_id"], row["student_id"]}
    }
    told = [_suspected(now[each.booking_id], each) for each in found if each.booking_id in now]
    return sorted(told, key=lambda one: (-one.probability, one.booking_id))[:limit]


def _trace(row: dict[str, Any]) -> Trace:
    return Trace(**{name: value for name, value in row.items() if name not in {"step", "is_shown"}})


def _suspected(row: dict[str, Any], suspicion: Suspicion) -> Suspected:
    return Suspected(
        booking_id=row["booking_id"],
        tutor_id=row["tutor_id"],
        student_id=row["student_id"],
        stars=row["stars"],
        written_at=row["written_at"],
        step=row["step"],
        is_shown=row["is_shown"],
        probability=round(suspicion.probability, 3),
        reasons=tuple(suspicion.oddities),
    )
