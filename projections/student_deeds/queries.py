"""What one student did."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from domain.success.deeds import Deed, Done
from projections.reading import Reader

DEED: LiteralString = (
    "SELECT position, student_id, tutor_id, deed, about, lesson_at, value, recorded_at"
    " FROM student_deeds.deeds"
)


def done_by(reader: Reader, student_id: str) -> Sequence[Done]:
    """This is what one student did, in the order of the log."""
    found = reader.rows(
        f"{DEED} WHERE student_id = %(student)s ORDER BY position", {"student": student_id}
    )
    return [done_of(row) for row in found]


def done_of(row: Mapping[str, Any]) -> Done:
    """This is a row as what it tells of."""
    return Done(
        row["position"],
        Deed(row["deed"]),
        row["recorded_at"],
        row["tutor_id"],
        row["about"],
        row["lesson_at"],
        row["value"],
    )
