"""Looking into the past: newest first, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Asked:
    """This is what an auditor looks for; what is left out is not asked.

    Attributes:
        person: whom it is about, by pseudonym; for a refused command, any id it named.
        actor: who did it, as the log names them: `person:<id>`, `process:<name>`.
        stream_id: to what it happened.
        correlation_id: the request or process run it belongs to.
        since: recorded at or after that instant.
        until: recorded before that instant.
        only_refused: only commands that were told no.
    """

    person: str | None = None
    actor: str | None = None
    stream_id: str | None = None
    correlation_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    only_refused: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """This is one line of the trail; `refusal` names the rule a refused command broke."""

    position: int
    event_id: str
    stream_id: str
    version: int
    topic: str
    recorded_at: datetime
    actor: str
    ground: str
    correlation_id: str
    causation_id: str
    refusal: str | None
    about: tuple[str, ...]
    subjects: tuple[str, ...]


# The log's times never run backwards, so a time is asked as the position it begins at.
_TESTS: dict[str, LiteralString] = {
    "person": "about @> ARRAY[%(person)s::text]",
    "actor": "actor = %(actor)s",
    "stream_id": "stream_id = %(stream_id)s",
    "correlation_id": "correlation_id = %(correlation_id)s",
    "since": "recorded_at >= %(since)s AND position >= (SELECT position FROM audit_trail.entries"
    " WHERE recorded_at >= %(since)s ORDER BY recorded_at, position LIMIT 1)",
    "until": "recorded_at < %(until)s AND position <= (SELECT position FROM audit_trail.entries"
    " WHERE recorded_at < %(until)s ORDER BY recorded_at DESC, position DESC LIMIT 1)",
    "only_refused": "refusal IS NOT NULL",
    "before": "position < %(before)s",
}


def entries(
    reader: Reader, asked: Asked, *, before: int | None = None, limit: int = 50
) -> list[Entry]:
    """This is a page of what was asked; `before` is the last position of the page before."""
    values: dict[str, Any] = {name: getattr(asked, name) for name in Asked.__slots__}
    values["before"] = before
    tests = [test for name, test in _TESTS.items() if values[name] not in (None, False)]
    found = reader.rows(
        "SELECT position, stream_id, version, topic, recorded_at, actor, ground,"
        " correlation_id, causation_id, refusal, about, subjects FROM audit_trail.entries"
        " WHERE " + " AND ".join(["true", *tests]) + " ORDER BY position DESC LIMIT %(limit)s",
        {**values, "limit": limit},
    )
    return [_entry(row) for row in found]


def positions_of(
    reader: Reader, person_id: str, *, after: int, until: int, limit: int = 500
) -> list[int]:
    """This is a page of the facts about a person, and of what they were refused, in order.

    Whoever's personal data a fact carries, it is about. `until` is the last position looked at.
    """
    found = reader.rows(
        "SELECT position FROM audit_trail.entries"
        " WHERE position > %(after)s AND position <= %(until)s"
        " AND (about @> ARRAY[%(person)s::text] OR (actor = %(actor)s AND refusal IS NOT NULL))"
        " ORDER BY position LIMIT %(limit)s",
        {
            "person": person_id,
            "actor": f"person:{person_id}",
            "after": after,
            "until": until,
            "limit": limit,
        },
    )
    return [row["position"] for row in found]


def _entry(row: dict[str, Any]) -> Entry:
    event_id = f"{row['stream_id']}@{row['version']}"
    about, subjects = tuple(row["about"]), tuple(row["subjects"])
    return Entry(**{**row, "event_id": event_id, "about": about, "subjects": subjects})
