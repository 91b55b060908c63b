"""What a verification consists of: a document on its way, and the credential as it is held."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from domain.shared.personal import PersonId
from domain.shared.text import Digest, Reference
from domain.verification.events import (
    CredentialRejected,
    CredentialSubmitted,
    DocumentPurged,
    InformationProvided,
    InformationRequested,
    RejectionAppealed,
    ReviewStarted,
    Scan,
)


class State(StrEnum):
    """This is where a credential stands."""

    MISSING = "missing"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    REJECTED = "rejected"
    APPROVED = "approved"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


OPEN = frozenset({State.SUBMITTED, State.IN_REVIEW, State.NEEDS_INFO})
HELD = frozenset({State.APPROVED, State.EXPIRING, State.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Document:
    """This is what a tutor hands in."""

    number: str
    issuer: str
    issued_on: date
    scan: Scan


@dataclass(frozen=True, slots=True)
class Case:
    """This is a document on its way to a decision, or rejected."""

    step: State
    issued_on: date
    sha256: Digest
    image_keys: tuple[Reference, ...]
    rejected_by: PersonId | None = None
    is_appeal: bool = False

    def with_scan(self, scan: Scan | None) -> "Case":
        """This is the case with a newer picture of the document, if there is one."""
        if scan is None:
            return self
        return replace(self, sha256=scan.sha256, image_keys=(*self.image_keys, scan.image_key))


@dataclass(frozen=True, slots=True)
class Standing:
    """This is the credential as it was last approved, and what became of it since."""

    state: State
    valid_until: datetime | None
    noticed_days: int | None = None


LaterEvent = (
    ReviewStarted
    | InformationRequested
    | InformationProvided
    | CredentialRejected
    | RejectionAppealed
    | DocumentPurged
)
CaseEvent = CredentialSubmitted | LaterEvent
"""The facts that say something of a document on its way."""


def case_after(case: Case | None, fact: CaseEvent) -> Case | None:
    """This is the case after the fact; number and issuer stay in the log alone."""
    if isinstance(fact, CredentialSubmitted):
        scan = fact.scan
        return Case(State.SUBMITTED, fact.issued_on, scan.sha256, (scan.image_key,))
    return case and _moved_on(case, fact)


def _moved_on(case: Case, fact: LaterEvent) -> Case:
    match fact:
        case ReviewStarted():
            return replace(case, step=State.IN_REVIEW)
        case InformationRequested():
            return replace(case, step=State.NEEDS_INFO)
        case InformationProvided():
            return replace(case.with_scan(fact.scan), step=State.IN_REVIEW)
        case CredentialRejected():
            return replace(case, step=State.REJECTED, rejected_by=fact.reviewer_id)
        case RejectionAppealed():
            return replace(case.with_scan(fact.scan), step=State.SUBMITTED, is_appeal=True)
        case DocumentPurged():
            return replace(case, image_keys=())
        case _:
            assert_never(fact)
