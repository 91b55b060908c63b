"""Signing in, and looking people up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from projections.directory.address import key_of
from projections.reading import Reader


@dataclass(frozen=True, slots=True)
class Credentials:
    """This is what signing in needs: never to be shown."""

    account_id: str
    password_hash: str
    status: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """This is an account as its holder and staff see it; a closed one has no address any more."""

    account_id: str
    email: str | None
    display_name: str | None
    locale: str
    time_zone: str
    roles: tuple[str, ...]
    guardians: tuple[str, ...]
    country: str | None
    age_band: str | None
    status: str
    suspension_reason: str | None
    is_email_verified: bool
    registered_at: datetime
    closed_at: datetime | None


def by_email(reader: Reader, email: str) -> Credentials | None:
    """This is what to check a password against, if the address belongs to an account."""
    row = reader.row(
        "SELECT account_id, password_hash, status, roles FROM directory.accounts"
        " WHERE email_key = %(key)s AND password_hash IS NOT NULL"
        " ORDER BY registered_at DESC LIMIT 1",
        {"key": key_of(email)},
    )
    return Credentials(**{**row, "roles": tuple(row["roles"])}) if row else None


def by_id(reader: Reader, account_id: str) -> Account | None:
    """This is the account of that id, whatever became of it."""
    row = reader.row(
        "SELECT account_id, email, display_name, locale, time_zone, roles, guardians, country,"
        " age_band, status, suspension_reason, is_email_verified, registered_at, closed_at"
        " FROM directory.accounts WHERE account_id = %(account_id)s AND registered_at IS NOT NULL",
        {"account_id": account_id},
    )
    return _account(row) if row else None


def is_guardian(reader: Reader, guardian_id: str, of: str) -> bool:
    """This is true for who is linked to that person as their guardian, until they are an adult."""
    row = reader.row(
        "SELECT guardians, age_band FROM directory.accounts WHERE account_id = %(of)s", {"of": of}
    )
    return row is not None and guardian_id in row["guardians"] and row["age_band"] != "adult"


def people(
    reader: Reader,
    *,
    role: str | None = None,
    status: str | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 50,
) -> list[Account]:
    """This is a page of accounts, newest first.

    `before` is `registered_at` and `account_id` of the last one of the page before.
    """
    registered_at, account_id = before or (None, None)
    found = reader.rows(
        "SELECT account_id, email, display_name, locale, time_zone, roles, guardians, country,"
        " age_band, status, suspension_reason, is_email_verified, registered_at, closed_at"
        " FROM directory.accounts WHERE registered_at IS NOT NULL"
        " AND (%(role)s::text IS NULL OR %(role)s = ANY (roles))"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (%(id)s::text IS NULL OR (registered_at, account_id) < (%(at)s::timestamptz, %(id)s))"
        " ORDER BY registered_at DESC, account_id DESC LIMIT %(limit)s",
        {"role": role, "status": status, "at": registered_at, "id": account_id, "limit": limit},
    )
    return [_account(row) for row in found]


@dataclass(frozen=True, slots=True)
class Holder:
    """This is an account that may be used, and the roles it holds; no name among them."""

    account_id: str
    roles: tuple[str, ...]


def holders(reader: Reader, roles: Iterable[str]) -> list[Holder]:
    """This is every account in use that holds one of the roles."""
    found = reader.rows(
        "SELECT account_id, roles FROM directory.accounts"
        " WHERE roles && %(roles)s AND status = 'active' AND registered_at IS NOT NULL"
        " ORDER BY account_id",
        {"roles": sorted(roles)},
    )
    return [Holder(row["account_id"], tuple(row["roles"])) for row in found]


def first_names(reader: Reader, account_ids: Collection[str]) -> dict[str, str]:
    """This is what those are called whom everybody may hear named: no minors, and no surname."""
    found = reader.rows(
        "SELECT account_id, split_part(display_name, ' ', 1) AS name FROM directory.accounts"
        " WHERE account_id = ANY (%(ids)s) AND display_name IS NOT NULL"
        " AND coalesce(age_band, 'adult') = 'adult'",
        {"ids": sorted(account_ids)},
    )
    return {row["account_id"]: row["name"] for row in found}


GROUPS = ("country", "age_band", "locale")
"""What groups people that we lawfully know: it is asked for other reasons."""


def groups_of(reader: Reader, account_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """This is the groups each of them is in, as far as they are known."""
    found = reader.rows(
        "SELECT account_id, country, age_band, locale FROM directory.accounts"
        " WHERE account_id = ANY (%(ids)s)",
        {"ids": sorted(account_ids)},
    )
    return {
        row["account_id"]: {kind: row[kind] for kind in GROUPS if row[kind] is not None}
        for row in found
    }


def _account(row: dict[str, Any]) -> Account:
    return Account(**{**row, "roles": tuple(row["roles"]), "guardians": tuple(row["guardians"])})
