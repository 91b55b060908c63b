"""Privacy, as support and admins handle it: who asked, what is decided, and who is told."""

from typing import Annotated

from pydantic import Field

from application.fields import Identity, Moment
from application.privacy_parts import Reference, called_off, concluded, subject_of, whoever
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.privacy import handling, identity
from domain.privacy.aggregate import PRIVACY, acknowledge
from domain.privacy.terms import (
    DenialReason,
    ExtensionReason,
    HoldBasis,
    KnownFact,
    LegalHold,
    Recipient,
)
from domain.shared.personal import Category

Matched = Annotated[tuple[KnownFact, ...], Field(min_length=1, max_length=len(KnownFact))]


class AcknowledgePrivacyRequest(Command):
    """Tell whoever asked that it arrived, and what happens next."""

    request_id: Identity


class AskForIdentity(Command):
    """Ask whoever asked to show who they are; a link goes to the address we know."""

    request_id: Identity


class ConfirmIdentity(Command):
    """Say which facts matched, once the link was followed: two at least."""

    request_id: Identity
    matched: Matched


class ExtendPrivacyRequest(Command):
    """Tell whoever asked, before the deadline, that it takes longer, and why."""

    request_id: Identity
    reason: ExtensionReason


class PlaceLegalHold(Command):
    """Keep a category of data from an erasure, on a basis and until an end."""

    request_id: Identity
    category: Category
    basis: HoldBasis
    until: Moment


class LiftLegalHold(Command):
    """End a legal hold before its time."""

    request_id: Identity
    category: Category
    basis: HoldBasis


class ApprovePrivacyRequest(Command):
    """Decide that what was asked is done."""

    request_id: Identity


class DenyPrivacyRequest(Command):
    """Decide that what was asked is not done, and why."""

    request_id: Identity
    reason: DenialReason


class CompletePrivacyRequest(Command):
    """Say that what was approved is done; of an erasure, once it is certified."""

    request_id: Identity


class NoteRecipientNotified(Command):
    """Note that somebody who was given the data was told, under which reference."""

    request_id: Identity
    recipient: Recipient
    reference: Reference


class NoteRecipientReceipt(Command):
    """Note that they confirmed it."""

    request_id: Identity
    recipient: Recipient
    reference: Reference


class NoticePrivacyDeadlines(Command):
    """Note of a request's deadlines which is near and which was missed, if one is."""

    request_id: Identity


def acknowledge_privacy_request(command: AcknowledgePrivacyRequest, work: Work) -> Decision:
    """This tells that it arrived."""
    request = work.load(PRIVACY, command.request_id)
    return decided(append(request, acknowledge(request.state, whoever(work.actor), work.now)))


def ask_for_identity(command: AskForIdentity, work: Work) -> Decision:
    """This asks who it is."""
    request = work.load(PRIVACY, command.request_id)
    return decided(append(request, identity.ask(request.state, work.now)))


def confirm_identity(command: ConfirmIdentity, work: Work) -> Decision:
    """This makes certain who asked."""
    request = work.load(PRIVACY, command.request_id)
    facts = identity.confirm(request.state, command.matched, work.actor.id, work.now)
    return decided(append(request, facts))


def extend_privacy_request(command: ExtendPrivacyRequest, work: Work) -> Decision:
    """This gives it the longer deadline."""
    request = work.load(PRIVACY, command.request_id)
    where = work.ports.establishment
    facts = handling.extend(request.state, command.reason, where, work.actor.id, work.now)
    return decided(append(request, facts), act_by=facts[0].act_by)


def place_legal_hold(command: PlaceLegalHold, work: Work) -> Decision:
    """This keeps a category of data."""
    request = work.load(PRIVACY, command.request_id)
    hold = LegalHold(command.category, command.basis, command.until)
    facts = handling.place_hold(request.state, hold, whoever(work.actor), work.now)
    return decided(append(request, facts))


def lift_legal_hold(command: LiftLegalHold, work: Work) -> Decision:
    """This lets a category of data go."""
    request = work.load(PRIVACY, command.request_id)
    by, basis = whoever(work.actor), command.basis
    facts = handling.lift_hold(request.state, command.category, basis, by, work.now)
    return decided(append(request, facts))


def approve_privacy_request(command: ApprovePrivacyRequest, work: Work) -> Decision:
    """This decides for it; a restriction begins with that."""
    request = work.load(PRIVACY, command.request_id)
    facts = handling.approve(request.state, work.actor.id, work.now)
    ground = request.state.ground
    if ground is None or not facts:
        return decided(append(request, facts))
    subject = subject_of(work, request.state.person_id)
    restricted = subject.state.restrict(command.request_id, ground, work.now)
    return decided(append(request, facts), append(subject, restricted))


def deny_privacy_request(command: DenyPrivacyRequest, work: Work) -> Decision:
    """This decides against it."""
    request = work.load(PRIVACY, command.request_id)
    facts = handling.deny(request.state, command.reason, work.actor.id, work.now)
    return called_off(work, request, facts)


def complete_privacy_request(command: CompletePrivacyRequest, work: Work) -> Decision:
    """This says that it is done."""
    request = work.load(PRIVACY, command.request_id)
    facts = handling.complete(request.state, whoever(work.actor), work.now)
    return concluded(work, request, facts)


def note_recipient_notified(command: NoteRecipientNotified, work: Work) -> Decision:
    """This notes who was told."""
    request = work.load(PRIVACY, command.request_id)
    facts = handling.notify(request.state, command.recipient, command.reference, work.now)
    return decided(append(request, facts))


def note_recipient_receipt(command: NoteRecipientReceipt, work: Work) -> Decision:
    """This notes who confirmed it."""
    request = work.load(PRIVACY, command.request_id)
    facts = handling.note_receipt(request.state, command.recipient, command.reference, work.now)
    return decided(append(request, facts))


def notice_privacy_deadlines(command: NoticePrivacyDeadlines, work: Work) -> Decision:
    """This notes what is near, and what was missed."""
    request = work.load(PRIVACY, command.request_id)
    return decided(append(request, handling.notice_deadlines(request.state, work.now)))


HANDLERS: Handlers = (
    (AcknowledgePrivacyRequest, acknowledge_privacy_request),
    (AskForIdentity, ask_for_identity),
    (ConfirmIdentity, confirm_identity),
    (ExtendPrivacyRequest, extend_privacy_request),
    (PlaceLegalHold, place_legal_hold),
    (LiftLegalHold, lift_legal_hold),
    (ApprovePrivacyRequest, approve_privacy_request),
    (DenyPrivacyRequest, deny_privacy_request),
    (CompletePrivacyRequest, complete_privacy_request),
    (NoteRecipientNotified, note_recipient_notified),
    (NoteRecipientReceipt, note_recipient_receipt),
    (NoticePrivacyDeadlines, notice_privacy_deadlines),
)
