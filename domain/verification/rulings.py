"""What reviewers do to a verification: look, ask, and decide.

Every ruling names its reviewer, a reason and the version of the rules it rests on. Nobody
rules on their own credential, and an appeal is ruled on by somebody else than the rejection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.personal import PersonId
from domain.verification.aggregate import ASuspendedCredentialIsNotRenewed, Verification
from domain.verification.case import HELD, Case, State
from domain.verification.events import (
    CredentialApproved,
    CredentialReinstated,
    CredentialRejected,
    CredentialRevoked,
    CredentialSuspended,
    DocumentPurged,
    InformationRequested,
    ReasonCode,
    ReviewStarted,
    VerificationEvent,
)
from domain.verification.policies import valid_until


class NobodyReviewsTheirOwn(NotAllowed):
    """A credential is reviewed by somebody else than the person it belongs to."""


class AnAppealIsDecidedByAnother(NotAllowed):
    """Whoever rejected a document does not decide on the appeal."""


class NothingWasSubmitted(RuleBroken):
    """No document waits for a review to begin."""


class NothingIsBeingReviewed(RuleBroken):
    """No document is being reviewed; a review has to be started first."""


class OnlyAValidDocumentIsApproved(RuleBroken):
    """The document is too old: what it proves has ended already."""


class NothingToRevoke(RuleBroken):
    """The tutor does not hold this credential."""


class NothingToSuspend(RuleBroken):
    """This credential does not count now, so it cannot be suspended."""


class NothingToReinstate(RuleBroken):
    """This credential is not suspended, or its time is over."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """This is who decides, on what ground, under which version of the rules, and when."""

    reviewer_id: PersonId
    reason: ReasonCode
    rule_version: str
    at: datetime


class _Grounds(TypedDict):
    reviewer_id: str
    reason: ReasonCode
    rule_version: str


def start_review(
    verification: Verification, reviewer_id: str, now: datetime
) -> Sequence[VerificationEvent]:
    """This takes a submitted document up."""
    _check_reviewer(verification, reviewer_id)
    if verification.case is None or verification.case.step is not State.SUBMITTED:
        raise NothingWasSubmitted
    return (ReviewStarted(**verification.about(), reviewer_id=reviewer_id, started_at=now),)


def ask_for_information(
    verification: Verification, question: str, reviewer_id: str, now: datetime
) -> Sequence[VerificationEvent]:
    """This asks the tutor something before deciding."""
    _case_in_review(verification, reviewer_id)
    return (
        InformationRequested(
            **verification.about(), reviewer_id=reviewer_id, question=question, requested_at=now
        ),
    )


def approve(verification: Verification, ruling: Ruling) -> Sequence[VerificationEvent]:
    """This makes the credential good, for as long as the document proves it.

    Raises:
        ASuspendedCredentialIsNotRenewed: what is held is suspended.
        OnlyAValidDocumentIsApproved: it would have ended already.
    """
    case = _case_in_review(verification, ruling.reviewer_id)
    if verification.state is State.SUSPENDED:
        raise ASuspendedCredentialIsNotRenewed
    until = valid_until(verification.credential, case.issued_on, verification.renewable_until)
    if until is not None and until <= ruling.at:
        raise OnlyAValidDocumentIsApproved
    approved = CredentialApproved(
        **verification.about(),
        **_grounds(ruling),
        issued_on=case.issued_on,
        sha256=case.sha256,
        valid_until=until,
        approved_at=ruling.at,
    )
    return (approved, *_purge(verification, ruling.at))


def reject(verification: Verification, ruling: Ruling) -> Sequence[VerificationEvent]:
    """This turns the document down; what is held so far stays."""
    case = _case_in_review(verification, ruling.reviewer_id)
    rejected = CredentialRejected(
        **verification.about(),
        **_grounds(ruling),
        issued_on=case.issued_on,
        sha256=case.sha256,
        rejected_at=ruling.at,
    )
    return (rejected, *_purge(verification, ruling.at))


def revoke(verification: Verification, ruling: Ruling) -> Sequence[VerificationEvent]:
    """This takes a held credential away, and ends whatever was being reviewed."""
    _check_owner(verification, ruling.reviewer_id)
    if verification.state not in HELD:
        raise NothingToRevoke
    revoked = CredentialRevoked(**verification.about(), **_grounds(ruling), revoked_at=ruling.at)
    return (revoked, *_purge(verification, ruling.at))


def suspend(verification: Verification, ruling: Ruling) -> Sequence[VerificationEvent]:
    """This makes a credential count for nothing for the time being."""
    _check_owner(verification, ruling.reviewer_id)
    if not verification.in_force(ruling.at):
        raise NothingToSuspend
    return (
        CredentialSuspended(**verification.about(), **_grounds(ruling), suspended_at=ruling.at),
    )


def reinstate(verification: Verification, ruling: Ruling) -> Sequence[VerificationEvent]:
    """This makes a suspended credential count again, until its old end."""
    _check_owner(verification, ruling.reviewer_id)
    standing = verification.standing
    if standing is None or standing.state is not State.SUSPENDED:
        raise NothingToReinstate
    if standing.valid_until is not None and standing.valid_until <= ruling.at:
        raise NothingToReinstate
    return (
        CredentialReinstated(
            **verification.about(),
            **_grounds(ruling),
            valid_until=standing.valid_until,
            reinstated_at=ruling.at,
        ),
    )


def _grounds(ruling: Ruling) -> _Grounds:
    return _Grounds(
        reviewer_id=ruling.reviewer_id, reason=ruling.reason, rule_version=ruling.rule_version
    )


def _purge(verification: Verification, now: datetime) -> Sequence[VerificationEvent]:
    case = verification.case
    if case is None or not case.image_keys:
        return ()
    return (DocumentPurged(**verification.about(), image_keys=case.image_keys, purged_at=now),)


def _case_in_review(verification: Verification, reviewer_id: str) -> Case:
    _check_reviewer(verification, reviewer_id)
    if verification.case is None or verification.case.step is not State.IN_REVIEW:
        raise NothingIsBeingReviewed
    return verification.case


def _check_reviewer(verification: Verification, reviewer_id: str) -> None:
    _check_owner(verification, reviewer_id)
    if verification.case and verification.case.rejected_by == reviewer_id:
        raise AnAppealIsDecidedByAnother


def _check_owner(verification: Verification, reviewer_id: str) -> None:
    if reviewer_id == verification.tutor_id:
        raise NobodyReviewsTheirOwn
