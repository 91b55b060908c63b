"""What each fact changes in the rows of a privacy request."""

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
    LegalHoldLifted,
    LegalHoldPlaced,
    PackageHandedOver,
    PrivacyRequestAcknowledged,
    PrivacyRequestApproved,
    PrivacyRequestCompleted,
    PrivacyRequestDenied,
    PrivacyRequestExtended,
    PrivacyRequestJoined,
    PrivacyRequestReceived,
    PrivacyRequestWithdrawn,
    RecipientAcknowledged,
    RecipientNotified,
)
from domain.privacy.terms import State
from projections.privacy_register.tables import HANDOVERS, HOLDS, KEYS, RECIPIENTS, REQUESTS, STORES
from projections.rows import Rows


def begin(rows: Rows, fact: PrivacyRequestReceived) -> None:
    """This is a request as it arrives."""
    rows.change(
        REQUESTS,
        fact.request_id,
        person_id=fact.person_id,
        kind=fact.kind,
        regime=fact.regime,
        categories=fact.categories,
        objects_to=fact.objects_to,
        ground=fact.ground,
        filed_by=fact.filed_by,
        filed_as=fact.filed_as,
        channel=fact.channel,
        times_asked=1,
        state=State.RECEIVED,
        received_at=fact.received_at,
        acknowledge_by=fact.acknowledge_by,
        act_by=fact.act_by,
    )


def note_arrival(rows: Rows, fact: ArrivalEvent) -> None:
    """This is a request on its way: who asks, and by when."""
    request_id = fact.request_id
    match fact:
        case PrivacyRequestJoined():
            rows.increase(REQUESTS, request_id, times_asked=1)
        case PrivacyRequestAcknowledged():
            rows.change(REQUESTS, request_id, acknowledged_at=fact.acknowledged_at)
        case IdentityAsked():
            rows.change(REQUESTS, request_id, state=State.IDENTITY_PENDING)
        case IdentityConfirmed():
            rows.change(
                REQUESTS,
                request_id,
                state=State.IN_PROGRESS,
                identity_method=fact.method,
                identity_confirmed_at=fact.confirmed_at,
            )
        case PrivacyRequestExtended():
            rows.change(REQUESTS, request_id, act_by=fact.act_by, extension_reason=fact.reason)
        case DeadlineMissed():
            known = rows.get(REQUESTS, request_id)
            missed = {fact.deadline.value, *(known["missed"] if known else ())}
            rows.change(REQUESTS, request_id, missed=sorted(missed))
        case DeadlineNeared() | IdentityLinkFollowed():
            pass
        case _:
            assert_never(fact)


def note_answer(rows: Rows, fact: AnswerEvent) -> None:
    """This is what becomes of a request."""
    request_id = fact.request_id
    match fact:
        case LegalHoldPlaced():
            held = (request_id, fact.category.value, fact.basis.value)
            rows.change(HOLDS, *held, until=fact.until, placed_at=fact.placed_at)
        case LegalHoldLifted():
            rows.delete(HOLDS, request_id, fact.category.value, fact.basis.value)
        case RecipientNotified():
            told = (request_id, fact.recipient.value, fact.reference)
            rows.change(RECIPIENTS, *told, notified_at=fact.notified_at)
        case RecipientAcknowledged():
            told = (request_id, fact.recipient.value, fact.reference)
            rows.change(RECIPIENTS, *told, acknowledged_at=fact.acknowledged_at)
        case PackageHandedOver():
            handed = {"handed_to": fact.handed_to, "handed_over_at": fact.handed_over_at}
            rows.change(HANDOVERS, request_id, fact.manifest_sha256, **handed)
            rows.change(REQUESTS, request_id, handed_over_at=fact.handed_over_at)
        case PrivacyRequestApproved():
            decided = {"decided_by": fact.approved_by, "approved_at": fact.approved_at}
            rows.change(REQUESTS, request_id, **decided)
        case PrivacyRequestDenied():
            decided = {"decided_by": fact.denied_by, "ended_at": fact.denied_at}
            denied = {"state": State.DENIED, "denial_reason": fact.reason}
            rows.change(REQUESTS, request_id, **decided, **denied)
        case PrivacyRequestWithdrawn():
            rows.change(REQUESTS, request_id, state=State.WITHDRAWN, ended_at=fact.withdrawn_at)
        case PrivacyRequestCompleted():
            rows.change(REQUESTS, request_id, state=State.COMPLETED, ended_at=fact.completed_at)
        case _:
            assert_never(fact)


def note_erasure(rows: Rows, fact: ErasureEvent) -> None:
    """This is how far an erasure has come; what was erased of a store in several goes adds up."""
    request_id = fact.request_id
    match fact:
        case SubjectFenced():
            rows.change(REQUESTS, request_id, erased_categories=fact.categories)
        case KeysDestroyed():
            for key in fact.keys:
                gone = (request_id, key.category.value, key.version)
                rows.change(
                    KEYS, *gone, fingerprint=key.fingerprint, destroyed_at=fact.destroyed_at
                )
        case StoresCleared():
            for store in fact.stores:
                rows.increase(STORES, request_id, store.name, erased=store.erased)
                rows.change(
                    STORES,
                    request_id,
                    store.name,
                    remaining=store.remaining,
                    cleared_at=fact.cleared_at,
                )
        case ErasureCertified():
            rows.change(
                REQUESTS,
                request_id,
                certificate=fact.certificate,
                certificate_sha256=fact.sha256,
                certified_at=fact.certified_at,
            )
        case LogRedacted():
            rows.increase(REQUESTS, request_id, redacted_facts=fact.facts)
        case _:
            assert_never(fact)
