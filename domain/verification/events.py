"""What can happen to one credential of a tutor."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from domain.shared.event import Fact, fact
from domain.shared.personal import Category, Personal, PersonId


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

    image_key: str
    sha256: str


@fact("verification.submitted.v1")
class CredentialSubmitted(Fact):
    """The tutor handed in a document; `issued_on` of a background check is its check date."""

    tutor_id: PersonId
    credential: Credential
    number: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    issuer: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    issued_on: date
    scan: Scan
    submitted_at: datetime


@fact("verification.review_started.v1")
class ReviewStarted(Fact):
    """A reviewer took the document up."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    started_at: datetime


@fact("verification.information_requested.v1")
class InformationRequested(Fact):
    """The reviewer needs to know more before deciding."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    question: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    requested_at: datetime


@fact("verification.information_provided.v1")
class InformationProvided(Fact):
    """The tutor answered, perhaps with another picture of the document."""

    tutor_id: PersonId
    credential: Credential
    answer: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    scan: Scan | None
    provided_at: datetime


@fact("verification.approved.v1")
class CredentialApproved(Fact):
    """The reviewer found the document good; without `valid_until` it is so for good."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    issued_on: date
    sha256: str
    valid_until: datetime | None
    approved_at: datetime


@fact("verification.rejected.v1")
class CredentialRejected(Fact):
    """The reviewer did not accept the document; a credential held so far stays as it is."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    issued_on: date
    sha256: str
    rejected_at: datetime


@fact("verification.rejection_appealed.v1")
class RejectionAppealed(Fact):
    """The tutor asks another reviewer to look again."""

    tutor_id: PersonId
    credential: Credential
    argument: Annotated[str, Personal("tutor_id", Category.SAFEGUARDING)]
    scan: Scan | None
    appealed_at: datetime


@fact("verification.document_purged.v1")
class DocumentPurged(Fact):
    """The images are of no more use and go; number, issuer, date and digest stay."""

    tutor_id: PersonId
    credential: Credential
    image_keys: tuple[str, ...]
    purged_at: datetime


@fact("verification.revoked.v1")
class CredentialRevoked(Fact):
    """A reviewer took the credential away for good."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    revoked_at: datetime


@fact("verification.suspended.v1")
class CredentialSuspended(Fact):
    """A reviewer made the credential count for nothing until something is cleared up."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    suspended_at: datetime


@fact("verification.reinstated.v1")
class CredentialReinstated(Fact):
    """A reviewer made a suspended credential count again."""

    tutor_id: PersonId
    credential: Credential
    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    valid_until: datetime | None
    reinstated_at: datetime


@fact("verification.expiry_noticed.v1")
class ExpiryNoticed(Fact):
    """The credential ends in at most so many days, and the tutor should renew it."""

    tutor_id: PersonId
    credential: Credential
    days_left: int
    valid_until: datetime
    noticed_at: datetime


@fact("verification.expired.v1")
class CredentialExpired(Fact):
    """The credential's time is over."""

    tutor_id: PersonId
    credential: Credential
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
