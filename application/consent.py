"""Consent: asking, answering and taking back.

Whatever needs an agreement asks `in_force`, in the very moment it is done: no copy of an answer,
and no read model, knows that it was taken back, or objected to, a second ago.
"""

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from application.fields import Identity, Moment, Sha256
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Streams, Work, append, decided
from domain.account.age import acts_for
from domain.account.aggregate import ACCOUNT, Account, State
from domain.consent.aggregate import (
    CONSENT,
    Answer,
    Consent,
    OnlyThePersonConsents,
    Text,
    unasked,
)
from domain.consent.events import Method, Purpose
from domain.consent.texts import TEXTS, Texts
from domain.privacy.subject import SUBJECT, is_restricted, objects_to
from domain.shared.age import AgeBand
from domain.stopping import STOPPED_BY, USES

Version = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$", examples=["2026-11"])
]
Locale = Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$", examples=["en", "ru"])]

SIGNALLED: Final = (Purpose.ANALYTICS, Purpose.RECOMMENDATION_PROFILING)
"""What a browser's Global Privacy Control says no to: sharing for analytics, and profiling."""

RESTS_ON: Final = (CONSENT, TEXTS, SUBJECT)
"""What `in_force` reads, for whoever asks it of many people at once."""


class GrantConsent(Command):
    """Agree to one purpose, in the exact words shown."""

    person_id: Identity
    purpose: Purpose
    text_version: Version
    text_locale: Locale
    text_sha256: Sha256
    method: Method = Method.WEB_FORM
    expires_at: Moment | None = None


class DenyConsent(Command):
    """Say no to one purpose."""

    person_id: Identity
    purpose: Purpose
    text_version: Version
    text_locale: Locale
    text_sha256: Sha256
    method: Method = Method.WEB_FORM


class WithdrawConsent(Command):
    """Take an agreement back; no reason is asked."""

    person_id: Identity
    purpose: Purpose
    method: Method = Method.WEB_FORM


class HonourPrivacySignal(Command):
    """Record the no of one's browser to sharing and profiling, the first time it says so."""

    person_id: Identity


class SupersedeConsent(Command):
    """End an agreement because its text was replaced by a newer one."""

    person_id: Identity
    purpose: Purpose
    by_text_version: Version


class ExpireConsent(Command):
    """End an agreement whose time is over."""

    person_id: Identity
    purpose: Purpose


def in_force(streams: Streams, person_id: str, purpose: Purpose, now: datetime) -> bool:
    """This is true while the person's agreement counts and nothing else they said stops it.

    Ask it when the thing is done. A handler asks `in_force(work.streams, …, work.now)`, and its
    decision then stands only while the answer is true; a reaction asks with the log in place of
    the streams.
    """
    consent = consent_of(streams, person_id, purpose).state
    if not consent.in_force(now) or consent.text is None:
        return False
    if texts_of(streams, purpose).state.has_replaced(consent.text.version, now):
        return False
    return not is_stopped(streams, person_id, purpose)


def is_stopped(streams: Streams, person_id: str, purpose: Purpose) -> bool:
    """This is true while something else the person said stops a use, agreed to or not."""
    subject = streams.load(SUBJECT, person_id).state
    is_objected_to = any(
        objects_to(subject, objection)
        for objection, purposes in STOPPED_BY.items()
        if purpose in purposes
    )
    return is_objected_to or (purpose in USES and is_restricted(subject))


def agrees(streams: Streams, person_id: str, purpose: Purpose, now: datetime) -> bool:
    """This is true of somebody whose account is open, while `in_force` is."""
    account = streams.load(ACCOUNT, person_id).state
    is_gone = account is None or account.state is State.CLOSED
    return not is_gone and in_force(streams, person_id, purpose, now)


def consent_of(streams: Streams, person_id: str, purpose: Purpose) -> Loaded[Consent]:
    """This is what one person agreed to for one purpose."""
    found = streams.load(CONSENT, f"{person_id}-{purpose}")
    return Loaded(found.stream_id, found.version, found.state or unasked(person_id, purpose))


def texts_of(streams: Streams, purpose: Purpose) -> Loaded[Texts]:
    """This is the texts people are asked for, for one purpose."""
    found = streams.load(TEXTS, purpose)
    return Loaded(found.stream_id, found.version, found.state or Texts(purpose))


def grant_consent(command: GrantConsent, work: Work) -> Decision:
    """This records a yes to words that were published."""
    consent = consent_of(work.streams, command.person_id, command.purpose)
    text = Text(command.text_version, command.text_locale, command.text_sha256)
    answer = _answer(command.person_id, command.method, work)
    facts = consent.state.grant(text, answer, expires_at=command.expires_at)
    texts_of(work.streams, command.purpose).state.check_offered(text, work.now)
    return decided(append(consent, facts))


def deny_consent(command: DenyConsent, work: Work) -> Decision:
    """This records a no, whatever words it was said to."""
    consent = consent_of(work.streams, command.person_id, command.purpose)
    text = Text(command.text_version, command.text_locale, command.text_sha256)
    answer = _answer(command.person_id, command.method, work)
    return decided(append(consent, consent.state.deny(text, answer)))


def withdraw_consent(command: WithdrawConsent, work: Work) -> Decision:
    """This takes a yes back."""
    consent = consent_of(work.streams, command.person_id, command.purpose)
    answer = _answer(command.person_id, command.method, work)
    return decided(append(consent, consent.state.withdraw(answer)))


def honour_privacy_signal(command: HonourPrivacySignal, work: Work) -> Decision:
    """This records the browser's no for each purpose it speaks of."""
    if work.actor.id != command.person_id:
        raise OnlyThePersonConsents
    consents = [consent_of(work.streams, command.person_id, purpose) for purpose in SIGNALLED]
    return decided(*(append(each, each.state.object_by_signal(work.now)) for each in consents))


def supersede_consent(command: SupersedeConsent, work: Work) -> Decision:
    """This ends a yes to a text older than the one that has to be agreed to now."""
    consent = consent_of(work.streams, command.person_id, command.purpose)
    texts = texts_of(work.streams, command.purpose).state
    agreed, by = consent.state.text, command.by_text_version
    if agreed is None or not texts.has_replaced(agreed.version, work.now, by):
        return decided()
    return decided(append(consent, consent.state.supersede(by, work.now)))


def expire_consent(command: ExpireConsent, work: Work) -> Decision:
    """This ends a yes whose time is over."""
    consent = consent_of(work.streams, command.person_id, command.purpose)
    return decided(append(consent, consent.state.expire(work.now)))


def _answer(person_id: str, method: Method, work: Work) -> Answer:
    account = work.find(ACCOUNT, person_id).state or Account(person_id)
    return Answer(
        work.actor.id,
        method,
        work.now,
        is_guardian=acts_for(account, work.actor),
        is_about_a_child=account.age_band is AgeBand.CHILD,
    )


HANDLERS: Handlers = (
    (GrantConsent, grant_consent),
    (DenyConsent, deny_consent),
    (WithdrawConsent, withdraw_consent),
    (HonourPrivacySignal, honour_privacy_signal),
    (SupersedeConsent, supersede_consent),
    (ExpireConsent, expire_consent),
)
