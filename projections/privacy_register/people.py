"""What each fact changes in the row of a person."""

from typing import assert_never

from domain.privacy.subject_events import (
    ObjectionLifted,
    ObjectionNoted,
    PrivacyRequestClosed,
    PrivacyRequestOpened,
    ProcessingRestricted,
    RestrictionLifted,
    SubjectEvent,
)
from projections.privacy_register.tables import PEOPLE
from projections.rows import Rows


def note(rows: Rows, fact: SubjectEvent) -> None:
    """This is what lasts of a person's wishes; their requests have rows of their own."""
    person_id = fact.person_id
    match fact:
        case ProcessingRestricted():
            since = fact.restricted_at
            rows.change(PEOPLE, person_id, restricted_since=since, ground=fact.ground)
        case RestrictionLifted():
            rows.change(PEOPLE, person_id, restricted_since=None, ground=None)
        case ObjectionNoted():
            known = _objections(rows, person_id)
            rows.change(PEOPLE, person_id, objects_to=sorted({*known, fact.objects_to.value}))
        case ObjectionLifted():
            known = _objections(rows, person_id)
            rows.change(PEOPLE, person_id, objects_to=sorted({*known} - {fact.objects_to.value}))
        case PrivacyRequestOpened() | PrivacyRequestClosed():
            pass
        case _:
            assert_never(fact)


def _objections(rows: Rows, person_id: str) -> list[str]:
    row = rows.get(PEOPLE, person_id)
    return list(row["objects_to"]) if row else []
