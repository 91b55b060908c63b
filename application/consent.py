"""Consent: asking, answering and taking back."""

from typing import Annotated

from pydantic import Field

from application.fields import Identity, Moment
from application.ports import Loaded
from application.work import Command, Decision, Handlers, Work, append, decided
from domain.consent.aggregate import CONSENT, Answer, Consent, Text, unasked
from domain.consent.events import Method, Purpose
from domain.shared.actor import Role

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$", examples=["0" * 64])]
Version = Annotated[
    str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$", examples=["2026-11"])
]
Locale = Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$", examples=["en", "ru"])]


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


class SupersedeConsent(Command):
    """End an agreement because its text was replaced by a newer one."""

    person_id: Identity
    purpose: Purpose
    by_text_version: Version


class ExpireConsent(Command):
    """End an agreement whose time is over."""

    person_id: Identity
    purpose: Purpose


def grant_consent(command: GrantConsent, work: Work) -> Decision:
    """This records a yes."""
    consent = _consent(command.person_id, command.purpose, work)
    text = Text(command.text_version, command.text_locale, command.text_sha256)
    answer = _answer(command.method, work)
    return decided(
        append(consent, consent.state.grant(text, answer, expires_at=command.expires_at))
    )


def deny_consent(command: DenyConsent, work: Work) -> Decision:
    """This records a no."""
    consent = _consent(command.person_id, command.purpose, work)
    text = Text(command.text_version, command.text_locale, command.text_sha256)
    return decided(append(consent, consent.state.deny(text, _answer(command.method, work))))


def withdraw_consent(command: WithdrawConsent, work: Work) -> Decision:
    """This takes a yes back."""
    consent = _consent(command.person_id, command.purpose, work)
    return decided(append(consent, consent.state.withdraw(_answer(command.method, work))))


def supersede_consent(command: SupersedeConsent, work: Work) -> Decision:
    """This ends a yes to an older text."""
    consent = _consent(command.person_id, command.purpose, work)
    return decided(append(consent, consent.state.supersede(command.by_text_version, work.now)))


def expire_consent(command: ExpireConsent, work: Work) -> Decision:
    """This ends a yes whose time is over."""
    consent = _consent(command.person_id, command.purpose, work)
    return decided(append(consent, consent.state.expire(work.now)))


def _consent(person_id: str, purpose: Purpose, work: Work) -> Loaded[Consent]:
    found = work.find(CONSENT, f"{person_id}-{purpose}")
    return Loaded(found.stream_id, found.version, found.state or unasked(person_id, purpose))


def _answer(method: Method, work: Work) -> Answer:
    return Answer(work.actor.id, method, work.now, is_guardian=work.actor.has(Role.GUARDIAN))


HANDLERS: Handlers = (
    (GrantConsent, grant_consent),
    (DenyConsent, deny_consent),
    (WithdrawConsent, withdraw_consent),
    (SupersedeConsent, supersede_consent),
    (ExpireConsent, expire_consent),
)
