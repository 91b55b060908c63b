"""A breach in the tests: Sam became aware of it on Monday at nine."""

from typing import Final

from domain.breach.aggregate import Assessment, Phase, Scope
from domain.breach.events import (
    AffectedPeopleInformed,
    AuthorityNotified,
    BreachClosed,
    BreachDeadlineMissed,
    BreachDeadlineNeared,
    BreachRecorded,
    BreachRiskAssessed,
    BreachScopeSet,
    Cause,
    Harm,
    Means,
    Risk,
)
from domain.shared.personal import Category
from domain.shared.time import Interval
from tests.support.calendar import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, days

SAM: Final = "sam"
RECORDED: Final = BreachRecorded(
    breach_id="b",
    harms=(Harm.CONFIDENTIALITY,),
    cause=Cause.MISCONFIGURATION,
    became_aware_at=MONDAY,
    authority_by=THURSDAY,
    recorded_by=SAM,
    recorded_at=TUESDAY,
)
SCOPE: Final = Scope(Interval(MONDAY - days(30), MONDAY), ("account",), (Category.CONTACT,))
SCOPED: Final = BreachScopeSet(
    breach_id="b",
    since=MONDAY - days(30),
    until=MONDAY,
    stream_kinds=("account",),
    categories=(Category.CONTACT,),
    set_by=SAM,
    set_at=TUESDAY,
)


def found(risk: Risk) -> Assessment:
    """This is an assessment of that risk."""
    return Assessment(risk, 12, 40)


def assessed(risk: Risk) -> BreachRiskAssessed:
    """This is that risk, assessed on Tuesday."""
    return BreachRiskAssessed(
        breach_id="b",
        risk=risk,
        people_count=12,
        facts_count=40,
        assessed_by=SAM,
        assessed_at=TUESDAY,
    )


FIRST: Final = Phase("dpa-1", is_final=False, told_at=WEDNESDAY)
LAST: Final = Phase("dpa-2", is_final=True, told_at=WEDNESDAY)


def notified(phase: int, told: Phase) -> AuthorityNotified:
    """This is the authority told in that phase."""
    return AuthorityNotified(
        breach_id="b",
        phase=phase,
        is_final=told.is_final,
        reference=told.reference,
        delay_reason=told.delay_reason,
        notified_by=SAM,
        notified_at=told.told_at,
    )


INFORMED: Final = AffectedPeopleInformed(
    breach_id="b", people_count=12, means=Means.E_MAIL, informed_by=SAM, informed_at=WEDNESDAY
)
NEARED: Final = BreachDeadlineNeared(breach_id="b", due_at=THURSDAY, neared_at=WEDNESDAY)
MISSED: Final = BreachDeadlineMissed(breach_id="b", due_at=THURSDAY, missed_at=THURSDAY)
CLOSED: Final = BreachClosed(breach_id="b", exemption=None, closed_by=SAM, closed_at=WEDNESDAY)
