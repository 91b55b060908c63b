"""The one question several read models answer together: how did reviews come about?

Of the reviews of the last half year: what was written, the booking it is about, and since when the
student has an account. Whoever lets the use of their data rest is left out.
"""

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

TRACES: LiteralString = """
    SELECT said.booking_id, said.tutor_id, said.student_id, coalesce(b.subject, '') AS subject,
        r.stars, said.written_at, b.held_at, b.starts_at, b.ends_at, b.price_minor, b.is_trial,
        'student' = ANY(b.joined) AS was_joined, coalesce(b.refund_minor, 0) > 0 AS was_refunded,
        a.registered_at, coalesce(said.text, '') AS text, said.step, r.is_shown
    FROM reviews.words said
    JOIN reviews.reviews r ON r.booking_id = said.booking_id
    JOIN booking_details.bookings b ON b.booking_id = said.booking_id
    LEFT JOIN directory.accounts a ON a.account_id = said.student_id
    WHERE said.part = 'review' AND said.step <> 'withdrawn' AND said.written_at > %(since)s
        AND r.stars IS NOT NULL AND b.held_at IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM reviews.resting WHERE person_id = said.student_id AND is_resting
        )
    ORDER BY said.written_at DESC, said.booking_id
    LIMIT %(most)s
"""


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


def suspected(reader: Reader, reviewer_id: str, now: datetime, *, limit: int) -> list[Suspected]:
    """This is what a reviewer should look at, the most suspected first; never of their own."""
    found = reader.rows(TRACES, {"since": now - LOOKED_BACK, "most": MOST})
    judged = zip(found, suspicions([_trace(row) for row in found]), strict=True)
    told = [
        _suspected(row, suspicion)
        for row, suspicion in judged
        if suspicion.probability >= WORTH_A_LOOK
        and reviewer_id not in {row["tutor_id"], row["student_id"]}
    ]
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
