"""Consents: one person, one purpose."""

from fastapi import APIRouter

from api.accepts import accepts
from application.consent import DenyConsent, GrantConsent, WithdrawConsent

CONSENT = "/v1/consents/{person_id}/{purpose}"


def consents(router: APIRouter) -> None:
    """This adds saying yes, saying no and taking a yes back."""
    accepts(router, "POST", f"{CONSENT}/grant", GrantConsent)
    accepts(router, "POST", f"{CONSENT}/deny", DenyConsent)
    accepts(router, "POST", f"{CONSENT}/withdraw", WithdrawConsent)
