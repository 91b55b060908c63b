"""Answers about consent, for tests that only need some facts."""

from domain.consent.events import ConsentDenied, ConsentGranted, ConsentWithdrawn, Method, Purpose
from tests.support.calendar import MONDAY, TUESDAY
from tests.support.people import BEN

TEXT_SHA256 = "a" * 64


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
