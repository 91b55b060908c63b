"""What the platform records of an erasure, step by step: fence, keys, stores, certificate.

Each step is recorded once; recording it again changes nothing, and none is recorded before the
one that has to come first. While a store still holds something the request stays open. What is
under a legal hold is not fenced.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from domain.privacy.aggregate import receive
from domain.privacy.clocks import Establishment
from domain.privacy.erasure_events import (
    ErasureCertified,
    ErasureEvent,
    KeysDestroyed,
    LogRedacted,
    StoresCleared,
    SubjectFenced,
)
from domain.privacy.events import PrivacyRequestApproved, RequestEvent
from domain.privacy.state import Erasure, EverythingIsHeld, PrivacyRequest
from domain.privacy.terms import (
    Capacity,
    Certificate,
    Channel,
    ClearedStore,
    DestroyedKey,
    Filing,
    IdentityMethod,
    Proof,
    Regime,
    RequestKind,
    Wish,
)
from domain.shared.errors import RuleBroken
from domain.shared.personal import Category

PLATFORM = "platform"
"""Who asks and decides where a rule does."""


class NothingIsToBeErased(RuleBroken):
    """This request does not ask for an erasure."""


class OnlyAnApprovedErasureBegins(RuleBroken):
    """An erasure begins when it was approved."""


class TheSubjectIsNotFenced(RuleBroken):
    """The subject has to be fenced before any key is destroyed."""


class OnlyFencedKeysAreDestroyed(RuleBroken):
    """A key of a category that is not fenced was destroyed."""


class TheKeysAreNotDestroyed(RuleBroken):
    """Keys are destroyed before stores are cleared."""


class TheErasureIsCertified(RuleBroken):
    """The erasure is certified; a store that holds something now is another matter."""


class SomethingIsLeft(RuleBroken):
    """Some store still holds something of the person, or none was looked at."""


class TheDigestIsOfAnotherText(RuleBroken):
    """The digest is not that of the certificate."""


def begin_by_rule(
    request_id: str,
    person_id: str,
    categories: Sequence[Category],
    where: Establishment,
    now: datetime,
) -> Sequence[RequestEvent]:
    """This begins an erasure that nobody asked for, because its time has come; none decides it."""
    wish = Wish(person_id, RequestKind.ERASURE, Regime.GDPR, tuple(categories))
    filing = Filing(PLATFORM, Capacity.PLATFORM, Channel.RULE, now)
    proof = Proof(IdentityMethod.BY_RULE, PLATFORM, now)
    approved = PrivacyRequestApproved(
        request_id=request_id, person_id=person_id, approved_by=PLATFORM, approved_at=now
    )
    return (*receive(request_id, wish, filing, where, proof), approved)


def fence(
    request: PrivacyRequest, categories: Sequence[Category], streams: Sequence[str], now: datetime
) -> Sequence[ErasureEvent]:
    """This forbids everything new of the person in what is to be erased: no way back from here.

    Raises:
        OnlyAnApprovedErasureBegins: nobody decided that it may.
        EverythingIsHeld: some of it has to stay, by a legal hold, or nobody asked to erase it.
    """
    _check_is_erasure(request)
    if request.is_fenced:
        return ()
    request.check_in_progress()
    if not request.is_approved:
        raise OnlyAnApprovedErasureBegins
    fenced = tuple(dict.fromkeys(categories))
    if not fenced or not set(fenced) <= set(request.erasable(now)):
        raise EverythingIsHeld
    return (
        SubjectFenced(**request.about(), categories=fenced, streams=tuple(streams), fenced_at=now),
    )


def note_keys_destroyed(
    request: PrivacyRequest, keys: Sequence[DestroyedKey], now: datetime
) -> Sequence[ErasureEvent]:
    """This records which keys are no more; there may have been none."""
    _check_is_erasure(request)
    if request.erasure.has_destroyed_keys:
        return ()
    if not request.is_fenced:
        raise TheSubjectIsNotFenced
    if not {key.category for key in keys} <= set(request.erasure.fenced):
        raise OnlyFencedKeysAreDestroyed
    return (KeysDestroyed(**request.about(), keys=tuple(keys), destroyed_at=now),)


def note_stores_cleared(
    request: PrivacyRequest, stores: Sequence[ClearedStore], now: datetime
) -> Sequence[ErasureEvent]:
    """This records what was erased where, as far as it is news.

    Raises:
        TheKeysAreNotDestroyed: it would be too early.
        TheErasureIsCertified: something turned up after the end.
    """
    _check_is_erasure(request)
    if not request.erasure.has_destroyed_keys:
        raise TheKeysAreNotDestroyed
    news = tuple(store for store in stores if _is_news(request.erasure, store))
    if not news:
        return ()
    if request.erasure.certificate_sha256:
        raise TheErasureIsCertified
    return (StoresCleared(**request.about(), stores=news, cleared_at=now),)


def certify(
    request: PrivacyRequest, certificate: Certificate, now: datetime
) -> Sequence[ErasureEvent]:
    """This states the erasure; a certificate there is already stays the one.

    Raises:
        SomethingIsLeft: a store still holds something.
        TheDigestIsOfAnotherText: text and digest do not belong together.
    """
    _check_is_erasure(request)
    if request.erasure.certificate_sha256:
        return ()
    if not request.erasure.is_clear:
        raise SomethingIsLeft
    if sha256(certificate.text.encode()).hexdigest() != certificate.sha256:
        raise TheDigestIsOfAnotherText
    return (
        ErasureCertified(
            **request.about(),
            certificate=certificate.text,
            sha256=certificate.sha256,
            log_size_before=certificate.before.size,
            root_before=certificate.before.root,
            log_size_after=certificate.after.size,
            root_after=certificate.after.root,
            certified_at=now,
        ),
    )


def note_redacted(request: PrivacyRequest, facts: int, now: datetime) -> Sequence[ErasureEvent]:
    """This records of how many facts the ciphertext was taken out, also after the end."""
    _check_is_erasure(request)
    if not request.erasure.has_destroyed_keys:
        raise TheKeysAreNotDestroyed
    if not facts:
        return ()
    return (LogRedacted(**request.about(), facts=facts, redacted_at=now),)


def _is_news(erasure: Erasure, store: ClearedStore) -> bool:
    known = erasure.by_name.get(store.name)
    if known is None:
        return True
    return store != known and (store.erased > 0 or store.remaining != known.remaining)


def _check_is_erasure(request: PrivacyRequest) -> None:
    if request.kind is not RequestKind.ERASURE:
        raise NothingIsToBeErased
