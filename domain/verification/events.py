"""What can happen to one credential of a tutor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId
from domain.shared.text import Digest, Reference, Version


class Credential(StrEnum):
    """This is what a tutor can prove about themself."""

    IDENTITY = "identity"
    BACKGROUND = "background"
    EDUCATION = "education"
    TEACHING_CERTIFICATE = "teaching_certificate"


class ReasonCode(StrEnum):
    """This is on what ground a reviewer decided."""

    DOCUMENT_GENUINE = "document_genuine"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_OUTDATED = "document_outdated"
    DOCUMENT_FORGED = "document_forged"
    NAME_DIFFERS = "name_differs"
    ISSUER_UNKNOWN = "issuer_unknown"
    RECORD_FOUND = "record_found"
    COMPLAINT_RECEIVED = "complaint_received"
    COMPLAINT_UNFOUNDED = "complaint_unfounded"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_DISMISSED = "appeal_dismissed"


@dataclass(frozen=True, slots=True)
class Scan:
    """This is the picture of a document: where its image is kept, and its digest."""

    image_key: Reference
    sha256: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCredential(Fact):
    """This is what every fact of a credential says: whose it is, and which."""

    tutor_id: PersonId
    credential: Credential


@fact("verification.submitted.v1")
class CredentialSubmitted(OfCredential):
    """The tutor handed in a document.

    `issued_on` of a background check is its check date.
    """

    number: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    issuer: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    issued_on: date
    scan: Scan
    submitted_at: datetime


@fact("verification.review_started.v1")
class ReviewStarted(OfCredential):
    """A reviewer took the document up."""

    reviewer_id: PersonId
    started_at: datetime


@fact("verification.information_requested.v1")
class InformationRequested(OfCredential):
    """The reviewer needs to know more before deciding."""

    reviewer_id: PersonId
    question: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    requested_at: datetime


@fact("verification.information_provided.v1")
class InformationProvided(OfCredential):
    """The tutor answered, perhaps with another picture of the document."""

    answer: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    scan: Scan | None
    provided_at: datetime


@fact("verification.approved.v1")
class CredentialApproved(OfCredential):
    """The reviewer found the document good: until a day, or for good."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: Version
    issued_on: date
    sha256: Digest
    valid_until: datetime | None
    approved_at: datetime


@fact("verification.rejected.v1")
class CredentialRejected(OfCredential):
    """The reviewer did not accept the document; a credential held so far stays as it is."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: Version
    issued_on: date
    sha256: Digest
    rejected_at: datetime


@fact("verification.rejection_appealed.v1")
class RejectionAppealed(OfCredential):
    """The tutor asks another reviewer to look again."""

    argument: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    scan: Scan | None
    appealed_at: datetime


@fact("verification.document_purged.v1")
class DocumentPurged(OfCredential):
    """The images are of no more use and go; number, issuer, date and digest stay."""

    image_keys: tuple[Reference, ...]
    purged_at: datetime


@fact("verification.revoked.v1")
class CredentialRevoked(OfCredential):
    """A reviewer took the credential away for good."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: Version
    revoked_at: datetime


@fact("verification.suspended.v1")
class CredentialSuspended(OfCredential):
    """A reviewer made the credential count for nothing until something is cleared up."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: Version
    suspended_at: datetime


@fact("verification.reinstated.v1")
class CredentialReinstated(OfCredential):
    """A reviewer made a suspended credential count again."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: Version
    valid_until: datetime | None
    reinstated_at: datetime


@fact("verification.expiry_noticed.v1")
class ExpiryNoticed(OfCredential):
    """The credential ends in at most so many days, and the tutor should renew it."""

    days_left: int
    valid_until: datetime
    noticed_at: datetime


@fact("verification.expired.v1")
class CredentialExpired(OfCredential):
    """The credential's time is over."""

    valid_until: datetime
    expired_at: datetime


VerificationEvent = (
    CredentialSubmitted
    | ReviewStarted
    | InformationRequested
    | InformationProvided
    | CredentialApproved
    | CredentialRejected
    | RejectionAppealed
    | DocumentPurged
    | CredentialRevoked
    | CredentialSuspended
    | CredentialReinstated
    | ExpiryNoticed
    | CredentialExpired
)
