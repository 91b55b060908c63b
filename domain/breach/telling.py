"""Who is told of a breach: the authority in phases, the people at high risk, and then nobody more.

What is told twice under one reference was told once. It is closed when everybody knows who has to.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.breach.aggregate import Breach, Phase
from domain.breach.events import (
    AffectedPeopleInformed,
    AuthorityNotified,
    BreachClosed,
    BreachEvent,
    Exemption,
    Means,
    Risk,
)
from domain.shared.errors import RuleBroken


class TheAuthorityWasToldInBetween(RuleBroken):
    """The authority can only have been told after we became aware, and not later than now."""


class ALateNotificationHasAReason(RuleBroken):
    """The authority is told after its 72 hours; say why."""


class TheLastPhaseIsTold(RuleBroken):
    """The authority was told everything already."""


class TheRiskIsNotAssessed(RuleBroken):
    """Assess the risk before the breach is closed."""


class TheAuthorityIsNotToldAll(RuleBroken):
    """The authority has to be told the last phase before the breach is closed."""


class ThePeopleAreNotTold(RuleBroken):
    """The risk is high, so the people affected are told first, or an exemption is named."""


def note_authority(breach: Breach, phase: Phase, by: str, now: datetime) -> Sequence[BreachEvent]:
    """This notes what the authority was told, and when; in time no reason for a delay is kept.

    Raises:
        TheAuthorityWasToldInBetween: it cannot have been told then.
        TheLastPhaseIsTold: there is nothing more to tell.
        ALateNotificationHasAReason: it is late, and nobody said why.
    """
    breach.check_open()
    if any(told.reference == phase.reference for told in breach.phases):
        return ()
    if breach.is_told_all:
        raise TheLastPhaseIsTold
    if not breach.became_aware_at <= phase.told_at <= now:
        raise TheAuthorityWasToldInBetween
    is_late = phase.told_at >= breach.authority_by
    if is_late and phase.delay_reason is None:
        raise ALateNotificationHasAReason
    return (
        AuthorityNotified(
            breach_id=breach.breach_id,
            phase=len(breach.phases) + 1,
            is_final=phase.is_final,
            reference=phase.reference,
            delay_reason=phase.delay_reason if is_late else None,
            notified_by=by,
            notified_at=phase.told_at,
        ),
    )


def note_people(
    breach: Breach, people_count: int, means: Means, by: str, now: datetime
) -> Sequence[BreachEvent]:
    """This notes that people affected were told; there may be several rounds."""
    breach.check_open()
    return (
        AffectedPeopleInformed(
            breach_id=breach.breach_id,
            people_count=people_count,
            means=means,
            informed_by=by,
            informed_at=now,
        ),
    )


def conclude(
    breach: Breach, exemption: Exemption | None, by: str, now: datetime
) -> Sequence[BreachEvent]:
    """This ends it, when everybody who has to know was told."""
    breach.check_open()
    if breach.assessment is None:
        raise TheRiskIsNotAssessed
    if breach.must_be_told and not breach.is_told_all:
        raise TheAuthorityIsNotToldAll
    is_grave = breach.assessment.risk is Risk.HIGH
    if is_grave and not breach.are_people_told and exemption is None:
        raise ThePeopleAreNotTold
    return (
        BreachClosed(breach_id=breach.breach_id, exemption=exemption, closed_by=by, closed_at=now),
    )
