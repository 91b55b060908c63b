"""What is on record of a person's own wishes, across all their requests."""

from datetime import datetime

from domain.privacy.terms import LiftReason, Objection, Regime, RequestKind, RestrictionGround
from domain.shared.event import Fact, fact
from domain.shared.personal import PersonId
from domain.shared.text import Identity


@fact("privacy.request_opened.v1")
class PrivacyRequestOpened(Fact):
    """A request of that kind is open; the same asked again belongs to it."""

    person_id: PersonId
    request_id: Identity
    kind: RequestKind
    regime: Regime
    opened_at: datetime


@fact("privacy.request_closed.v1")
class PrivacyRequestClosed(Fact):
    """A request is open no more; the same asked again is a new one."""

    person_id: PersonId
    request_id: Identity
    closed_at: datetime


@fact("privacy.processing_restricted.v1")
class ProcessingRestricted(Fact):
    """The person's data is kept, and for now nothing else is done with it of our own accord."""

    person_id: PersonId
    request_id: Identity
    ground: RestrictionGround
    restricted_at: datetime


@fact("privacy.restriction_lifted.v1")
class RestrictionLifted(Fact):
    """The person's data may be used again."""

    person_id: PersonId
    reason: LiftReason
    lifted_by: PersonId
    lifted_at: datetime


@fact("privacy.objection_noted.v1")
class ObjectionNoted(Fact):
    """The person objects: from now on their data is not used for that."""

    person_id: PersonId
    objects_to: Objection
    request_id: Identity
    noted_at: datetime


@fact("privacy.objection_lifted.v1")
class ObjectionLifted(Fact):
    """The objection does not stand any more: taken back, or not upheld."""

    person_id: PersonId
    objects_to: Objection
    lifted_by: PersonId
    lifted_at: datetime


SubjectEvent = (
    PrivacyRequestOpened
    | PrivacyRequestClosed
    | ProcessingRestricted
    | RestrictionLifted
    | ObjectionNoted
    | ObjectionLifted
)
