"""Anna's background check in the tests: made and approved on the 2nd of March 2026."""

from datetime import UTC, date, datetime
from typing import Final

from domain.verification.aggregate import About, missing
from domain.verification.case import Document
from domain.verification.events import (
    Credential,
    CredentialApproved,
    CredentialExpired,
    CredentialRejected,
    CredentialRevoked,
    CredentialSubmitted,
    CredentialSuspended,
    DocumentPurged,
    ExpiryNoticed,
    InformationRequested,
    ReasonCode,
    ReviewStarted,
    Scan,
)
from domain.verification.rulings import Ruling
from tests.support.calendar import MONDAY
from tests.support.people import ANNA, RITA

ABOUT: Final = About(tutor_id=ANNA, credential=Credential.BACKGROUND)
NEVER: Final = missing(ANNA, Credential.BACKGROUND)
SCAN: Final = Scan("image-1", "a" * 64)
ANOTHER_SCAN: Final = Scan("image-2", "b" * 64)
DOCUMENT: Final = Document("DBS 001", "Disclosure Service", date(2026, 3, 2), SCAN)
GENUINE: Final = ReasonCode.DOCUMENT_GENUINE
END: Final = datetime(2027, 3, 2, tzinfo=UTC)

SUBMITTED: Final = CredentialSubmitted(
    **ABOUT,
    number="DBS 001",
    issuer="Disclosure Service",
    issued_on=date(2026, 3, 2),
    scan=SCAN,
    submitted_at=MONDAY,
)
IN_REVIEW: Final = ReviewStarted(**ABOUT, reviewer_id=RITA, started_at=MONDAY)
ASKED: Final = InformationRequested(
    **ABOUT, reviewer_id=RITA, question="Is this your maiden name?", requested_at=MONDAY
)
APPROVED: Final = CredentialApproved(
    **ABOUT,
    reviewer_id=RITA,
    reason=GENUINE,
    rule_version="2026-03",
    issued_on=date(2026, 3, 2),
    sha256="a" * 64,
    valid_until=END,
    approved_at=MONDAY,
)
REJECTED: Final = CredentialRejected(
    **ABOUT,
    reviewer_id=RITA,
    reason=ReasonCode.NAME_DIFFERS,
    rule_version="2026-03",
    issued_on=date(2026, 3, 2),
    sha256="a" * 64,
    rejected_at=MONDAY,
)
PURGED: Final = DocumentPurged(**ABOUT, image_keys=("image-1",), purged_at=MONDAY)
SUSPENDED: Final = CredentialSuspended(
    **ABOUT,
    reviewer_id=RITA,
    reason=ReasonCode.COMPLAINT_RECEIVED,
    rule_version="2026-03",
    suspended_at=MONDAY,
)
REVOKED: Final = CredentialRevoked(
    **ABOUT,
    reviewer_id=RITA,
    reason=ReasonCode.DOCUMENT_FORGED,
    rule_version="2026-03",
    revoked_at=MONDAY,
)
EXPIRED: Final = CredentialExpired(**ABOUT, valid_until=END, expired_at=END)


def noticed(days_left: int, at: datetime) -> ExpiryNoticed:
    """This is a notice of the coming end."""
    return ExpiryNoticed(**ABOUT, days_left=days_left, valid_until=END, noticed_at=at)


def ruling(reason: ReasonCode = GENUINE, by: str = RITA, at: datetime = MONDAY) -> Ruling:
    """This is a decision of Rita's, on Monday, unless said otherwise."""
    return Ruling(by, reason, "2026-03", at)
