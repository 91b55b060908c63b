"""Facts of accounts become one row each; addresses and sessions have nothing to add to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, assert_never

from domain.account.events import (
    AccountClosed,
    AccountErased,
    AccountEvent,
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    AgeDeclared,
    EmailChanged,
    EmailReleased,
    EmailReserved,
    EmailVerified,
    GuardianLinked,
    HolderEvent,
    PasswordSet,
    ProfileCorrected,
    RoleGranted,
    RoleRevoked,
    SessionEnded,
    SessionRefreshed,
    SessionReused,
    SessionStarted,
)
from domain.shared.event import Recorded
from domain.shared.personal import Category
from projections.directory.address import key_of
from projections.rows import Row, RowKey, Rows, Table
from projections.runtime import Projection

ACTIVE, SUSPENDED, CLOSED = "active", "suspended", "closed"

ACCOUNTS = Table(
    "accounts",
    key=("account_id",),
    columns=(
        "email",
        "email_key",
        "password_hash",
        "password_set_at",
        "display_name",
        "locale",
        "time_zone",
        "roles",
        "guardians",
        "country",
        "age_band",
        "status",
        "suspension_reason",
        "is_email_verified",
        "registered_at",
        "closed_at",
    ),
    personal=dict.fromkeys(("email", "email_key", "password_hash", "display_name"), "account_id"),
    blank={"roles": [], "guardians": [], "status": ACTIVE, "is_email_verified": False},
)

OF: Mapping[Category, tuple[str, ...]] = defaultdict(
    tuple,
    {
        Category.CONTACT: ("email", "email_key", "password_hash"),
        Category.PROFILE: ("display_name",),
    },
)
"""The columns of each category, as the facts mark them."""


def apply(rows: Rows, recorded: Recorded[AccountEvent]) -> None:
    """This changes the account's row by the fact."""
    match recorded.fact:
        case (
            EmailReserved()
            | EmailReleased()
            | SessionStarted()
            | SessionRefreshed()
            | SessionReused()
            | SessionEnded()
        ):
            return
        case fact:
            rows.change(ACCOUNTS, fact.account_id, **_changes(rows, fact))


def _changes(rows: Rows, fact: HolderEvent) -> Row:  # noqa: C901, PLR0912 - one arm a fact
    match fact:
        case AccountRegistered():
            known = {"roles": sorted(fact.roles), "registered_at": fact.registered_at}
            return {**_reached(fact), **_said(fact), **known}
        case PasswordSet():
            return {"password_hash": fact.password_hash or None, "password_set_at": fact.set_at}
        case EmailVerified():
            return {"is_email_verified": True}
        case EmailChanged():
            return {**_reached(fact), "is_email_verified": False}
        case ProfileCorrected():
            return _said(fact)
        case RoleGranted():
            return {"roles": sorted({*_kept(rows, fact, "roles"), fact.role})}
        case RoleRevoked():
            return {"roles": sorted({*_kept(rows, fact, "roles")} - {fact.role})}
        case GuardianLinked():
            return {"guardians": sorted({*_kept(rows, fact, "guardians"), fact.guardian_id})}
        case AgeDeclared():
            return {"country": fact.country, "age_band": fact.age_band}
        case AccountSuspended():
            return {"status": SUSPENDED, "suspension_reason": fact.reason}
        case AccountReinstated():
            return {"status": ACTIVE, "suspension_reason": None}
        case AccountClosed():
            gone = dict.fromkeys(("email", "email_key", "password_hash", "suspension_reason"))
            return {**gone, "status": CLOSED, "closed_at": fact.closed_at}
        case AccountErased():
            return {column: None for category in fact.categories for column in OF[category]}
        case _:
            assert_never(fact)


def _reached(fact: AccountRegistered | EmailChanged) -> Row:
    return {"email": fact.email or None, "email_key": key_of(fact.email)}


def _said(fact: AccountRegistered | ProfileCorrected) -> Row:
    return {
        "display_name": fact.display_name or None,
        "locale": fact.locale,
        "time_zone": fact.time_zone,
    }


def _kept(rows: Rows, fact: HolderEvent, column: str) -> list[str]:
    row = rows.get(ACCOUNTS, fact.account_id)
    return list(row[column]) if row else []


def keys(recorded: Recorded[Any]) -> Iterable[RowKey]:
    """This is the row the fact concerns."""
    if isinstance(recorded.fact, HolderEvent):
        yield ACCOUNTS, (recorded.fact.account_id,)


PROJECTION = Projection(
    name="directory",
    version=2,
    contexts=frozenset({"account"}),
    schema=Path(__file__).with_name("schema.sql"),
    tables=(ACCOUNTS,),
    apply=apply,
    keys=keys,
)
