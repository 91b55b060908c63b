"""How each fact changes what is known of a privacy request: no question asked, no clock read."""

from dataclasses import replace
from typing import assert_never

from domain.privacy.erasure_events import (
    ErasureCertified,
    ErasureEvent,
    KeysDestroyed,
    LogRedacted,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.events import (
    AnswerEvent,
    ArrivalEvent,
    DeadlineMissed,
    DeadlineNeared,
    IdentityAsked,
    IdentityConfirmed,
    IdentityLinkFollowed,
    LaterEvent,
    LegalHoldLifted,
    LegalHoldPlaced,
    PackageHandedOver,
    PrivacyRequestAcknowledged,
    PrivacyRequestApproved,
    PrivacyRequestCompleted,
    PrivacyRequestDenied,
    PrivacyRequestExtended,
    PrivacyRequestJoined,
    PrivacyRequestWithdrawn,
    RecipientAcknowledged,
    RecipientNotified,
)
from domain.privacy.state import Erasure, PrivacyRequest, asking
from domain.privacy.terms import LegalHold, Notice, State


def applied(known: PrivacyRequest, fact: LaterEvent) -> PrivacyRequest:
    """This is the request after the fact."""
    if isinstance(fact, ArrivalEvent):
        return _arriving(known, fact)
    if isinstance(fact, AnswerEvent):
        return _answering(known, fact)
    return replace(known, erasure=_erasing(known.erasure, fact))


def _arriving(known: PrivacyRequest, fact: ArrivalEvent) -> PrivacyRequest:
    match fact:
        case PrivacyRequestJoined():
            return replace(known, askers=(*known.askers, *asking(fact)))
        case PrivacyRequestAcknowledged():
            return replace(known, is_acknowledged=True)
        case IdentityAsked():
            return replace(known, state=State.IDENTITY_PENDING)
        case IdentityLinkFollowed():
            return replace(known, is_link_followed=True)
        case IdentityConfirmed():
            return replace(known, state=State.IN_PROGRESS)
        case PrivacyRequestExtended():
            return replace(known, is_extended=True, act_by=fact.act_by)
        case DeadlineNeared():
            return replace(known, neared=(*known.neared, fact.due_at))
        case DeadlineMissed():
            return replace(known, missed=(*known.missed, fact.due_at))
        case _:
            assert_never(fact)


def _answering(known: PrivacyRequest, fact: AnswerEvent) -> PrivacyRequest:
    match fact:
        case LegalHoldPlaced():
            placed = LegalHold(fact.category, fact.basis, fact.until)
            return replace(known, holds=(*_other_holds(known, fact), placed))
        case LegalHoldLifted():
            return replace(known, holds=_other_holds(known, fact))
        case PrivacyRequestApproved():
            return replace(known, is_approved=True)
        case PrivacyRequestDenied():
            return replace(known, state=State.DENIED)
        case PrivacyRequestWithdrawn():
            return replace(known, state=State.WITHDRAWN)
        case PrivacyRequestCompleted():
            return replace(known, state=State.COMPLETED, completed_at=fact.completed_at)
        case RecipientNotified():
            told = Notice(fact.recipient, fact.reference)
            return replace(known, notices=(*known.notices, told))
        case RecipientAcknowledged():
            return replace(known, notices=_acknowledged(known, fact))
        case PackageHandedOver():
            return replace(known, manifests=(*known.manifests, fact.manifest_sha256))
        case _:
            assert_never(fact)


def _erasing(known: Erasure, fact: ErasureEvent) -> Erasure:
    match fact:
        case SubjectFenced():
            return replace(known, fenced=fact.categories)
        case KeysDestroyed():
            return replace(known, has_destroyed_keys=True)
        case StoresCleared():
            reported = {**known.by_name, **{store.name: store for store in fact.stores}}
            return replace(known, stores=tuple(reported.values()))
        case ErasureCertified():
            return replace(known, certificate_sha256=fact.sha256)
        case LogRedacted():
            return known
        case _:
            assert_never(fact)


def _other_holds(
    known: PrivacyRequest, fact: LegalHoldPlaced | LegalHoldLifted
) -> tuple[LegalHold, ...]:
    named = (fact.category, fact.basis)
    return tuple(hold for hold in known.holds if (hold.category, hold.basis) != named)


def _acknowledged(known: PrivacyRequest, fact: RecipientAcknowledged) -> tuple[Notice, ...]:
    named = (fact.recipient, fact.reference)
    return tuple(
        replace(told, is_acknowledged=True) if (told.recipient, told.reference) == named else told
        for told in known.notices
    )
