"""Who read a person's data, newest first."""

from dataclasses import dataclass
from datetime import datetime

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Read:
    """This is one reading of a person's data, by whom and what for."""

    position: int
    person_id: str
    reader_id: str
    purpose: str
    categories: tuple[str, ...]
    route: str
    read_at: datetime


def reads_of(
    reader: Reader, person_id: str, *, before: int | None = None, limit: int = 50
) -> list[Read]:
    """This is a page of them; `before` is the last position of the page before."""
    found = reader.rows(
        "SELECT position, person_id, reader_id, purpose, categories, route, read_at"
        " FROM data_reads.reads WHERE person_id = %(person_id)s"
        " AND (%(before)s::bigint IS NULL OR position < %(before)s)"
        " ORDER BY position DESC LIMIT %(limit)s",
        {"person_id": person_id, "before": before, "limit": limit},
    )
    return [Read(**{**row, "categories": tuple(row["categories"])}) for row in found]
