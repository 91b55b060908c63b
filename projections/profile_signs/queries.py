"""What a reviewer should look at in what tutors say, the urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Found:
    """This is what was found in one part of what a tutor says: `profile`, a course or a subject."""

    tutor_id: str
    part: str
    signs: Sequence[str]
    urgency: int
    since: datetime


def found_in_profiles(
    reader: Reader,
    reviewer_id: str,
    *,
    after: tuple[int, datetime, str, str] | None = None,
    limit: int = 50,
) -> list[Found]:
    """This is a page of what was found, never in what the reviewer says themself.

    `after` is `urgency`, `since`, `tutor_id` and `part` of the last one on the page before.
    """
    behind: LiteralString = (
        " AND (-urgency, since, tutor_id, part) > (-%(urgency)s, %(since)s, %(tutor_id)s, %(part)s)"
    )
    urgency, since, tutor_id, part = after or (None, None, None, None)
    found = reader.rows(
        "SELECT tutor_id, part, signs, urgency, since FROM profile_signs.signs"
        " WHERE tutor_id <> %(reviewer_id)s"
        + (behind if after else "")
        + " ORDER BY -urgency, since, tutor_id, part LIMIT %(limit)s",
        {
            "reviewer_id": reviewer_id,
            "urgency": urgency,
            "since": since,
            "tutor_id": tutor_id,
            "part": part,
            "limit": limit,
        },
    )
    return [Found(**row) for row in found]
