"""What can happen to a privacy request, from its arrival to its answer.

What an erasure adds stands in `erasure_events.py`, what a person's own stream holds in
`subject_events.py`. Every decision names its reason by a code; nobody's words are kept.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.privacy.erasure_events import ErasureEvent
from domain.privacy.subject_events import SubjectEvent
from domain.privacy.terms import (
    Capacity,
    Channel,
    Deadline,
    DenialReason,
    ExtensionReason,
    HoldBasis,
    IdentityMethod,
    KnownFact,
    Objection,
    Recipient,
    Regime,
    RequestKind,
    RestrictionGround,
)
from domain.shared.event import Fact, fact
from domain.shared.personal import Category, PersonId
from domain.shared.text import Digest, Identity, Reference, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRequest(Fact):
    """This is what every fact of a privacy request says: which it is, and whose data it means."""

    request_id: Identity
    person_id: PersonId


@fact("privacy.request_received.v1")
class PrivacyRequestReceived(OfRequest):
    """Somebody asked about a person's data; the clocks run by the days of that zone."""

    kind: RequestKind
    regime: Regime
    categories: tuple[Category, ...]
    objects_to: tuple[Objection, ...]
    ground: RestrictionGround | None
    filed_by: PersonId
    filed_as: Capacity
    channel: Channel
    zone: Zone
    received_at: datetime
    acknowledge_by: datetime | None
    act_by: datetime


@fact("privacy.request_joined.v1")
class PrivacyRequestJoined(OfRequest):
    """The same was asked again while the first was open, and belongs to it."""

    filed_by: PersonId
    filed_as: Capacity
    channel: Channel
    joined_at: datetime


@fact("privacy.request_acknowledged.v1")
class PrivacyRequestAcknowledged(OfRequest):
    """Whoever asked was told that it arrived; without a person the platform told them."""

    acknowledged_by: PersonId | None
    acknowledged_at: datetime


@fact("privacy.identity_asked.v1")
class IdentityAsked(OfRequest):
    """Whoever asked has to show who they are; a link goes to the address we know."""

    asked_at: datetime


@fact("privacy.identity_link_followed.v1")
class IdentityLinkFollowed(OfRequest):
    """Somebody who reads the person's mail followed the link."""

    followed_at: datetime


@fact("privacy.identity_confirmed.v1")
class IdentityConfirmed(OfRequest):
    """It is certain enough who asked; how and when is kept, and never a document."""

    method: IdentityMethod
    matched: tuple[KnownFact, ...]
    confirmed_by: PersonId
    confirmed_at: datetime


@fact("privacy.request_extended.v1")
class PrivacyRequestExtended(OfRequest):
    """Whoever asked was told, in time, that it takes longer, and why."""

    reason: ExtensionReason
    extended_by: PersonId
    act_by: datetime
    extended_at: datetime


@fact("privacy.legal_hold_placed.v1")
class LegalHoldPlaced(OfRequest):
    """A category of data has to stay until then, on that basis, though its erasure was asked."""

    category: Category
    basis: HoldBasis
    until: datetime
    placed_by: PersonId | None
    placed_at: datetime


@fact("privacy.legal_hold_lifted.v1")
class LegalHoldLifted(OfRequest):
    """A category of data need not stay on that basis any more."""

    category: Category
    basis: HoldBasis
    lifted_by: PersonId | None
    lifted_at: datetime


@fact("privacy.request_approved.v1")
class PrivacyRequestApproved(OfRequest):
    """It was decided that what was asked is done."""

    approved_by: PersonId
    approved_at: datetime


@fact("privacy.request_denied.v1")
class PrivacyRequestDenied(OfRequest):
    """It was decided that what was asked is not done, for that reason."""

    reason: DenialReason
    denied_by: PersonId
    denied_at: datetime


@fact("privacy.request_withdrawn.v1")
class PrivacyRequestWithdrawn(OfRequest):
    """The person, or their guardian, does not want it any more."""

    withdrawn_by: PersonId
    withdrawn_at: datetime


@fact("privacy.recipient_notified.v1")
class RecipientNotified(OfRequest):
    """Somebody who was given the data was told (GDPR 19), under that reference."""

    recipient: Recipient
    reference: Reference
    notified_at: datetime


@fact("privacy.recipient_acknowledged.v1")
class RecipientAcknowledged(OfRequest):
    """That recipient confirmed it; the reference is of what we had sent."""

    recipient: Recipient
    reference: Reference
    acknowledged_at: datetime


@fact("privacy.deadline_neared.v1")
class DeadlineNeared(OfRequest):
    """A deadline is near and what it asks is not done yet."""

    deadline: Deadline
    due_at: datetime
    neared_at: datetime


@fact("privacy.deadline_missed.v1")
class DeadlineMissed(OfRequest):
    """A deadline went by and what it asks was not done."""

    deadline: Deadline
    due_at: datetime
    missed_at: datetime


@fact("privacy.package_handed_over.v1")
class PackageHandedOver(OfRequest):
    """Somebody took away, whole, what is kept of the person; only its manifest's digest is kept."""

    handed_to: PersonId
    manifest_sha256: Digest
    handed_over_at: datetime


@fact("privacy.request_completed.v1")
class PrivacyRequestCompleted(OfRequest):
    """What was asked is done; without a person the platform did it by itself."""

    completed_by: PersonId | None
    completed_at: datetime


ArrivalEvent = (
    PrivacyRequestJoined
    | PrivacyRequestAcknowledged
    | IdentityAsked
    | IdentityLinkFollowed
    | IdentityConfirmed
    | PrivacyRequestExtended
    | DeadlineNeared
    | DeadlineMissed
)
"""A request on its way: who asks, and by when it has to be done."""

AnswerEvent = (
    LegalHoldPlaced
    | LegalHoldLifted
    | PrivacyRequestApproved
    | PrivacyRequestDenied
    | PrivacyRequestWithdrawn
    | PrivacyRequestCompleted
    | RecipientNotified
    | RecipientAcknowledged
    | PackageHandedOver
)
"""What becomes of it."""

LaterEvent = ArrivalEvent | AnswerEvent | ErasureEvent
RequestEvent = PrivacyRequestReceived | LaterEvent
PrivacyEvent = RequestEvent | SubjectEvent
