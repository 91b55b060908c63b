"""Why somebody was recommended these tutors, and which contests wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from projections.reading import Reader

MILLION = 1_000_000
CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Shown:
    """This is one tutor who was shown: where, how that came, and what was known of them then."""

    tutor_id: str
    position: int
    score: float | None
    propensity: float
    sources: tuple[str, ...]
    known: dict[str, float | None]

    @property
    def is_explored(self) -> bool:
        """This is a newcomer whose place was drawn; of others most of the chance is their own."""
        return self.propensity < CERTAIN / 2


@dataclass(frozen=True, slots=True)
class Contest:
    """This is a person asked to look at it, and what they found, once they did."""

    showing_id: str
    student_id: str
    raised_at: datetime
    finding: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Showing:
    """This is everything that was shown at once."""

    showing_id: str
    student_id: str | None
    model_version: str
    served_at: datetime
    shown: Sequence[Shown]
    contest: Contest | None


CONTEST = "showing_id, student_id, raised_at, finding, answered_at"


def showing(reader: Reader, showing_id: str) -> Showing | None:
    """This is what was shown under that id."""
    row = reader.row(
        "SELECT showing_id, student_id, model_version, features, candidates, served_at"
        " FROM recommendations.showings WHERE showing_id = %(showing)s",
        {"showing": showing_id},
    )
    if row is None:
        return None
    contest = reader.row(
        f"SELECT {CONTEST} FROM recommendations.contests WHERE showing_id = %(showing)s",
        {"showing": showing_id},
    )
    shown = [_shown(row["features"], each) for each in row["candidates"]]
    return Showing(
        row["showing_id"],
        row["student_id"],
        row["model_version"],
        row["served_at"],
        shown,
        Contest(**contest) if contest else None,
    )


def contests(
    reader: Reader, *, after: tuple[datetime, str] | None = None, limit: int = 50
) -> list[Contest]:
    """This is a page of the contests nobody answered yet, the oldest first."""
    raised_at, showing_id = after or (None, "")
    found = reader.rows(
        f"SELECT {CONTEST} FROM recommendations.contests WHERE finding IS NULL"
        " AND (%(at)s::timestamptz IS NULL"
        " OR (raised_at, showing_id) > (%(at)s::timestamptz, %(known)s))"
        " ORDER BY raised_at, showing_id LIMIT %(limit)s",
        {"at": raised_at, "known": showing_id, "limit": limit},
    )
    return [Contest(**row) for row in found]


def _shown(features: Sequence[str], candidate: dict[str, Any]) -> Shown:
    values = candidate["values_millionths"]
    known = {name: _number(value) for name, value in zip(features, values, strict=True)}
    return Shown(
        tutor_id=candidate["tutor_id"],
        position=candidate["position"],
        score=_number(candidate["score_millionths"]),
        propensity=candidate["propensity_millionths"] / MILLION,
        sources=tuple(candidate["sources"]),
        known=known,
    )


def _number(millionths: int | None) -> float | None:
    return None if millionths is None else millionths / MILLION
