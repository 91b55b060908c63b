"""What a person said beyond their answers, as lines: from when on it stops purposes, or does not.

A line is written by one fact of the person's own stream, so streams may come in any order.
"""

from typing import Any, Final, assert_never

from domain.privacy.subject_events import (
    ObjectionLifted,
    ObjectionNoted,
    ProcessingRestricted,
    RestrictionLifted,
)
from domain.privacy.terms import Objection
from domain.shared.event import Recorded
from domain.stopping import STOPPED_BY, USES
from projections.rows import Row, RowKey, Rows, Table

STOPS = Table(
    "stops",
    key=("person_id", "version"),
    columns=("stopped_by", "objects_to", "purposes", "is_standing", "at", "position"),
)
StopEvent = ProcessingRestricted | RestrictionLifted | ObjectionNoted | ObjectionLifted
"""The facts that stop something, or let it go on."""

RESTRICTION: Final[Row] = {"stopped_by": "restriction", "purposes": sorted(USES)}


def note(rows: Rows, recorded: Recorded[Any], fact: StopEvent) -> None:
    """This writes the fact's line."""
    rows.put(
        STOPS,
        {
            "person_id": fact.person_id,
            "version": recorded.version,
            "position": recorded.position,
            **_said(fact),
        },
    )


def key_of(recorded: Recorded[Any], fact: StopEvent) -> RowKey:
    """This is the fact's line."""
    return STOPS, (fact.person_id, recorded.version)


def _said(fact: StopEvent) -> Row:
    match fact:
        case ProcessingRestricted():
            return {**RESTRICTION, "is_standing": True, "at": fact.restricted_at}
        case RestrictionLifted():
            return {**RESTRICTION, "is_standing": False, "at": fact.lifted_at}
        case ObjectionNoted():
            return {**_objection(fact.objects_to), "is_standing": True, "at": fact.noted_at}
        case ObjectionLifted():
            return {**_objection(fact.objects_to), "is_standing": False, "at": fact.lifted_at}
        case _:
            assert_never(fact)


def _objection(to: Objection) -> Row:
    return {"stopped_by": "objection", "objects_to": to, "purposes": sorted(STOPPED_BY[to])}
