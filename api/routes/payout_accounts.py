"""Payout accounts: how a tutor comes by one, and where the provider asks them who they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from fastapi import APIRouter
from pydantic import Field

from api.accepts import accepts
from api.answers import Asking, Question, answers
from application import tutor_paying
from application.fields import Identity
from application.payees import Payees, PayoutAccount

ACCOUNT = "/v1/tutors/{tutor_id}/payout-account"
Address = Annotated[
    str,
    Field(max_length=2000, pattern=r"^https://[!-~]+$", examples=["https://example.org/paid"]),
]
"""Where the provider sends the tutor's browser."""


class ShowPayoutAccount(Question):
    """Show how far the tutor has come to being paid, and what the provider still lacks."""

    tutor_id: Identity


class ShowOnboardingLink(Question):
    """Show where the provider asks the tutor who they are; it can be used once, and soon."""

    IS_KEPT: ClassVar[bool] = False

    tutor_id: Identity
    return_url: Address
    refresh_url: Address


@dataclass(frozen=True, slots=True)
class PayoutAccountLink:
    """This leads to the provider's own pages; `refresh_url` is where it goes once that is over."""

    tutor_id: str
    url: str
    expires_at: datetime


def payout_accounts(router: APIRouter) -> None:
    """This adds opening an account, having it looked at, and what is known of it."""
    shown, link = PayoutAccount, PayoutAccountLink
    answers(router, ACCOUNT, ShowPayoutAccount, _account, views=(), answer=shown)
    answers(router, f"{ACCOUNT}/link", ShowOnboardingLink, _link, views=(), answer=link)
    accepts(router, "POST", f"{ACCOUNT}/open", tutor_paying.OpenPayoutAccount)
    accepts(router, "POST", f"{ACCOUNT}/check", tutor_paying.CheckPayoutAccount)


def _account(asking: Asking) -> PayoutAccount:
    return Payees(asking.container.log).account(asking.question.tutor_id)


def _link(asking: Asking) -> PayoutAccountLink | None:
    container, asked = asking.container, asking.question
    account = Payees(container.log).of_tutor(asked.tutor_id)
    if not account:
        return None
    link = container.provider.onboarding_link(account, asked.return_url, asked.refresh_url)
    return PayoutAccountLink(asked.tutor_id, link.url, link.expires_at)
