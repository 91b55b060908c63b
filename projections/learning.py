"""What models are trained on: who booked whom, of those alone who agree to profiling."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, LiteralString

from domain.consent.events import Purpose
from projections.consent_register.queries import who_agrees
from projections.reading import Reader

_CHOICES: LiteralString = """
    SELECT p.student_id, p.tutor_id, p.first_at, p.booked FROM interactions.pairs p
    JOIN directory.accounts a ON a.account_id = p.student_id AND a.closed_at IS NULL
    WHERE p.booked > 0 AND p.first_at < %(before)s
      AND p.student_id = ANY (%(students)s)
    ORDER BY p.first_at, p.student_id, p.tutor_id
"""
_VECTORS: LiteralString = """
    SELECT tutor_id, embedding::text AS embedding FROM tutor_embeddings.vectors
    WHERE model = %(model)s AND tutor_id = ANY (%(tutors)s)
"""


def choices(reader: Reader, before: datetime, now: datetime) -> list[dict[str, Any]]:
    """This is each student's first booking of each tutor, before an instant, the oldest first.

    Who does not agree now is not in it, whenever they booked.
    """
    students = who_agrees(reader, Purpose.RECOMMENDATION_PROFILING, now)
    return reader.rows(_CHOICES, {"before": before, "students": students})


def vectors(reader: Reader, model: str, tutors: Sequence[str]) -> Iterator[tuple[str, list[float]]]:
    """This is what each of the tutors says, as numbers."""
    for row in reader.rows(_VECTORS, {"model": model, "tutors": list(tutors)}):
        yield row["tutor_id"], [float(number) for number in row["embedding"][1:-1].split(",")]
