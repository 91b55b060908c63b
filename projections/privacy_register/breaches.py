"""What each fact changes in the rows of a breach."""

from typing import assert_never

from domain.breach.events import (
    AffectedPeopleInformed,
    AuthorityNotified,
    BreachClosed,
    BreachDeadlineMissed,
    BreachDeadlineNeared,
    BreachEvent,
    BreachRecorded,
    BreachRiskAssessed,
    BreachScopeSet,
)
from projections.privacy_register.tables import BREACHES, NOTIFICATIONS
from projections.rows import Row, Rows

CLOSED = "closed"


def note(rows: Rows, fact: BreachEvent) -> None:
    """This changes the breach's row; each time the authority is told has a row of its own."""
    if isinstance(fact, AuthorityNotified):
        _note_authority(rows, fact)
    elif isinstance(fact, AffectedPeopleInformed):
        rows.increase(BREACHES, fact.breach_id, informed_count=fact.people_count)
        rows.change(BREACHES, fact.breach_id, informed_at=fact.informed_at)
    elif changes := _changes(fact):
        rows.change(BREACHES, fact.breach_id, **changes)


def _changes(
    fact: BreachRecorded
    | BreachScopeSet
    | BreachRiskAssessed
    | BreachDeadlineNeared
    | BreachDeadlineMissed
    | BreachClosed,
) -> Row:
    match fact:
        case BreachRecorded():
            return {
                "harms": fact.harms,
                "cause": fact.cause,
                "became_aware_at": fact.became_aware_at,
                "authority_by": fact.authority_by,
                "recorded_at": fact.recorded_at,
            }
        case BreachScopeSet():
            return {
                "since": fact.since,
                "until": fact.until,
                "stream_kinds": fact.stream_kinds,
                "categories": fact.categories,
            }
        case BreachRiskAssessed():
            return {
                "risk": fact.risk,
                "people_count": fact.people_count,
                "facts_count": fact.facts_count,
                "assessed_at": fact.assessed_at,
            }
        case BreachDeadlineMissed():
            return {"is_missed": True}
        case BreachClosed():
            return {"state": CLOSED, "exemption": fact.exemption, "closed_at": fact.closed_at}
        case BreachDeadlineNeared():
            return {}
        case _:
            assert_never(fact)


def _note_authority(rows: Rows, fact: AuthorityNotified) -> None:
    known = rows.get(BREACHES, fact.breach_id)
    first = known["notified_at"] if known else None
    earliest = fact.notified_at if first is None else min(first, fact.notified_at)
    rows.change(BREACHES, fact.breach_id, notified_at=earliest, is_told_all=fact.is_final)
    rows.change(
        NOTIFICATIONS,
        fact.breach_id,
        fact.phase,
        reference=fact.reference,
        is_final=fact.is_final,
        delay_reason=fact.delay_reason,
        notified_at=fact.notified_at,
    )
