"""Accounts: registering, and what becomes of them."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.accepts import Created, accepts
from api.answers import Asking, Question, answers
from api.paging import Cursor, Limit, Page, decode, page_of
from application import account, age, correcting
from application.fields import Identity
from domain.shared.actor import Role
from domain.shared.age import AgeBand
from projections.directory.queries import Account, by_id, people

ACCOUNT = "/v1/accounts/{account_id}"
VIEWS = ("directory",)
PLACE = (datetime, str)


class Registered(Created):
    """The account is there; signing in is possible."""

    account_id: str


class AgeNoted(BaseModel):
    """This is the band that was kept; the age was not."""

    age_band: AgeBand


class ShowAccount(Question):
    """Show an account."""

    account_id: Identity


class ListAccounts(Question):
    """List accounts, newest first."""

    role: Role | None = None
    status: Literal["active", "suspended", "closed"] | None = None
    after: Cursor | None = None
    limit: Limit = 50


def accounts(router: APIRouter) -> None:
    """This adds everything about accounts."""
    accepts(router, "POST", "/v1/accounts", account.RegisterAccount, Registered)
    answers(router, "/v1/accounts", ListAccounts, _list, views=VIEWS, answer=page_of(Account))
    answers(router, ACCOUNT, ShowAccount, _show, views=VIEWS, answer=Account)
    accepts(router, "POST", f"{ACCOUNT}/age", age.DeclareAge, AgeNoted)
    accepts(router, "POST", f"{ACCOUNT}/password", account.ChangePassword)
    accepts(router, "POST", f"{ACCOUNT}/profile", correcting.CorrectProfile)
    accepts(router, "POST", f"{ACCOUNT}/email", correcting.ChangeEmail)
    accepts(router, "POST", f"{ACCOUNT}/email/verify", account.VerifyEmail)
    accepts(router, "POST", f"{ACCOUNT}/roles/{{role}}/grant", account.GrantRole)
    accepts(router, "POST", f"{ACCOUNT}/roles/{{role}}/revoke", account.RevokeRole)
    accepts(router, "POST", f"{ACCOUNT}/guardians/{{guardian_id}}/link", account.LinkGuardian)
    accepts(router, "POST", f"{ACCOUNT}/suspend", account.SuspendAccount)
    accepts(router, "POST", f"{ACCOUNT}/reinstate", account.ReinstateAccount)
    accepts(router, "POST", f"{ACCOUNT}/close", account.CloseAccount)


def _show(asking: Asking) -> Account | None:
    return by_id(asking.container.reader, asking.question.account_id)


def _list(asking: Asking) -> Page:
    asked: ListAccounts = asking.question
    found = people(
        asking.container.reader,
        role=asked.role,
        status=asked.status,
        before=decode(asked.after, *PLACE),
        limit=asked.limit,
    )
    return Page.of(found, asked.limit, "registered_at", "account_id")
