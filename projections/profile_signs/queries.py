"""Where profiles stand with the reviewers, and which of them a reviewer should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Found:
    """This is what was found in one part of a profile: in the `profile`, a course or a subject."""

    part: str
    signs: Sequence[str]
    harms: Sequence[str]
    urgency: int


@dataclass(frozen=True, slots=True)
class ProfileWaiting:
    """This is a profile that a reviewer should look at, and what was decided about it last.

    `turn` says why: 2 is an appeal, 1 one that was taken down and put right, 0 one in which
    something is found. `found` is what came since a reviewer approved of it.
    """

    tutor_id: str
    revision: int
    step: str
    since: datetime
    fault: str | None
    decided_at: datetime | None
    reviewer_id: str | None
    argument: str | None
    turn: int
    urgency: int
    found: Sequence[Found]


@dataclass(frozen=True, slots=True)
class ProfileStanding:
    """This is where one profile stands, since when, and what was decided about it last."""

    tutor_id: str
    step: str
    since: datetime
    was_appealed: bool
    fault: str | None
    rule_version: str | None
    reviewer_id: str | None
    decided_at: datetime | None
    argument: str | None


WAITING: LiteralString = """
    SELECT p.tutor_id, p.revision, p.step, p.since, p.fault, p.decided_at, p.reviewer_id,
        p.argument, CASE p.step WHEN 'appealed' THEN 2 WHEN 'corrected' THEN 1 ELSE 0 END AS turn,
        coalesce(f.urgency, 0) AS urgency, coalesce(f.found, '[]') AS found
    FROM (
        SELECT tutor_id FROM profile_signs.profiles WHERE step IN ('appealed', 'corrected')
        UNION SELECT tutor_id FROM profile_signs.signs
    ) AS told JOIN profile_signs.profiles p USING (tutor_id) LEFT JOIN (
        SELECT s.tutor_id, max(s.urgency) AS urgency, jsonb_agg(jsonb_build_object('part', s.part,
            'signs', s.signs, 'harms', s.harms, 'urgency', s.urgency) ORDER BY s.part) AS found
        FROM profile_signs.signs s JOIN profile_signs.profiles USING (tutor_id)
        WHERE s.revision > approved_revision GROUP BY s.tutor_id
    ) f USING (tutor_id)
    WHERE p.tutor_id <> %(reviewer_id)s AND CASE p.step
        WHEN 'waiting' THEN f.tutor_id IS NOT NULL
        WHEN 'corrected' THEN true
        WHEN 'appealed' THEN p.reviewer_id <> %(reviewer_id)s
        ELSE false END
"""


def profiles_waiting(
    reader: Reader,
    reviewer_id: str,
    *,
    after: tuple[int, int, datetime, str] | None = None,
    limit: int = 50,
) -> list[ProfileWaiting]:
    """This is a page of the profiles this reviewer should look at: appeals, then the urgent first.

    `after` is `turn`, `urgency`, `since` and `tutor_id` of the last one on the page before.
    """
    behind: LiteralString = (
        " WHERE (-turn, -urgency, since, tutor_id)"
        " > (-%(turn)s, -%(urgency)s, %(since)s, %(tutor_id)s)"
    )
    turn, urgency, since, tutor_id = after or (None, None, None, None)
    place: dict[str, Any] = {"turn": turn, "urgency": urgency, "since": since}
    found = reader.rows(
        f"SELECT * FROM ({WAITING}) AS waiting"
        + (behind if after else "")
        + " ORDER BY -turn, -urgency, since, tutor_id LIMIT %(limit)s",
        {**place, "tutor_id": tutor_id, "reviewer_id": reviewer_id, "limit": limit},
    )
    return [_waiting(row) for row in found]


def standing_of(reader: Reader, tutor_id: str) -> ProfileStanding | None:
    """This is where a tutor's profile stands; nothing of one who never said anything."""
    found = reader.row(
        "SELECT tutor_id, step, since, was_appealed, fault, rule_version, reviewer_id, decided_at,"
        " argument FROM profile_signs.profiles WHERE tutor_id = %(tutor_id)s",
        {"tutor_id": tutor_id},
    )
    return None if found is None else ProfileStanding(**found)


def _waiting(row: dict[str, Any]) -> ProfileWaiting:
    found = [Found(**each) for each in row["found"]]
    return ProfileWaiting(**{**row, "found": found})
