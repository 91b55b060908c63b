"""What was recommended becomes a row that says why, and a contest of it one that says what came."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from domain.contest.events import ContestAnswered, ContestRaised
from domain.shared.event import Recorded
from domain.showing.events import RecommendationServed
from projections.rows import RowKey, Rows, Table
from projections.runtime import Projection

SHOWINGS = Table(
    "showings",
    key=("showing_id",),
    columns=("student_id", "model_version", "features", "candidates", "served_at"),
)
CONTESTS = Table(
    "contests",
    key=("showing_id",),
    columns=("student_id", "raised_at", "finding", "reviewer_id", "answered_at"),
)


def apply(rows: Rows, recorded: Recorded[Any]) -> None:
    """This writes what was shown, asked, or found."""
    match recorded.fact:
        case RecommendationServed() as fact:
            rows.put(
                SHOWINGS,
                {
                    "showing_id": fact.showing_id,
                    "student_id": fact.student_id,
                    "model_version": fact.model_version,
                    "features": fact.features,
                    "candidates": [asdict(each) for each in fact.candidates],
                    "served_at": fact.served_at,
                },
            )
        case ContestRaised() as fact:
            asked = {"student_id": fact.student_id, "raised_at": fact.raised_at}
            rows.change(CONTESTS, fact.showing_id, **asked)
        case ContestAnswered() as fact:
            found = {"finding": fact.finding, "reviewer_id": fact.reviewer_id}
            rows.change(CONTESTS, fact.showing_id, **found, answered_at=fact.answered_at)
        case _:
            return


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact writes."""
    match recorded.fact:
        case RecommendationServed() as fact:
            yield SHOWINGS, (fact.showing_id,)
        case ContestRaised() | ContestAnswered() as fact:
            yield CONTESTS, (fact.showing_id,)
        case _:
            return


PROJECTION = Projection(
    name="recommendations",
    version=1,
    contexts=frozenset({"recommendation", "contest"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(SHOWINGS, CONTESTS),
    apply=apply,
    keys=keys,
)
