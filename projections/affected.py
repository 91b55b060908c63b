"""The one question two read models answer together: whose data does a breach touch?

The register knows what the breach touched: a time, kinds of stream, categories. The audit trail
knows whose personal data each fact carries. Which facts carry a category their types say.

Somebody is found who has personal data in a fact that can hold the category, recorded in that time.
So the answer may name somebody too many, and nobody too few.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from domain.catalogue import FACTS
from domain.shared.personal import personal_fields
from projections.privacy_register.queries import breach
from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Affected:
    """This is a person a breach touches: in how many facts, and from when to when."""

    person_id: str
    facts_count: int
    first_at: datetime
    last_at: datetime


def affected(
    reader: Reader, breach_id: str, now: datetime, *, after: str | None = None, limit: int = 50
) -> list[Affected] | None:
    """This is a page of the people affected, by pseudonym; nothing where there is no breach.

    `after` is the last person of the page before. While nobody said what the breach touched,
    nobody is found.
    """
    known = breach(reader, breach_id, now)
    if known is None or known.since is None:
        return None if known is None else []
    found = reader.rows(
        f"{_TOUCHED} GROUP BY person_id ORDER BY person_id LIMIT %(limit)s",
        {
            "since": known.since,
            "until": known.until,
            "kinds": list(known.stream_kinds),
            "topics": _topics_with(known.categories),
            "after": after or "",
            "limit": limit,
        },
    )
    return [Affected(**row) for row in found]


def _topics_with(categories: Collection[str]) -> list[str]:
    kinds: dict[str, Any] = dict(FACTS)
    return sorted(
        topic
        for topic, kind in kinds.items()
        if any(mark.category in categories for mark in personal_fields(kind).values())
    )


_TOUCHED: LiteralString = """
    SELECT person_id, count(*) AS facts_count, min(recorded_at) AS first_at,
        max(recorded_at) AS last_at
    FROM audit_trail.entries, unnest(subjects) AS person_id
    WHERE recorded_at >= %(since)s AND recorded_at < %(until)s AND topic = ANY (%(topics)s)
        AND (cardinality(%(kinds)s::text[]) = 0
            OR split_part(stream_id, '-', 1) = ANY (%(kinds)s))
        AND person_id > %(after)s
"""
