"""Answers about consent and the words asked for, for tests that only need some."""

from datetime import datetime
from hashlib import sha256

from application.consent import DenyConsent, GrantConsent
from application.consent_text import PublishConsentText
from application.work import Command
from domain.consent.events import (
    ConsentDenied,
    ConsentGranted,
    ConsentWithdrawn,
    Method,
    Purpose,
    TextPublished,
)
from domain.shared.actor import Actor, Role
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import BEN

TEXT_SHA256 = "a" * 64
AS_ADMIN = Actor("some-admin", frozenset({Role.ADMIN}))


def granted(person: str = BEN, purpose: Purpose = Purpose.RECORDING) -> ConsentGranted:
    """This is a yes on MONDAY."""
    return ConsentGranted(
        person_id=person,
        purpose=purpose,
        text_version="2026-03",
        text_locale="ru",
        text_sha256=TEXT_SHA256,
        method=Method.WEB_FORM,
        given_by=person,
        granted_at=MONDAY,
    )


def denied(person: str = BEN, purpose: Purpose = Purpose.RECORDING) -> ConsentDenied:
    """This is a no on MONDAY."""
    return ConsentDenied(
        person_id=person,
        purpose=purpose,
        text_version="2026-03",
        text_locale="en",
        text_sha256=TEXT_SHA256,
        method=Method.MOBILE_APP,
        given_by=person,
        denied_at=MONDAY,
    )


def withdrawn(person: str = BEN, purpose: Purpose = Purpose.RECORDING) -> ConsentWithdrawn:
    """This is a yes taken back on TUESDAY."""
    return ConsentWithdrawn(
        person_id=person,
        purpose=purpose,
        method=Method.WEB_FORM,
        given_by=person,
        withdrawn_at=TUESDAY,
    )


def grant(version: str = "1", person: str = BEN, purpose: Purpose = Purpose.RECORDING) -> Command:
    """This agrees to the words of that version."""
    words = f"words of {version}"
    return GrantConsent(
        person_id=person,
        purpose=purpose,
        text_version=version,
        text_locale="en",
        text_sha256=sha256(words.encode()).hexdigest(),
    )


def deny(purpose: Purpose = Purpose.RECORDING) -> Command:
    """This is Ben saying no."""
    digest = "a" * 64
    return DenyConsent(
        person_id=BEN, purpose=purpose, text_version="1", text_locale="en", text_sha256=digest
    )


def publish(version: str, *, again: bool = False, valid_from: datetime | None = None) -> Command:
    """This publishes the words of that version; `again` asks everybody anew."""
    words = f"words of {version}"
    return PublishConsentText(
        purpose=Purpose.RECORDING,
        text_version=version,
        text_locale="en",
        text_sha256=sha256(words.encode()).hexdigest(),
        words=words,
        requires_reconsent=again,
        valid_from=valid_from,
    )


def published(
    version: str = "2026-03",
    at: datetime = MONDAY,
    *,
    again: bool = False,
    purpose: Purpose = Purpose.RECORDING,
    locale: str = "en",
) -> TextPublished:
    """This is the words of that version, valid from the instant they were published."""
    words = f"words of {version}"
    return TextPublished(
        purpose=purpose,
        text_version=version,
        text_locale=locale,
        text_sha256=sha256(words.encode()).hexdigest(),
        words=words,
        requires_reconsent=again,
        valid_from=at,
        published_by=AS_ADMIN.id,
        published_at=at,
    )
