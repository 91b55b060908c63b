"""Verification: one tutor, one credential, from the first document to its last day.

Rules, in plain language:

- Only the tutor hands in a document, answers questions and appeals; nobody reviews their own.
- One document is reviewed at a time. A credential held so far stays good while its renewal is
  being reviewed, and also when that is rejected.
- Every decision keeps the reviewer, a reason code and the version of the rules. After it the
  document's images go; its number, issuer, date and digest stay.
- A rejection may be appealed once; another reviewer then decides. Or the tutor starts anew.
- A background check is valid for twelve months from its date. Renewal may start 60 days before
  the end and loses no days. Notices come 60, 30, 7 and 1 days before, each at most once; of
  several missed ones only the nearest.
- A suspended credential counts for nothing and cannot be renewed until it is reinstated; its
  time runs on. A revoked one is gone, with whatever was being reviewed.

States: MISSING → SUBMITTED → IN_REVIEW ⇄ NEEDS_INFO;  IN_REVIEW → APPROVED | REJECTED;
REJECTED → SUBMITTED by appeal or anew;  APPROVED → EXPIRING → EXPIRED → SUBMITTED;
APPROVED, EXPIRING ⇄ SUSPENDED → EXPIRED;  APPROVED, EXPIRING, SUSPENDED → REVOKED → SUBMITTED.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypedDict

from domain.shared.errors import NotAllowed, RuleBroken
from domain.shared.event import Kind
from domain.shared.personal import PersonId
from domain.verification.case import HELD, OPEN, Case, Document, Standing, State, case_after
from domain.verification.events import (
    Credential,
    CredentialApproved,
    CredentialExpired,
    CredentialReinstated,
    CredentialRevoked,
    CredentialSubmitted,
    CredentialSuspended,
    ExpiryNoticed,
    InformationProvided,
    RejectionAppealed,
    Scan,
    VerificationEvent,
)
from domain.verification.policies import may_renew, notice_due


class OnlyTheTutorProvesTheirCredential(NotAllowed):
    """Only the tutor themself hands in documents, answers questions and appeals."""


class OneDocumentIsReviewedAtATime(RuleBroken):
    """A document is being reviewed already; wait for the decision."""


class OnlyAnEndingCredentialIsRenewed(RuleBroken):
    """This credential is good; renewal may start 60 days before it ends."""


class ASuspendedCredentialIsNotRenewed(RuleBroken):
    """This credential is suspended; it has to be reinstated or revoked first."""


class NoDocumentIsFromTheFuture(RuleBroken):
    """A document cannot have been issued later than today."""


class NothingWasAsked(RuleBroken):
    """No question of a reviewer is waiting for an answer."""


class OnlyARejectionIsAppealed(RuleBroken):
    """There is no rejection to appeal against."""


class ARejectionIsAppealedOnce(RuleBroken):
    """Another reviewer has looked at it already; hand in a new document instead."""


class About(TypedDict):
    """This is what every fact of a verification says: whose it is, and of what."""

    tutor_id: str
    credential: Credential


@dataclass(frozen=True, slots=True)
class Verification:
    """This is one credential of one tutor: what they hold, and what is being reviewed."""

    tutor_id: PersonId
    credential: Credential
    standing: Standing | None = None
    case: Case | None = None

    @property
    def state(self) -> State:
        """This is where the credential stands; one still held outshines its renewal."""
        if self.standing and self.standing.state in HELD:
            return self.standing.state
        if self.case:
            return self.case.step
        return self.standing.state if self.standing else State.MISSING

    def in_force(self, now: datetime) -> bool:
        """This is true while the credential counts, also when its end was not noticed yet."""
        standing = self.standing
        if standing is None or standing.state not in {State.APPROVED, State.EXPIRING}:
            return False
        return standing.valid_until is None or now < standing.valid_until

    @property
    def renewable_until(self) -> datetime | None:
        """This is the end a renewal counts from; there is none after a revocation."""
        if self.standing is None or self.standing.state is State.REVOKED:
            return None
        return self.standing.valid_until

    def about(self) -> About:
        """This is what every fact of this verification says."""
        return About(tutor_id=self.tutor_id, credential=self.credential)

    def submit(self, document: Document, by: str, now: datetime) -> Sequence[VerificationEvent]:
        """This hands in a document, the first one or a later one."""
        self._check_who(by)
        self._check_may_submit(now)
        if document.issued_on > (now + timedelta(days=1)).date():
            raise NoDocumentIsFromTheFuture
        return (
            CredentialSubmitted(
                **self.about(),
                number=document.number,
                issuer=document.issuer,
                issued_on=document.issued_on,
                scan=document.scan,
                submitted_at=now,
            ),
        )

    def provide_information(
        self, answer: str, scan: Scan | None, by: str, now: datetime
    ) -> Sequence[VerificationEvent]:
        """This answers the reviewer's question, perhaps with another picture."""
        self._check_who(by)
        if self.case is None or self.case.step is not State.NEEDS_INFO:
            raise NothingWasAsked
        return (InformationProvided(**self.about(), answer=answer, scan=scan, provided_at=now),)

    def appeal(
        self, argument: str, scan: Scan | None, by: str, now: datetime
    ) -> Sequence[VerificationEvent]:
        """This asks for another reviewer to look again."""
        self._check_who(by)
        if self.case is None or self.case.step is not State.REJECTED:
            raise OnlyARejectionIsAppealed
        if self.case.is_appeal:
            raise ARejectionIsAppealedOnce
        return (RejectionAppealed(**self.about(), argument=argument, scan=scan, appealed_at=now),)

    def notice_expiry(self, now: datetime) -> Sequence[VerificationEvent]:
        """This tells that the end is near; early, late or twice gives each notice once."""
        until = self._held_until
        due = notice_due(until, now)
        noticed = self.standing and self.standing.noticed_days
        if until is None or due is None or (noticed and noticed <= due):
            return ()
        return (ExpiryNoticed(**self.about(), days_left=due, valid_until=until, noticed_at=now),)

    def expire(self, now: datetime) -> Sequence[VerificationEvent]:
        """This ends a credential whose time is over; early or twice does nothing."""
        until = self._held_until
        if until is None or now < until:
            return ()
        return (CredentialExpired(**self.about(), valid_until=until, expired_at=now),)

    @property
    def _held_until(self) -> datetime | None:
        held = self.standing and self.standing.state in HELD
        return self.standing.valid_until if self.standing and held else None

    def _check_who(self, by: str) -> None:
        if by != self.tutor_id:
            raise OnlyTheTutorProvesTheirCredential

    def _check_may_submit(self, now: datetime) -> None:
        if self.case and self.case.step in OPEN:
            raise OneDocumentIsReviewedAtATime
        if self.state is State.SUSPENDED:
            raise ASuspendedCredentialIsNotRenewed
        if self.state in HELD and not may_renew(self._held_until, now):
            raise OnlyAnEndingCredentialIsRenewed


def missing(tutor_id: str, credential: Credential) -> Verification:
    """This is a credential nobody has handed anything in for."""
    return Verification(tutor_id, credential)


def evolve(state: Verification | None, fact: VerificationEvent) -> Verification:
    """This is the verification after the fact; it asks no question and reads no clock."""
    known = state or missing(fact.tutor_id, fact.credential)
    match fact:
        case CredentialApproved():
            held = Standing(State.APPROVED, fact.valid_until)
            return replace(known, standing=held, case=None)
        case CredentialRevoked():
            return replace(known, standing=_now(known, State.REVOKED), case=None)
        case CredentialSuspended():
            return replace(known, standing=_now(known, State.SUSPENDED))
        case CredentialReinstated():
            noticed = known.standing and known.standing.noticed_days
            back = State.EXPIRING if noticed else State.APPROVED
            return replace(known, standing=_now(known, back))
        case ExpiryNoticed():
            return replace(known, standing=_noticed(known, fact.days_left))
        case CredentialExpired():
            return replace(known, standing=_now(known, State.EXPIRED))
        case _:
            return replace(known, case=case_after(known.case, fact))


def _now(known: Verification, state: State) -> Standing:
    return replace(known.standing or Standing(state, None), state=state)


def _noticed(known: Verification, days_left: int) -> Standing:
    suspended = known.state is State.SUSPENDED
    standing = _now(known, State.SUSPENDED if suspended else State.EXPIRING)
    return replace(standing, noticed_days=days_left)


VERIFICATION = Kind("verification", Verification, evolve)
