"""Verification: handing in documents, reviewing them, and keeping credentials up to date."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from application.fields import NO_NUL, Identity, RuleVersion, Title
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.verification import rulings
from domain.verification.aggregate import VERIFICATION, Verification, missing
from domain.verification.case import Document
from domain.verification.events import Credential, ReasonCode, Scan
from domain.verification.rulings import Ruling

Remark = Annotated[str, Field(min_length=1, max_length=4000, pattern=NO_NUL)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1), examples=["2026-03-02"])]

DRAWN = r"^([a-z]{1,20}/)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}(\.[a-z0-9]{2,4})?$"
"""A key that the store of images drew. It stays readable when its tutor is forgotten, so that
the image can be destroyed whenever; therefore it can hold nothing that somebody thought of."""


class Picture(BaseModel):
    """The picture of a document: under which key its image is kept, and its digest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    image_key: str = Field(pattern=DRAWN, examples=["scans/0c6f4b0e9c2b4d0f8a1d2e3f4a5b6c7d.png"])
    sha256: str = Field(pattern="^[0-9a-f]{64}$", examples=["0" * 64])

    @property
    def scan(self) -> Scan:
        """This is the picture as the domain knows it."""
        return Scan(self.image_key, self.sha256)


class SubmitCredential(Command):
    """Hand in a document. The day of a background check is the day it was made."""

    tutor_id: Identity
    credential: Credential
    number: Title
    issuer: Title
    issued_on: Day
    picture: Picture


class StartReview(Command):
    """Take a submitted document up."""

    tutor_id: Identity
    credential: Credential


class AskForInformation(Command):
    """Ask the tutor something before deciding."""

    tutor_id: Identity
    credential: Credential
    question: Remark


class ProvideInformation(Command):
    """Answer the reviewer, perhaps with another picture of the document."""

    tutor_id: Identity
    credential: Credential
    answer: Remark
    picture: Picture | None = None


class ApproveCredential(Command):
    """Find the document good; its images are destroyed."""

    tutor_id: Identity
    credential: Credential
    reason: ReasonCode
    rule_version: RuleVersion


class RejectCredential(Command):
    """Turn the document down; its images are destroyed."""

    tutor_id: Identity
    credential: Credential
    reason: ReasonCode
    rule_version: RuleVersion


class AppealRejection(Command):
    """Ask for another reviewer to look again, with a new picture if it helps."""

    tutor_id: Identity
    credential: Credential
    argument: Remark
    picture: Picture | None = None


class RevokeCredential(Command):
    """Take a credential away for good."""

    tutor_id: Identity
    credential: Credential
    reason: ReasonCode
    rule_version: RuleVersion


class SuspendCredential(Command):
    """Make a credential count for nothing until something is cleared up."""

    tutor_id: Identity
    credential: Credential
    reason: ReasonCode
    rule_version: RuleVersion


class ReinstateCredential(Command):
    """Make a suspended credential count again."""

    tutor_id: Identity
    credential: Credential
    reason: ReasonCode
    rule_version: RuleVersion


class NoticeExpiry(Command):
    """Tell the tutor that a credential ends soon, if a notice is due."""

    tutor_id: Identity
    credential: Credential


class ExpireCredential(Command):
    """End a credential whose time is over."""

    tutor_id: Identity
    credential: Credential


def submit_credential(command: SubmitCredential, work: Work) -> Decision:
    """This hands in a document."""
    known = _verification(command.tutor_id, command.credential, work)
    document = Document(command.number, command.issuer, command.issued_on, command.picture.scan)
    return decided(append(known, known.state.submit(document, work.actor.id, work.now)))


def start_review(command: StartReview, work: Work) -> Decision:
    """This takes a document up."""
    known = _verification(command.tutor_id, command.credential, work)
    return decided(append(known, rulings.start_review(known.state, work.actor.id, work.now)))


def ask_for_information(command: AskForInformation, work: Work) -> Decision:
    """This asks the tutor something."""
    known = _verification(command.tutor_id, command.credential, work)
    facts = rulings.ask_for_information(known.state, command.question, work.actor.id, work.now)
    return decided(append(known, facts))


def provide_information(command: ProvideInformation, work: Work) -> Decision:
    """This answers the reviewer."""
    known = _verification(command.tutor_id, command.credential, work)
    scan = command.picture.scan if command.picture else None
    facts = known.state.provide_information(command.answer, scan, work.actor.id, work.now)
    return decided(append(known, facts))


def approve_credential(command: ApproveCredential, work: Work) -> Decision:
    """This finds a document good."""
    known = _verification(command.tutor_id, command.credential, work)
    ruling = _ruling(command.reason, command.rule_version, work)
    return decided(append(known, rulings.approve(known.state, ruling)))


def reject_credential(command: RejectCredential, work: Work) -> Decision:
    """This turns a document down."""
    known = _verification(command.tutor_id, command.credential, work)
    ruling = _ruling(command.reason, command.rule_version, work)
    return decided(append(known, rulings.reject(known.state, ruling)))


def appeal_rejection(command: AppealRejection, work: Work) -> Decision:
    """This asks for another look."""
    known = _verification(command.tutor_id, command.credential, work)
    scan = command.picture.scan if command.picture else None
    facts = known.state.appeal(command.argument, scan, work.actor.id, work.now)
    return decided(append(known, facts))


def revoke_credential(command: RevokeCredential, work: Work) -> Decision:
    """This takes a credential away."""
    known = _verification(command.tutor_id, command.credential, work)
    ruling = _ruling(command.reason, command.rule_version, work)
    return decided(append(known, rulings.revoke(known.state, ruling)))


def suspend_credential(command: SuspendCredential, work: Work) -> Decision:
    """This makes a credential count for nothing for now."""
    known = _verification(command.tutor_id, command.credential, work)
    ruling = _ruling(command.reason, command.rule_version, work)
    return decided(append(known, rulings.suspend(known.state, ruling)))


def reinstate_credential(command: ReinstateCredential, work: Work) -> Decision:
    """This makes a credential count again."""
    known = _verification(command.tutor_id, command.credential, work)
    ruling = _ruling(command.reason, command.rule_version, work)
    return decided(append(known, rulings.reinstate(known.state, ruling)))


def notice_expiry(command: NoticeExpiry, work: Work) -> Decision:
    """This tells that a credential ends soon."""
    known = _verification(command.tutor_id, command.credential, work)
    return decided(append(known, known.state.notice_expiry(work.now)))


def expire_credential(command: ExpireCredential, work: Work) -> Decision:
    """This ends a credential whose time is over."""
    known = _verification(command.tutor_id, command.credential, work)
    return decided(append(known, known.state.expire(work.now)))


def _verification(tutor_id: str, credential: Credential, work: Work) -> Loaded[Verification]:
    found = work.find(VERIFICATION, f"{tutor_id}-{credential}")
    state = found.state or missing(tutor_id, credential)
    return Loaded(found.stream_id, found.version, state)


def _ruling(reason: ReasonCode, rule_version: str, work: Work) -> Ruling:
    return Ruling(work.actor.id, reason, rule_version, work.now)


HANDLERS: Handlers = (
    (SubmitCredential, submit_credential),
    (StartReview, start_review),
    (AskForInformation, ask_for_information),
    (ProvideInformation, provide_information),
    (ApproveCredential, approve_credential),
    (RejectCredential, reject_credential),
    (AppealRejection, appeal_rejection),
    (RevokeCredential, revoke_credential),
    (SuspendCredential, suspend_credential),
    (ReinstateCredential, reinstate_credential),
    (NoticeExpiry, notice_expiry),
    (ExpireCredential, expire_credential),
)
